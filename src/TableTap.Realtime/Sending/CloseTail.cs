namespace TableTap.Realtime.Sending;

/// <summary>Recognises the close frame of a client at the end of what was read: it is the last that a client sends (RFC 6455, section 5.5.1).</summary>
internal static class CloseTail
{
    private const byte FinalClose = 0x88;
    private const byte Masked = 0x80;
    private const int MaskLength = 4;
    private const int HeaderLength = 2 + MaskLength;
    private const int MaxPayload = 125;

    /// <summary>Whether the bytes end with a masked close frame.</summary>
    /// <param name="read">What was read in one go.</param>
    public static bool IsIn(ReadOnlySpan<byte> read)
    {
        var longest = Math.Min(MaxPayload, read.Length - HeaderLength);
        for (var payload = 0; payload <= longest; payload++)
        {
            var frame = read[^(HeaderLength + payload)..];
            if (frame[0] == FinalClose && frame[1] == (Masked | payload) && HasCode(frame, payload))
            {
                return true;
            }
        }

        return false;
    }

    // Nothing, or two bytes of a code from 1000 to 4999.
    private static bool HasCode(ReadOnlySpan<byte> frame, int payload)
    {
        if (payload < 2)
        {
            return payload == 0;
        }

        var code = ((frame[HeaderLength] ^ frame[2]) << 8) | (frame[HeaderLength + 1] ^ frame[3]);
        return code is >= 1000 and < 5000;
    }
}
