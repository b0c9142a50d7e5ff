using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Who may connect from where (section 9). Immutable.</summary>
public sealed record SecurityOptions
{
    /// <summary>Whether plain <c>ws://</c> and <c>http://</c> may be served to other machines, as behind a proxy that ends TLS.</summary>
    [Setting("Security:AllowPlainText"), Flag]
    public bool AllowPlainText { get; init; }

    /// <summary>
    /// The proxies that are believed, by address or network: what they say of a client, its address and whether it came by TLS, counts in
    /// limits, in the audit and for HSTS. Nobody else is believed.
    /// </summary>
    [Setting("Security:TrustedProxies"), Network]
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>
    /// The addresses that links in published messages may begin with; without any, no link is published.
    /// </summary>
    [Setting("Security:PublishLinks"), BaseUrl]
    public IReadOnlyList<string> PublishLinks { get; init; } = [];

    /// <summary>
    /// The origins whose pages may connect and ask over HTTP; clients that send no origin are no pages and always may. With <c>--demo</c>
    /// every loopback origin may, too.
    /// </summary>
    [Setting("Security:AllowedOrigins"), Origin]
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
