using System.Buffers.Text;

namespace TableTap.Protocol.Envelopes;

/// <summary>JSON text with escapes in it: what the reader itself does not check.</summary>
internal static class EscapedText
{
    private const int EscapeLength = 6;

    /// <summary>
    /// Whether every <c>\uXXXX</c> of a surrogate has its partner. Half a character is no text: it could be neither stored
    /// nor shown nor signed.
    /// </summary>
    /// <param name="raw">The text as it stands between the quotes, already known to be valid JSON.</param>
    public static bool IsWhole(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0 && at < raw.Length; at = Next(raw, at))
        {
            if (raw[at + 1] != (byte)'u')
            {
                at += 2;
                continue;
            }

            var unit = Unit(raw, at);
            at += EscapeLength;
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(raw, at)))
            {
                at += EscapeLength;
            }
            else if (char.IsSurrogate(unit))
            {
                return false;
            }
        }

        return true;
    }

    private static int Next(ReadOnlySpan<byte> raw, int from)
    {
        var distance = raw[from..].IndexOf((byte)'\\');
        return distance < 0 ? raw.Length : from + distance;
    }

    private static char Unit(ReadOnlySpan<byte> raw, int at) =>
        raw.Length >= at + EscapeLength
        && raw[at] == (byte)'\\'
        && raw[at + 1] == (byte)'u'
        && Utf8Parser.TryParse(raw.Slice(at + 2, 4), out ushort unit, out var used, 'x')
        && used == 4
            ? (char)unit
            : '\0';
}
