using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;
using TableTap.Server.Sockets;
using TableTap.Testing.Journals;

namespace TableTap.EchoHost;

/// <summary>
/// Says every message back, over the server's own way from the accept to the WebSocket: the upgrade, the handover of the bare connection, the
/// stream that the outbox writes. Public suites of RFC 6455 can be pointed at it.
/// </summary>
internal sealed class EchoEndpoint : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly TimeSpan _closeGrace;
    private readonly MemoryJournal _journal = new();
    private readonly RealtimeHub _hub;

    public EchoEndpoint(RealtimeOptions options, IServiceProvider services, TimeSpan closeGrace)
    {
        _closeGrace = closeGrace;
        // Of the hub only its streams are used.
        _hub = new(
            _journal,
            (_, _) => throw new NotSupportedException(),
            (_, _, _) => throw new NotSupportedException(),
            new(),
            new(TimeProvider.System),
            options,
            TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>(),
            () => "",
            () => 0
        );
    }

    public void Use(IApplicationBuilder app)
    {
        app.Use(
            (context, next) =>
            {
                SocketUpgrade.Install(context.Features, _hub);
                return next(context);
            }
        );
        app.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Run(AnswerAsync);
    }

    public void Dispose() => _hub.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        switch (context.Features.Get<SocketUpgrade>())
        {
            case { Handover: { } handover }:
                handover.Continue(ServeAsync);
                break;
            case { Stream: { } stream }:
                await EchoAsync(socket, stream, context.RequestAborted);
                break;
            default:
                break;
        }
    }

    private async Task ServeAsync(Stream connection, ReadOnlyMemory<byte> answer)
    {
        var stream = _hub.Wrap(connection, answer, disposeEndsReads: true);
        stream.Outbox.Flush();
        using var socket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions
            {
                IsServer = true,
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
            }
        );
        await EchoAsync(socket, stream, CancellationToken.None);
    }

    private async Task EchoAsync(WebSocket socket, SocketStream stream, CancellationToken closed)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), closed);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(
                        socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure,
                        socket.CloseStatusDescription,
                        closed
                    );
                    break;
                }

                await socket.SendAsync(
                    buffer.AsMemory(0, part.Count),
                    part.MessageType,
                    part.EndOfMessage,
                    closed
                );
            }
        }
        catch (Exception gone)
            when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            using var grace = new CancellationTokenSource(_closeGrace, TimeProvider.System);
            try
            {
                await stream.LingerAsync(grace.Token);
            }
            catch (Exception left) when (left is OperationCanceledException or IOException)
            {
                // Nobody answers the close.
            }
        }

        stream.Cut();
    }
}
