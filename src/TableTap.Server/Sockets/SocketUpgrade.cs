using Microsoft.AspNetCore.Http.Features;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Sending;

namespace TableTap.Server.Sockets;

/// <summary>
/// Stands in for the host's own upgrade, over HTTP/1.1 and over HTTP/2 (extended CONNECT): the WebSocket is then made over
/// a stream that the hub has wrapped, so that what the WebSocket writes by itself (pongs, closes) passes the connection's
/// outbox like everything else. One per request.
/// </summary>
/// <param name="hub">Wraps the stream.</param>
/// <param name="upgrade">The host's upgrade of HTTP/1.1, if this request can be upgraded.</param>
/// <param name="connect">The host's extended CONNECT, if this request is over HTTP/2.</param>
internal sealed class SocketUpgrade(
    RealtimeHub hub,
    IHttpUpgradeFeature? upgrade,
    IHttpExtendedConnectFeature? connect
) : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    /// <inheritdoc />
    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest == true;

    /// <inheritdoc />
    public bool IsExtendedConnect => connect?.IsExtendedConnect == true;

    /// <inheritdoc />
    public string? Protocol => connect?.Protocol;

    /// <summary>The wrapped stream, once upgraded.</summary>
    public SocketStream? Stream { get; private set; }

    /// <summary>Takes the place of a request's own upgrade.</summary>
    /// <param name="features">The request's features.</param>
    /// <param name="hub">Wraps the stream.</param>
    public static void Install(IFeatureCollection features, RealtimeHub hub)
    {
        var own = new SocketUpgrade(
            hub,
            features.Get<IHttpUpgradeFeature>(),
            features.Get<IHttpExtendedConnectFeature>()
        );
        features.Set(own);
        if (own.IsUpgradableRequest)
        {
            features.Set<IHttpUpgradeFeature>(own);
        }

        if (own.IsExtendedConnect)
        {
            features.Set<IHttpExtendedConnectFeature>(own);
        }
    }

    /// <inheritdoc />
    public async Task<Stream> UpgradeAsync() => Stream = hub.Wrap(await upgrade!.UpgradeAsync());

    /// <inheritdoc />
    public async ValueTask<Stream> AcceptAsync() => Stream = hub.Wrap(await connect!.AcceptAsync());
}
