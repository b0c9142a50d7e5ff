using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Where the server listens. Immutable.</summary>
public sealed record ServerOptions
{
    /// <summary>The addresses to listen on; port 0 is any free one. With <c>Kestrel:Endpoints</c> set, those count instead.</summary>
    [Setting("Server:Urls"), ListenUrl]
    public IReadOnlyList<string> Urls { get; init; } = ["http://localhost:3001"];

    /// <summary>
    /// The path below which a proxy shows the server, for the links that it writes; requests are answered with the path and without it.
    /// </summary>
    [Setting("Server:PathBase"), SubPath]
    public string PathBase { get; init; } = "";

    /// <summary>
    /// The address at which the figures for Prometheus are, with nothing else and without a token: one that only what watches over the server
    /// reaches. Without it they are at <c>/metrics</c> of the server's own addresses, for this machine and for a token.
    /// </summary>
    [Setting("Server:MetricsUrl"), ListenUrl]
    public string? MetricsUrl { get; init; }
}
