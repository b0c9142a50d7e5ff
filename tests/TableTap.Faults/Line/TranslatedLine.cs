using System.Buffers.Text;
using System.Globalization;

namespace TableTap.Faults.Line;

/// <summary>
/// What a line makes of the bytes of a Redis that tells its clients where to connect: a Sentinel, a cluster. The port that follows the address of
/// this machine becomes that of the line that leads there, so that nobody is told a way past the lines. Ports have five digits, so that no
/// length changes; every other byte stays as it is. Five bytes at most wait for the next piece. For one direction of one connection; not
/// thread-safe.
/// </summary>
/// <param name="ports">The ports of the lines, by the ports that they lead to; all have five digits.</param>
internal sealed class TranslatedLine(IReadOnlyDictionary<int, int> ports)
{
    /// <summary>The least port that has as many digits as a translated one.</summary>
    public const int LeastPort = 10_000;

    private const int Digits = 5;

    // At most this stands between an address and its port: "\r\n$4\r\nport\r\n$5\r\n".
    private const int Between = 16;

    private readonly byte[] _held = new byte[Digits];
    private int _length;
    private int _matched;
    private int _left;

    private static ReadOnlySpan<byte> Address => "127.0.0.1"u8;

    /// <summary>The bytes that go on.</summary>
    /// <param name="piece">What Redis sent.</param>
    public byte[] Pass(ReadOnlySpan<byte> piece)
    {
        var passed = new List<byte>(piece.Length + Digits);
        foreach (var one in piece)
        {
            Take(one, passed);
        }

        return [.. passed];
    }

    /// <summary>The bytes that still wait at the end of the connection.</summary>
    public byte[] Rest()
    {
        var rest = _held[.._length];
        _length = 0;
        return rest;
    }

    private void Take(byte one, List<byte> passed)
    {
        var isDigit = char.IsAsciiDigit((char)one);
        if (isDigit && _left > Between)
        {
            // It was the beginning of another address.
            _left = 0;
        }

        if (isDigit && _left > 0 && _length < Digits)
        {
            _held[_length++] = one;
            Match(one);
            return;
        }

        if (_length > 0)
        {
            LetGo(isWhole: !isDigit, passed);
        }

        passed.Add(one);
        _left = Math.Max(0, _left - 1);
        Match(one);
    }

    // A number has ended, or is longer than a port.
    private void LetGo(bool isWhole, List<byte> passed)
    {
        if (_length < Digits)
        {
            _left = Math.Max(0, _left - _length);
        }
        else
        {
            // This was the port of the address, known or not, or is none.
            _left = 0;
            if (
                isWhole
                && Utf8Parser.TryParse(_held, out int port, out _)
                && ports.TryGetValue(port, out var line)
            )
            {
                line.TryFormat(_held, out _, provider: CultureInfo.InvariantCulture);
            }
        }

        passed.AddRange(_held.Take(_length));
        _length = 0;
    }

    private void Match(byte one)
    {
        // Its only part that could begin again in its middle is its first digit.
        _matched =
            one == Address[_matched] ? _matched + 1
            : one == Address[0] ? 1
            : 0;
        if (_matched == Address.Length)
        {
            (_matched, _left) = (0, Between + 1);
        }
    }
}
