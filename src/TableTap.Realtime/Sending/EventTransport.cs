using TableTap.Protocol.Errors;

namespace TableTap.Realtime.Sending;

/// <summary>A client that only listens, to a stream of Server-Sent Events.</summary>
/// <param name="outbox">What waits to be written to the stream.</param>
/// <param name="framing">How messages look in it.</param>
/// <param name="abort">Cuts the connection.</param>
internal sealed class EventTransport(Outbox outbox, EventFraming framing, Action abort)
    : ClientTransport
{
    public EventFraming Framing => framing;

    /// <summary>Tells how far the stream has come, though no message says it: everything up to a commit was appended.</summary>
    /// <param name="position">The commit.</param>
    public void TellCursor(long position)
    {
        if (position >= framing.Begin)
        {
            outbox.Append(EntryKind.Framed, framing.Cursor(position));
        }
    }

    public override Outbox Outbox => outbox;

    public override long? Received => null;

    public override TimeSpan? SilentFor => null;

    public override ReadOnlyMemory<byte> Heartbeat => EventFraming.Heartbeat;

    public override void Excuse(TimeSpan frozen) => outbox.Excuse();

    public override void Complete(CloseCode code, string reason) =>
        outbox.AppendLast(EventFraming.Close(code, reason));

    public override Task LingerAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Cut()
    {
        outbox.Break();
        abort();
    }

    public override void End() => outbox.Break();
}
