namespace TableTap.Cli.Conformance.Stage;

/// <summary>
/// Counts the pongs in the bytes of a client (RFC 6455, section 5.2): the platform's WebSocket takes them and tells nobody. It looks at
/// the headers of the frames alone. One reader.
/// </summary>
internal sealed class PongCount
{
    private const int ShortHeader = 2;
    private const int Mask = 4;
    private const byte PongOpcode = 0xA;
    private const byte MaskBit = 0x80;

    private readonly byte[] _header = new byte[14];
    private int _have;
    private long _skip;

    /// <summary>Takes the bytes that came next, and answers how many pongs began in them.</summary>
    /// <param name="bytes">The bytes.</param>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var pongs = 0;
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var passed = (int)Math.Min(_skip, bytes.Length);
                bytes = bytes[passed..];
                _skip -= passed;
                continue;
            }

            _header[_have++] = bytes[0];
            bytes = bytes[1..];
            if (_have < HeaderLength())
            {
                continue;
            }

            pongs += (_header[0] & 0xF) == PongOpcode ? 1 : 0;
            _skip = PayloadLength();
            _have = 0;
        }

        return pongs;
    }

    private int HeaderLength() =>
        _have < ShortHeader
            ? ShortHeader
            : ShortHeader + LengthBytes() + ((_header[1] & MaskBit) == 0 ? 0 : Mask);

    private int LengthBytes() =>
        (_header[1] & ~MaskBit) switch
        {
            126 => 2,
            127 => 8,
            _ => 0,
        };

    private long PayloadLength()
    {
        var more = LengthBytes();
        if (more == 0)
        {
            return _header[1] & ~MaskBit;
        }

        var length = 0L;
        foreach (var part in _header.AsSpan(ShortHeader, more))
        {
            length = (length << 8) | part;
        }

        // The highest bit is always 0; a client that sets it is cut off by the WebSocket itself.
        return Math.Max(0, length);
    }
}
