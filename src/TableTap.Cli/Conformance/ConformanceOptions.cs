namespace TableTap.Cli.Conformance;

/// <summary>What a run of the kit plays, and where. Immutable.</summary>
internal sealed record ConformanceOptions
{
    /// <summary>The port on this machine's loopback address.</summary>
    /// <value>Default 0: any that is free.</value>
    public int Port { get; init; }

    /// <summary>The names of the scenarios to play.</summary>
    /// <value>Default empty: all.</value>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How long a scenario may take, and how long the kit waits for a driver that does not ask for the next one.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that scenarios go by.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
