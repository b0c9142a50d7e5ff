using System.Text;

namespace TableTap.Testing;

/// <summary>Makes inputs out of good ones, where no coverage guides the search. The same seed makes the same inputs. Not thread-safe.</summary>
/// <param name="inputs">What to begin with.</param>
/// <param name="seed">The seed.</param>
public sealed class InputMutator(IReadOnlyList<byte[]> inputs, int seed)
{
    /// <summary>The longest input, in bytes: a frame of the protocol is no longer.</summary>
    public const int MaxLength = 64 * 1024;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            ".",
            "=",
            "*",
            "\\",
            "\\u",
            "\\ud800",
            "\\udc00",
            "\\u0061",
            "/*",
            "//",
            "null",
            "true",
            "1e999",
            "-",
            "0",
            "00",
            "-1",
            "9223372036854775808",
            "\0",
            "\n",
            "\r\n",
            "\t",
            "\uFEFF",
            "\u200B",
            "\u202E",
            "é",
            "😀",
            "{}",
            "[]",
            "\"\"",
            "[[[[[[[[[[[[[[[[[[",
            "]]]]",
            "{\"a\":1,\"a\":2}",
            "\"type\":\"ping\",",
            "\"data\":{}",
            "\"messageId\":\"\"",
            "eyJhbGciOiJub25lIn0",
            "%00",
            "../",
            "&a [*a]",
            "!!binary",
            "4111 1111 1111 1111",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff],
        [0xc3],
        [0xed, 0xa0, 0x80],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = Pick(inputs).ToList();
        for (var changes = _random.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            Change(bytes);
        }

        return bytes.Count > MaxLength ? [.. bytes[..MaxLength]] : [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count);
        var length = Math.Min(_random.Next(1, 32), bytes.Count - at);
        switch (_random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Pick(Pieces));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
            case 7:
                // One digit or letter for another keeps most inputs whole.
                bytes[at] = char.IsAsciiLetterOrDigit((char)bytes[at])
                    ? (byte)"az09Z"[_random.Next(5)]
                    : bytes[at];
                break;
            default:
                var other = Pick(inputs);
                var from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 64)]);
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> from) => from[_random.Next(from.Count)];
}
