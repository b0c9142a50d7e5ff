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
}
