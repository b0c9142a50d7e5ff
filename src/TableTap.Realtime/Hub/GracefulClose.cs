using System.Net.WebSockets;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Turns a socket away in-band, so that a browser can read the reason: the error, the close, and a little time for the
/// other side to answer it (section 1).
/// </summary>
/// <param name="services">What sessions share.</param>
internal sealed class GracefulClose(SessionServices services)
{
    public async Task CloseAsync(
        WebSocket socket,
        SocketStream stream,
        HandshakeRefusal refusal,
        CancellationToken cancellationToken
    )
    {
        RealtimeLog.HandshakeLimited(services.Log, refusal.Error.Code);
        services.Metrics.Refused(refusal.Error.Code);
        services.Metrics.Closed(refusal.Code);
        var outbox = stream.Outbox;
        outbox.Append(
            EntryKind.Notice,
            FrameWriter.Notice(refusal.Error, services.Time.GetUtcNow())
        );
        outbox.Complete(refusal.Code, refusal.Reason);
        outbox.Flush();
        using var grace = new CancellationTokenSource(
            services.Options.Sessions.CloseGrace,
            services.Time
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            grace.Token,
            cancellationToken
        );
        using var receiver = new FrameReceiver(socket, services.Options.Messages.MaxMessageBytes);
        try
        {
            while (await receiver.ReceiveAsync(either.Token) != InboundFrameKind.Closed) { }
        }
        catch (Exception gone) when (PeerDisconnect.Is(gone))
        {
            // It went without an answer.
        }

        stream.Cut();
    }
}
