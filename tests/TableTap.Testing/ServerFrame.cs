using System.Buffers.Binary;

namespace TableTap.Testing;

/// <summary>A frame of a WebSocket as a server writes it: whole and without a mask.</summary>
/// <param name="Bytes">The frame on the wire.</param>
/// <param name="HeadLength">Bytes before its payload.</param>
public sealed record ServerFrame(ReadOnlyMemory<byte> Bytes, int HeadLength)
{
    private const int TextCode = 1;
    private const int CloseCode = 8;
    private const int PingCode = 9;

    /// <summary>What it carries.</summary>
    public ReadOnlyMemory<byte> Payload => Bytes[HeadLength..];

    /// <summary>Whether it carries a frame of the protocol.</summary>
    public bool IsText => (Bytes.Span[0] & 0x0F) == TextCode;

    /// <summary>Whether it ends the connection.</summary>
    public bool IsClose => (Bytes.Span[0] & 0x0F) == CloseCode;

    /// <summary>Whether it asks for a sign of life.</summary>
    public bool IsPing => (Bytes.Span[0] & 0x0F) == PingCode;

    /// <summary>A text frame.</summary>
    /// <param name="payload">What it carries, in UTF-8.</param>
    public static ServerFrame Text(ReadOnlySpan<byte> payload)
    {
        const byte FinalText = 0x80 | TextCode;
        Span<byte> head = stackalloc byte[10];
        head[0] = FinalText;
        var length = payload.Length switch
        {
            < 126 => 2,
            <= ushort.MaxValue => 4,
            _ => 10,
        };
        switch (length)
        {
            case 2:
                head[1] = (byte)payload.Length;
                break;
            case 4:
                head[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
                break;
            default:
                head[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload.Length);
                break;
        }

        return new((byte[])[.. head[..length], .. payload], length);
    }
}

/// <summary>Cuts the bytes that a server writes on a WebSocket into whole frames. Not thread-safe.</summary>
public sealed class ServerFrames
{
    private byte[] _rest = [];

    /// <summary>The frames that are whole now; the rest of one waits for its end.</summary>
    /// <param name="bytes">What comes next.</param>
    public IReadOnlyList<ServerFrame> Take(ReadOnlySpan<byte> bytes)
    {
        byte[] all = [.. _rest, .. bytes];
        var frames = new List<ServerFrame>();
        var from = 0;
        while (Next(all.AsMemory(from)) is { } frame)
        {
            frames.Add(frame);
            from += frame.Bytes.Length;
        }

        _rest = all[from..];
        return frames;
    }

    private static ServerFrame? Next(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return null;
        }

        var span = bytes.Span;
        var (head, length) = span[1] switch
        {
            126 when span.Length >= 4 => (4, BinaryPrimitives.ReadUInt16BigEndian(span[2..])),
            127 when span.Length >= 10 => (
                10,
                checked((long)BinaryPrimitives.ReadUInt64BigEndian(span[2..]))
            ),
            126 or 127 => (2, long.MaxValue - 2),
            var small => (2, small),
        };
        return head + length <= bytes.Length ? new(bytes[..(int)(head + length)], head) : null;
    }
}
