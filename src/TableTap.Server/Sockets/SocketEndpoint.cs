using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Hub;
using TableTap.Server.Connections;
using TableTap.Server.Http;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Sockets;

/// <summary><c>GET /v1</c>: where a WebSocket begins (section 1). Thread-safe.</summary>
/// <param name="hub">Serves the sockets.</param>
/// <param name="handshakes">Reads what a client brings.</param>
/// <param name="origins">Which pages may connect.</param>
/// <param name="metrics">Counts who is turned away.</param>
/// <param name="time">The clock.</param>
/// <param name="cut">Cuts what is still open when the server gives up waiting.</param>
internal sealed class SocketEndpoint(
    RealtimeHub hub,
    HandshakeReader handshakes,
    OriginPolicy origins,
    ConnectionMetrics metrics,
    TimeProvider time,
    CancellationToken cut
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new("openSocket", "GET", Path, ApiTags.Commands, "The WebSocket of the protocol")
        {
            Callers = Roles.Everybody,
            Text =
                "Upgrade over HTTP/1.1, or extended CONNECT over HTTP/2; described by /asyncapi.yaml. The token may stand in the query or, for browsers, beside the subprotocol: tabletap.v1, bearer.TOKEN.",
            Query = [ApiParameter.Text("token", "The token, where no header can be set.")],
            Status = StatusCodes.Status101SwitchingProtocols,
        };

    /// <summary>The path of the protocol's first version.</summary>
    public const string Path = "/v1";

    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Puts the endpoint into the pipeline.</summary>
    /// <param name="app">The pipeline.</param>
    public void Use(IApplicationBuilder app)
    {
        // Before the middleware of WebSockets looks at them.
        app.Use(
            (context, next) =>
            {
                if (context.Request.Path == Path && origins.Allows(context.Request))
                {
                    SocketUpgrade.Install(context.Features, hub);
                }

                return next(context);
            }
        );
        app.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Use(
            (context, next) => context.Request.Path == Path ? AnswerAsync(context) : next(context)
        );
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                // HTTP/2 knows no such header: Kestrel would take it out again, with a warning for each request.
                context.Response.Headers.Upgrade = "websocket";
            }

            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.MalformedMessage,
                    "This is the WebSocket endpoint: connect with a WebSocket client to ws(s)://HOST/v1?token=…, or send single commands to POST /v1/commands."
                ),
                status: StatusCodes.Status426UpgradeRequired
            );
            return;
        }

        var protocols = new SocketProtocols(context.WebSockets.WebSocketRequestedProtocols);
        var handshake = handshakes.Of(context) with { ProtocolToken = protocols.Token };
        if (await hub.RefusalAsync(handshake, context.RequestAborted) is { } refusal)
        {
            metrics.Refused(
                refusal.Code == ErrorCode.ConnectionLimitExceeded
                    ? ConnectionRefusal.UserFull
                    : ConnectionRefusal.ForgedToken
            );
            await ProblemDocument.WriteAsync(context, refusal.ToBody());
            return;
        }

        // A socket's body has no end and no pace of its own.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocols.Answer);
        switch (context.Features.Get<SocketUpgrade>())
        {
            case { Handover: { } handover }:
                handover.Continue(
                    (connection, answer) =>
                        ServeBareAsync(connection, answer, handshake, protocols.Answer)
                );
                break;
            case { Stream: { } stream }:
                using (
                    var end = CancellationTokenSource.CreateLinkedTokenSource(
                        context.RequestAborted,
                        cut
                    )
                )
                {
                    await hub.ServeAsync(socket, stream, handshake, end.Token);
                }

                break;
            default:
                await RefuseOriginAsync(socket, context.RequestAborted);
                break;
        }
    }

    /// <summary>Told in-band, so that a browser can read why (section 1).</summary>
    private async Task RefuseOriginAsync(WebSocket socket, CancellationToken aborted)
    {
        metrics.Refused(ConnectionRefusal.Origin);
        using var patience = new CancellationTokenSource(RefusalTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, patience.Token);
        var frame = FrameWriter.Notice(
            new Error(
                ErrorCode.InsufficientPermissions,
                "Pages of this origin may not connect; the operator lists them in Security:AllowedOrigins."
            ),
            time.GetUtcNow()
        );
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, end.Token);
            await socket.CloseAsync(
                (WebSocketCloseStatus)CloseCode.NotAllowed,
                "origin",
                end.Token
            );
        }
        catch (Exception gone)
            when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // Who does not wait for the reason needs none.
            socket.Abort();
        }
    }

    // The request has ended; nothing of it is held.
    private Task ServeBareAsync(
        Stream connection,
        ReadOnlyMemory<byte> answer,
        Handshake handshake,
        string? protocol
    )
    {
        var stream = hub.Wrap(connection, answer, disposeEndsReads: true);
        var socket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions
            {
                IsServer = true,
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
                SubProtocol = protocol,
            }
        );
        return hub.ServeAsync(socket, stream, handshake, cut);
    }
}
