using TableTap.Server.Configuration;

namespace TableTap.Server.Http;

/// <summary>Which pages may talk to the server (section 9). Immutable.</summary>
/// <param name="security">The listed origins.</param>
/// <param name="demo">With the demo, pages of this machine may too.</param>
internal sealed class OriginPolicy(SecurityOptions security, DemoOptions demo)
{
    private readonly HashSet<string> _allowed = new(
        security.AllowedOrigins,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether a request's origin may connect. Clients without an origin are no pages.</summary>
    /// <param name="request">The request.</param>
    public bool Allows(HttpRequest request) =>
        request.Headers.Origin is not [{ Length: > 0 } origin, ..]
            ? request.Headers.Origin.Count == 0
            : request.Headers.Origin.Count == 1
                && (_allowed.Contains(origin) || (demo.Enabled && IsLoopback(origin)));

    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is ("http" or "https")
        && ListenAddress.IsLoopbackHost(uri.Host);
}
