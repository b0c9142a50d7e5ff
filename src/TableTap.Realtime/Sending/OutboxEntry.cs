using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Sending;

/// <summary>What an entry of an outbox is.</summary>
internal enum EntryKind : byte
{
    /// <summary>A message of the live path: shared bytes that the journal still has, so it can be taken back.</summary>
    Live,

    /// <summary>A message read from history for this connection.</summary>
    History,

    /// <summary>A page of replay; what went before cannot be taken back across it.</summary>
    Page,

    /// <summary>A text message for this connection alone.</summary>
    Notice,

    /// <summary>A text message that what went before cannot be taken back across: it tells of positions.</summary>
    Barrier,

    /// <summary>Bytes that are already framed.</summary>
    Framed,
}

/// <summary>Something that waits to be written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The message without what stands around it on the line; framed bytes with it.</param>
/// <param name="Overhead">The most bytes that stand around it; 0 for framed bytes.</param>
/// <param name="Message">The channel message, live or of history; null for everything else.</param>
internal readonly record struct OutboxEntry(
    EntryKind Kind,
    ReadOnlyMemory<byte> Bytes,
    int Overhead,
    StoredMessage? Message = null
)
{
    /// <summary>Whether it answers what the client sent, so that the client alone decides how many there are.</summary>
    public bool IsAnswer => Kind >= EntryKind.Notice;

    /// <summary>Whether the bytes go out as they are.</summary>
    public bool IsFramed => Overhead == 0;

    public bool IsBarrier => Kind is EntryKind.Page or EntryKind.Barrier;

    /// <summary>The most bytes that it takes on the line.</summary>
    public int Length => Bytes.Length + Overhead;
}
