namespace TableTap.Server.Configuration;

/// <summary>Section <c>Server</c>: where the server listens and how it stops.</summary>
public sealed record ServerOptions
{
    /// <summary>The addresses to listen on; <c>http</c> or <c>https</c>, port 0 for any free one. With <c>Kestrel:Endpoints</c> set, those count instead.</summary>
    /// <value>Default <c>http://localhost:3001</c>.</value>
    public IReadOnlyList<string> Urls { get; init; } = ["http://localhost:3001"];

    /// <summary>How long sockets have to leave once the server is told to stop (section 1, drain).</summary>
    /// <value>0 s to 10 min; default 10 s.</value>
    public TimeSpan DrainWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often clients are told to ping (section 1).</summary>
    /// <value>1 s to 1 h; default 30 s.</value>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A socket that sent no byte for so long is closed with 4408 (section 1).</summary>
    /// <value>1 s to 1 d; default 75 s.</value>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static ServerOptions Read(SectionReader section)
    {
        var defaults = new ServerOptions();
        var urls = section.List(
            "Urls",
            "http://HOST:PORT or https://HOST:PORT",
            entry => ListenAddress.TryParse(entry, out _)
        );
        return new()
        {
            Urls = urls.Count == 0 ? defaults.Urls : urls,
            DrainWindow = section.Duration(
                "DrainWindow",
                defaults.DrainWindow,
                TimeSpan.Zero,
                TimeSpan.FromMinutes(10)
            ),
            HeartbeatInterval = section.Duration(
                "HeartbeatInterval",
                defaults.HeartbeatInterval,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(1)
            ),
            SilenceTimeout = section.Duration(
                "SilenceTimeout",
                defaults.SilenceTimeout,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromDays(1)
            ),
        };
    }
}
