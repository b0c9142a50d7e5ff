namespace TableTap.Protocol.Cards;

/// <summary>Ids that machines make of random hexadecimal digits: among them are long runs of decimal ones by chance.</summary>
internal static class HexId
{
    private const int UuidLength = 36;
    private const int FewestLetters = 2;

    /// <summary>The lengths of such ids without hyphens: a UUID, and digests of 160, 256, 384 and 512 bits.</summary>
    private static readonly int[] Lengths = [32, 40, 64, 96, 128];

    /// <summary>How long the id is that begins at a place of a text; 0 where none does.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="at">The place.</param>
    public static int LengthAt(string text, int at)
    {
        if (!char.IsAsciiHexDigit(text[at]) || at > 0 && char.IsAsciiHexDigit(text[at - 1]))
        {
            return 0;
        }

        var end = at;
        while (end < text.Length && char.IsAsciiHexDigit(text[end]))
        {
            end++;
        }

        var length = end - at;
        return Lengths.Contains(length) && HasLetters(text.AsSpan(at, length)) ? length
            : length == 8
            && at + UuidLength <= text.Length
            && Guid.TryParseExact(text.AsSpan(at, UuidLength), "D", out var id)
            && id.Variant is >= 8 and <= 11
            && id.Version is >= 1 and <= 8
            && HasLetters(text.AsSpan(at, UuidLength))
                ? UuidLength
            : 0;
    }

    private static bool HasLetters(ReadOnlySpan<char> text)
    {
        var letters = 0;
        foreach (var character in text)
        {
            letters += char.IsAsciiLetter(character) ? 1 : 0;
        }

        return letters >= FewestLetters;
    }
}
