using System.Buffers.Binary;

namespace TableTap.Realtime.Sending;

/// <summary>The header of an unmasked WebSocket frame, as a server sends it (RFC 6455, section 5.2).</summary>
internal static class FrameHeader
{
    /// <summary>The longest header, in bytes.</summary>
    public const int MaxLength = 10;

    private const byte FinalText = 0x81;
    private const byte FinalClose = 0x88;
    private const byte FinalPing = 0x89;
    private const byte FinalPong = 0x8A;
    private const int MaxControlPayload = 125;
    private const int CodeLength = 2;

    /// <summary>Writes the header of a whole text message.</summary>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="payload">The message's length.</param>
    /// <returns>The header's length.</returns>
    public static int WriteText(Span<byte> target, int payload)
    {
        target[0] = FinalText;
        switch (payload)
        {
            case <= MaxControlPayload:
                target[1] = (byte)payload;
                return 2;
            case <= ushort.MaxValue:
                target[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payload);
                return 4;
            default:
                target[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(target[2..], (ulong)payload);
                return MaxLength;
        }
    }

    /// <summary>A whole text frame.</summary>
    /// <param name="payload">The message.</param>
    public static byte[] Text(ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[MaxLength];
        var length = WriteText(header, payload.Length);
        var frame = new byte[length + payload.Length];
        header[..length].CopyTo(frame);
        payload.CopyTo(frame.AsSpan(length));
        return frame;
    }

    /// <summary>A whole close frame.</summary>
    /// <param name="code">The close code.</param>
    /// <param name="reason">ASCII, cut where a control frame ends.</param>
    public static byte[] Close(int code, string reason)
    {
        var text = reason.AsSpan(0, Math.Min(reason.Length, MaxControlPayload - CodeLength));
        var frame = new byte[2 + CodeLength + text.Length];
        frame[0] = FinalClose;
        frame[1] = (byte)(CodeLength + text.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)code);
        System.Text.Encoding.ASCII.GetBytes(text, frame.AsSpan(2 + CodeLength));
        return frame;
    }

    /// <summary>A whole ping frame without a payload; whoever gets it answers with a pong (RFC 6455, section 5.5.2).</summary>
    public static ReadOnlyMemory<byte> Ping { get; } = new byte[] { FinalPing, 0 };

    /// <summary>Whether a frame, header first, is a close frame.</summary>
    public static bool IsClose(ReadOnlySpan<byte> frame) => frame is [FinalClose, ..];

    /// <summary>Whether a frame, header first, is a pong.</summary>
    public static bool IsPong(ReadOnlySpan<byte> frame) => frame is [FinalPong, ..];
}
