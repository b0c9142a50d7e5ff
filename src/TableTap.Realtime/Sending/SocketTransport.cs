using System.Net.WebSockets;
using TableTap.Protocol.Errors;

namespace TableTap.Realtime.Sending;

/// <summary>A client at the other end of a WebSocket.</summary>
/// <param name="socket">The server's end.</param>
/// <param name="stream">What it was made over.</param>
internal sealed class SocketTransport(WebSocket socket, SocketStream stream) : ClientTransport
{
    public override Outbox Outbox => stream.Outbox;

    public override long? Received => stream.Received;

    public override TimeSpan? SilentFor => stream.SilentFor;

    public override ReadOnlyMemory<byte> Heartbeat => FrameHeader.Ping;

    public override void Excuse(TimeSpan frozen) => stream.Excuse(frozen);

    public override void Complete(CloseCode code, string reason) => Outbox.Complete(code, reason);

    public override Task LingerAsync(CancellationToken cancellationToken) =>
        stream.LingerAsync(cancellationToken);

    public override void Cut()
    {
        stream.Cut();
        socket.Abort();
    }

    public override void End() => stream.Cut();
}
