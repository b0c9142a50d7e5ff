using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>How many TCP connections there may be, before anybody has said who they are (section 8). Immutable.</summary>
public sealed record ConnectionOptions
{
    /// <summary>
    /// TCP connections of this server, sockets and requests together. Where the limit of open files is lower, what it leaves beside the
    /// journal's own files counts instead.
    /// </summary>
    [Setting("Limits:OpenConnections"), Number(16, 2_000_000)]
    public int Open { get; init; } = 12_500;

    /// <summary>
    /// TCP connections of one address (of IPv6 a /64 network) on which nobody has been let in; sockets and streams with a valid token do not
    /// count, and a proxy of <c>Security:TrustedProxies</c> is not bounded by this.
    /// </summary>
    [Setting("Limits:ConnectionsPerAddress", CountsAtOnce = true), Number(4, 1_000_000)]
    public int PerAddress { get; init; } = 256;

    /// <summary>A connection has so long from its beginning to the end of its first request's head, the TLS handshake included.</summary>
    [Setting("Server:FirstRequestTimeout"), Duration("1s", "5m")]
    public TimeSpan FirstRequestTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
