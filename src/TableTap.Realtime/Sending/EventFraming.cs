using System.Text;
using TableTap.Protocol.Errors;

namespace TableTap.Realtime.Sending;

/// <summary>
/// Messages as Server-Sent Events: the same bytes as on a socket, which hold no line break, behind <c>data:</c>; a channel message has the
/// cursor by which the stream is resumed after it (section 10). Immutable but for the beginning.
/// </summary>
/// <param name="epoch">The history that cursors belong to.</param>
internal sealed class EventFraming(string epoch) : Framing
{
    private const int MaxDigits = 20;
    private static readonly byte[] Data = "data: "u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();
    private long _begin = long.MaxValue;

    /// <summary>A sign of life that means nothing to the client.</summary>
    public static ReadOnlyMemory<byte> Heartbeat => Comment;

    public override int Overhead =>
        "id: \n".Length + epoch.Length + MaxDigits + Data.Length + End.Length;

    public override ReadOnlyMemory<byte> Trailer => End;

    /// <summary>
    /// The commit from which on the stream tells everything of its channels; what it tells of earlier ones is no place to resume from.
    /// Written by the connection's own subscribing, before the first message.
    /// </summary>
    public long Begin
    {
        get => Interlocked.Read(ref _begin);
        set => Interlocked.Exchange(ref _begin, value);
    }

    /// <summary>The last event: why the stream ends.</summary>
    public static byte[] Close(CloseCode code, string reason) =>
        Encoding.ASCII.GetBytes(
            $$"""event: close{{"\n"}}data: {"code":{{(int)code}},"reason":"{{reason}}"}{{"\n\n"}}"""
        );

    /// <summary>An event that has no message but its cursor.</summary>
    /// <param name="position">The commit up to which everything was told.</param>
    public byte[] Cursor(long position) =>
        Encoding.ASCII.GetBytes($"id: {new EventCursor(epoch, position)}\n\n");

    public override int WriteHeader(Span<byte> target, in OutboxEntry entry)
    {
        var length = 0;
        if (entry.Message is { } message && message.Position > Begin)
        {
            length = Encoding.ASCII.GetBytes(
                $"id: {new EventCursor(epoch, message.Position)}\n",
                target
            );
        }

        Data.CopyTo(target[length..]);
        return length + Data.Length;
    }
}
