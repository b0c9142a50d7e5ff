using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Sending;

namespace TableTap.Server.Sockets;

/// <summary>
/// Stands in for the host's own upgrade, over HTTP/1.1 and over HTTP/2 (extended CONNECT): the WebSocket is then made over
/// a stream that the hub has wrapped, so that what the WebSocket writes by itself (pongs, closes) passes the connection's
/// outbox like everything else. A plain TCP connection is taken over instead: its WebSocket is made when the request has ended. One per
/// request.
/// </summary>
/// <param name="hub">Wraps the stream.</param>
/// <param name="handover">Takes the connection over; null where it cannot be.</param>
/// <param name="upgrade">The host's upgrade of HTTP/1.1, if this request can be upgraded.</param>
/// <param name="connect">The host's extended CONNECT, if this request is over HTTP/2.</param>
internal sealed class SocketUpgrade(
    RealtimeHub hub,
    SocketHandover? handover,
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

    /// <summary>The wrapped stream, once upgraded; null where the connection is taken over.</summary>
    public SocketStream? Stream { get; private set; }

    /// <summary>Takes the connection over; null where it cannot be.</summary>
    public SocketHandover? Handover => handover;

    /// <summary>Takes the place of a request's own upgrade.</summary>
    /// <param name="features">The request's features.</param>
    /// <param name="hub">Wraps the stream.</param>
    public static void Install(IFeatureCollection features, RealtimeHub hub)
    {
        var own = new SocketUpgrade(
            hub,
            HandoverOf(features),
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
    public async Task<Stream> UpgradeAsync()
    {
        handover?.Begin();
        var upgraded = await upgrade!.UpgradeAsync();
        return handover is null ? Stream = hub.Wrap(upgraded) : System.IO.Stream.Null;
    }

    /// <inheritdoc />
    public async ValueTask<Stream> AcceptAsync() => Stream = hub.Wrap(await connect!.AcceptAsync());

    // Past TLS nobody may write, and a connection of HTTP/2 is not only this request's.
    private static SocketHandover? HandoverOf(IFeatureCollection features) =>
        features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && features.Get<ITlsHandshakeFeature>() is null
        && features.Get<SocketHandover>() is { IsPossible: true } handover
            ? handover
            : null;
}
