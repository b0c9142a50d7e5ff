namespace TableTap.Realtime.Options;

/// <summary>How sessions live and end (section 1). Immutable.</summary>
public sealed record SessionOptions
{
    /// <summary>How long sockets have to leave once the server is told to stop; their return is spread over it.</summary>
    [Setting("Server:DrainWindow", CountsAtOnce = true), Duration("0s", "10m")]
    public TimeSpan DrainWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often clients are told to ping.</summary>
    [Setting("Server:HeartbeatInterval"), Duration("1s", "1h")]
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A socket that sent no byte for so long gets a WebSocket ping, and another one each time it stays silent for so long again; the pong that
    /// answers it is a sign of life.
    /// </summary>
    [Setting("Server:PingAfter"), Duration("1s", "1h")]
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A socket that sent no byte for so long is closed with 4408.</summary>
    [Setting("Server:SilenceTimeout"), Duration("1s", "1d")]
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>A session ends so long after its token was last shown, if the token does not expire before.</summary>
    [Setting("Auth:SessionLifetime"), Duration("1s", "1d")]
    public TimeSpan ValidationInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long before its end a session is warned with <c>token_expiring</c>.</summary>
    [Setting("Auth:ExpiryWarning"), Duration("0s", "1d")]
    public TimeSpan ExpiryWarning { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How far clocks may differ, for <c>nbf</c> and for <c>exp</c> of a token and for the end of its session.</summary>
    [Setting("Auth:ClockSkew"), Duration("0s", "5m")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many failed <c>token_refresh</c> in a row close the session with 4401.</summary>
    [Setting("Auth:FailedRefreshes"), Number(1, 100)]
    public int FailedRefreshes { get; init; } = 3;

    /// <summary>How long a closed socket may take to answer the close before it is cut.</summary>
    [Duration("0s", "1m")]
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often all sessions are looked over for silence, expiry and stalls.</summary>
    [Duration("10ms", "1m")]
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Commands of one connection that may be under way before its reading pauses.</summary>
    [Number(1, 1_000)]
    public int PendingCommands { get; init; } = 64;
}
