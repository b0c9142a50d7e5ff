namespace TableTap.Realtime.Sending;

/// <summary>How messages look on a connection: what stands before and behind each one. Immutable.</summary>
internal abstract class Framing
{
    /// <summary>The most bytes that stand around a message.</summary>
    public abstract int Overhead { get; }

    /// <summary>What stands behind each message.</summary>
    public virtual ReadOnlyMemory<byte> Trailer => default;

    /// <summary>A live message as an entry of an outbox: bytes shared by all readers, if they need nothing of their own around them.</summary>
    public virtual OutboxEntry EntryOf(FramedMessage live) =>
        new(EntryKind.Live, live.Message.Frame, Overhead, live.Message);

    /// <summary>Writes what stands before a message.</summary>
    /// <param name="target">At least <see cref="Overhead"/> bytes.</param>
    /// <param name="entry">The message.</param>
    /// <returns>How many bytes it has.</returns>
    public abstract int WriteHeader(Span<byte> target, in OutboxEntry entry);
}

/// <summary>Messages as text messages of a WebSocket.</summary>
internal sealed class SocketFraming : Framing
{
    /// <summary>The one that there is.</summary>
    public static SocketFraming Instance { get; } = new();

    public override int Overhead => FrameHeader.MaxLength;

    public override OutboxEntry EntryOf(FramedMessage live) =>
        new(EntryKind.Live, live.SocketFrame, Overhead: 0, live.Message);

    public override int WriteHeader(Span<byte> target, in OutboxEntry entry) =>
        FrameHeader.WriteText(target, entry.Bytes.Length);
}
