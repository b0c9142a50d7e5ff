using System.Net.WebSockets;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>Reads one session's socket from its first frame to its close.</summary>
/// <param name="services">What sessions share.</param>
/// <param name="router">Where frames go.</param>
internal sealed class SessionLoop(SessionServices services, Router router)
{
    private const int FlushedAtOnce = 16 * 1024;

    // So many frames that were at hand are read before others have their turn on the pool.
    private const int Turn = 32;

    /// <summary>Reads until the other side has closed or is gone; never throws for what a client can cause.</summary>
    /// <param name="session">The session.</param>
    /// <param name="socket">Its socket.</param>
    /// <param name="cancellationToken">Ends a read that waits, where cutting the session does not.</param>
    /// <returns>Whether it ended as WebSockets end: the other side's close frame was read.</returns>
    public async Task<bool> RunAsync(
        Session session,
        WebSocket socket,
        CancellationToken cancellationToken
    )
    {
        using var receiver = new FrameReceiver(socket, services.Options.Messages.MaxMessageBytes);
        try
        {
            for (var read = 1; ; read++)
            {
                // Answers to frames that came together leave together: when nothing more is at hand, or enough has gathered.
                var receiving = receiver.ReceiveAsync(cancellationToken);
                if (!receiving.IsCompleted || session.Outbox.Backlog >= FlushedAtOnce)
                {
                    session.Outbox.Flush();
                }

                // An idle connection waits here, and holds nothing but this.
                if (!await TakeAsync(session, receiver, await receiving))
                {
                    return true;
                }

                if (read % Turn == 0)
                {
                    await Task.Yield();
                }
            }
        }
        catch (Exception gone) when (PeerDisconnect.Is(gone))
        {
            // The other side went without a word, broke the WebSocket's rules (and was told), or was cut.
            return false;
        }
    }

    private async ValueTask<bool> TakeAsync(
        Session session,
        FrameReceiver receiver,
        InboundFrameKind inbound
    )
    {
        if (inbound == InboundFrameKind.Closed)
        {
            session.Close(CloseCode.Normal, "");
            return false;
        }

        // After our close frame only the other side's is waited for.
        if (session.IsClosing)
        {
            return true;
        }

        switch (inbound)
        {
            case InboundFrameKind.Binary:
                session.Close(CloseCode.BinaryFrame, "messages are text");
                break;
            case InboundFrameKind.TooBig:
                session.Close(
                    CloseCode.MessageTooBig,
                    $"a message has at most {services.Options.Messages.MaxMessageBytes} bytes"
                );
                break;
            default:
                await HandleAsync(session, receiver.Message);
                break;
        }

        // Who asks more than it takes answers has to wait, and waits in its own socket.
        if (session.Outbox.IsFull)
        {
            session.Outbox.Flush();
            await session.Outbox.EmptyAsync(session.CutToken);
        }

        return true;
    }

    private async Task HandleAsync(Session session, ReadOnlyMemory<byte> message)
    {
        session.Outbox.Tap?.Received(message.Span);
        try
        {
            var handling = router.HandleAsync(session, message);
            if (!handling.IsCompleted)
            {
                // What was answered before does not wait for this one.
                session.Outbox.Flush();
            }

            await handling;
        }
        catch (JournalUnavailableException unavailable)
        {
            RealtimeLog.MessageFailed(services.Log, "message", session.Id, unavailable);
            session.Refuse(ProtocolErrors.ServiceUnavailable, IdOf(message));
        }
        catch (Exception fault) when (!session.CutToken.IsCancellationRequested)
        {
            RealtimeLog.MessageFailed(services.Log, "message", session.Id, fault);
            session.Refuse(ProtocolErrors.InternalError, IdOf(message));
        }
    }

    private static string? IdOf(ReadOnlyMemory<byte> message) =>
        EnvelopeReader.TryRead(message.Span, out var envelope, out _) ? envelope.MessageId : null;
}
