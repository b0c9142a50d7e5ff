using System.Net;
using TableTap.Server.Configuration;

namespace TableTap.Server.Http;

/// <summary>
/// Finds out which requests are of this machine itself. One that came through a proxy is not, wherever the proxy is: what it adds gives it
/// away, and it may write any <c>Host</c>. Thread-safe.
/// </summary>
/// <param name="settings">The proxies that are believed now.</param>
internal sealed class LocalRequests(LiveSettings settings)
{
    /// <summary>What proxies add. One on this machine comes from its address: whoever came through it is not here.</summary>
    private static readonly string[] ProxyHeaders =
    [
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Server",
        "X-Original-For",
        "X-Real-IP",
    ];

    /// <summary>
    /// Whether a request is of this machine, and of no page of another origin. Browsers speak HTTP/1.1 and later; a proxy that is not told
    /// otherwise often speaks HTTP/1.0, and adds no header.
    /// </summary>
    /// <param name="context">The request.</param>
    public bool Contains(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !settings.Now.Security.Proxies.Any(proxy => proxy.Contains(ClientAddress.Plain(address)))
        && !HttpProtocol.IsHttp10(context.Request.Protocol)
        && ListenAddress.IsLoopbackHost(context.Request.Host.Host)
        && !Array.Exists(ProxyHeaders, context.Request.Headers.ContainsKey)
        && context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}
