using System.Diagnostics.Metrics;
using System.Net;
using TableTap.Server.Configuration;
using TableTap.Server.Logging;

namespace TableTap.Server.Http;

/// <summary>
/// Notices a proxy that is believed and does not say whose requests it passes on, so that all of them count as its own, in limits and in the
/// audit: each request is counted, the first one is told in the log, and when the last one came is kept. Thread-safe.
/// </summary>
internal sealed class SilentProxies
{
    private const string ForwardedFor = "X-Forwarded-For";

    private readonly LiveSettings _settings;
    private readonly PathString[] _ofMachines;
    private readonly Counter<long> _silent;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _told;
    private long _last;

    /// <summary>Begins to count; what has not happened yet is 0 and not absent.</summary>
    /// <param name="settings">The proxies that are believed now.</param>
    /// <param name="ofMachines">Where balancers and monitoring ask for themselves, from wherever they are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="log">Where the first one is told.</param>
    public SilentProxies(
        LiveSettings settings,
        IEnumerable<string> ofMachines,
        TimeProvider time,
        Meter meter,
        ILogger log
    )
    {
        _settings = settings;
        _ofMachines = [.. ofMachines.Select(path => new PathString(path))];
        (_time, _log) = (time, log);
        _silent = meter.CreateCounter<long>(
            "tabletap.proxy.silent",
            "{request}",
            "Requests of trusted proxies that do not say whose they are, so that they count as the proxy's own."
        );
        _silent.Add(0);
        meter.CreateObservableGauge<long>(
            "tabletap.proxy.silent.last",
            () => Volatile.Read(ref _last),
            "s",
            "When the last request came that a trusted proxy did not say whose it is, in seconds since 1970; 0 while there was none."
        );
    }

    /// <summary>When the last request came that a proxy did not say whose it is, to the second; null while there was none.</summary>
    public DateTimeOffset? Last =>
        Volatile.Read(ref _last) is > 0 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Looks at a request, before what a proxy says of it has counted.</summary>
    /// <param name="context">The request.</param>
    public void Look(HttpContext context)
    {
        if (!IsSilent(context))
        {
            return;
        }

        _silent.Add(1);
        Volatile.Write(ref _last, _time.GetUtcNow().ToUnixTimeSeconds());
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            ServerLog.ProxySilent(_log, ClientAddress.Of(context)!);
        }
    }

    /// <summary>
    /// Whether a request comes from a proxy that is believed and does not say whose it is. Tools and probes of this machine ask without a
    /// proxy: what comes from here is a proxy's only where it is of a page.
    /// </summary>
    /// <param name="context">The request.</param>
    public bool IsSilent(HttpContext context)
    {
        var headers = context.Request.Headers;
        return !headers.ContainsKey(ForwardedFor)
            && context.Connection.RemoteIpAddress is { } remote
            && ClientAddress.Plain(remote) is var address
            && _settings.Now.Security.Proxies.Any(network => network.Contains(address))
            && (IsHere(context.Connection, address) ? IsOfPage(headers) : !IsOfMachine(context));
    }

    private bool IsOfMachine(HttpContext context) =>
        Array.Exists(_ofMachines, path => context.Request.Path.StartsWithSegments(path));

    private static bool IsHere(ConnectionInfo connection, IPAddress address) =>
        IPAddress.IsLoopback(address)
        || (connection.LocalIpAddress is { } local && ClientAddress.Plain(local).Equals(address));

    // Browsers say one of both with a page's requests and sockets; nobody else does.
    private static bool IsOfPage(IHeaderDictionary headers) =>
        headers.ContainsKey("Origin") || headers.ContainsKey("Sec-Fetch-Mode");
}
