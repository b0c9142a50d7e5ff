namespace TableTap.Load.Target;

/// <summary>How much load is made, and for how long. Immutable; what a scenario does not need, it leaves alone.</summary>
public sealed record LoadOptions
{
    /// <summary>How many sockets are opened.</summary>
    /// <value>1 to 100,000; default 100.</value>
    public int Connections { get; init; } = 100;

    /// <summary>How many operations a second are offered, whatever the server makes of them.</summary>
    /// <value>0.1 to 1,000,000; default 50.</value>
    public double Rate { get; init; } = 50;

    /// <summary>How long load is offered, in seconds; opening the sockets and waiting for the last answers come on top.</summary>
    /// <value>1 to 1,200 s; default 10 s.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many sockets are opened in a second.</summary>
    /// <value>1 to 100,000; default 500.</value>
    public double Ramp { get; init; } = 500;

    /// <summary>How many staff sockets move orders on; null for as many as the rate needs under the usual limit.</summary>
    /// <value>1 to 10,000; default null.</value>
    public int? Staff { get; init; }

    /// <summary>How many messages the history is given before readers come for it.</summary>
    /// <value>1 to 10,000,000; default 10,000.</value>
    public int Messages { get; init; } = 10_000;

    /// <summary>Over which time clients that lost their connection come back.</summary>
    /// <value>0 to 600 s; default 2 s.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the last answers may take once no more load is offered.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
