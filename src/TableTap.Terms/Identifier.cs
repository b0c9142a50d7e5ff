using System.Buffers;

namespace TableTap.Terms;

/// <summary>The one syntax of ids: 1 to 64 of <c>[A-Za-z0-9_-]</c> (docs/protocol.md §2).</summary>
public static class Identifier
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>What an id is, in words for people.</summary>
    public const string Rule = "1 to 64 of A-Z a-z 0-9 _ -";

    /// <summary>What an id is, as part of a regular expression.</summary>
    public const string Pattern = "[A-Za-z0-9_-]{1,64}";

    private const string Alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    private static readonly SearchValues<byte> Bytes = SearchValues.Create(
        System.Text.Encoding.ASCII.GetBytes(Alphabet)
    );

    /// <summary>Whether the text is an id.</summary>
    /// <param name="text">The text to check.</param>
    public static bool IsValid(string? text) => text is not null && IsValid(text.AsSpan());

    /// <summary>Whether the text is an id.</summary>
    /// <param name="text">The text to check.</param>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxLength && !text.ContainsAnyExcept(Characters);

    /// <summary>Whether the UTF-8 text is an id.</summary>
    /// <param name="utf8">The bytes to check.</param>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= 1 and <= MaxLength && !utf8.ContainsAnyExcept(Bytes);
}
