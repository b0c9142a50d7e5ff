namespace TableTap.Terms;

/// <summary>
/// How long texts from outside may be, in Unicode characters as JSON Schema counts them: an emoji is one (docs/protocol.md §2).
/// The wire's schema, the café's rules and the café's file take their numbers from here.
/// </summary>
public static class TextLimits
{
    /// <summary>The code of a voucher or a gift card.</summary>
    public const int VoucherCode = 64;

    /// <summary>The shortest code of a voucher: less than its last four characters say is a secret.</summary>
    public const int ShortestVoucherCode = 8;

    /// <summary>The longest name of a guest, a place, an item or a customisation, unless the café sets another.</summary>
    public const int Name = 80;

    /// <summary>The longest instructions, comment, message or reason, unless the café sets another.</summary>
    public const int Sentence = 500;

    /// <summary>The longest note on a line of an order.</summary>
    public const int Note = 200;

    /// <summary>The longest name of a table.</summary>
    public const int Table = 64;

    /// <summary>The longest pickup code that is compared, in characters.</summary>
    public const int PickupCode = 16;

    /// <summary>The longest id or word of a payment provider.</summary>
    public const int Provider = 255;

    /// <summary>The most options that a line of an order can choose, over all groups of its item.</summary>
    public const int OptionsPerLine = 30;

    /// <summary>The most of something that can be counted down.</summary>
    public const int Countdown = 9_999;

    /// <summary>How many Unicode characters a text has; half a surrogate pair counts as one.</summary>
    /// <param name="text">The text to measure.</param>
    public static int LengthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            length++;
        }

        return length;
    }

    /// <summary>
    /// The text without the controls that embed, override or isolate a direction of writing: they would turn round what stands
    /// after it on a ticket. Right-to-left letters and marks stay.
    /// </summary>
    /// <param name="text">The text to clean.</param>
    public static string WithoutDirections(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(IsDirection)
            ? string.Concat(text.Where(letter => !IsDirection(letter)))
            : text;
    }

    private static bool IsDirection(char letter) =>
        letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
