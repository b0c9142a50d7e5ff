using System.Buffers;

namespace TableTap.Protocol;

/// <summary>The one syntax of ids: 1 to 64 of <c>[A-Za-z0-9_-]</c> (section 2).</summary>
public static class Identifier
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    private const string Alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    private static readonly SearchValues<byte> Bytes = SearchValues.Create(
        System.Text.Encoding.ASCII.GetBytes(Alphabet)
    );

    /// <summary>Whether the text is an id.</summary>
    /// <param name="text">The text to check.</param>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxLength && !text.ContainsAnyExcept(Characters);

    /// <summary>Whether the UTF-8 text is an id.</summary>
    /// <param name="utf8">The bytes to check.</param>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= 1 and <= MaxLength && !utf8.ContainsAnyExcept(Bytes);
}
