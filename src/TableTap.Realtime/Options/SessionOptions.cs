namespace TableTap.Realtime;

/// <summary>How sessions live and end (section 1). Immutable.</summary>
public sealed record SessionOptions
{
    /// <summary>How often clients are told to ping.</summary>
    /// <value>1 s to 1 h; default 30 s.</value>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A socket that sent no byte for so long is closed with 4408.</summary>
    /// <value>1 s to 1 day; default 75 s.</value>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>A session ends so long after its token was last shown, if the token does not expire before.</summary>
    /// <value>1 s to 1 day; default 30 min.</value>
    public TimeSpan ValidationInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long before its end a session is warned with <c>token_expiring</c>.</summary>
    /// <value>0 to 1 day; default 60 s.</value>
    public TimeSpan ExpiryWarning { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What a token accepted after its <c>exp</c>, within the check's skew, may still live past it.</summary>
    /// <value>0 to 10 min; default 60 s.</value>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many failed <c>token_refresh</c> in a row close the session with 4401.</summary>
    /// <value>1 to 100; default 3.</value>
    public int FailedRefreshes { get; init; } = 3;

    /// <summary>The time over which a drain spreads the clients' return.</summary>
    /// <value>0 to 1 h; default 10 s.</value>
    public TimeSpan DrainWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a closed socket may take to answer the close before it is cut.</summary>
    /// <value>0 to 1 min; default 5 s.</value>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often all sessions are looked over for silence, expiry and stalls.</summary>
    /// <value>10 ms to 1 min; default 1 s.</value>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Commands of one connection that may wait for their decision before its reading pauses.</summary>
    /// <value>1 to 1,000; default 16.</value>
    public int PendingCommands { get; init; } = 16;
}
