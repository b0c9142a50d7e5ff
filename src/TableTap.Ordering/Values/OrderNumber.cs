using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TableTap.Ordering.Values;

/// <summary>What people call an order: <c>ORD-</c> and six digits or more, counted up per café (section 5).</summary>
public static class OrderNumber
{
    private const string Prefix = "ORD-";

    /// <summary>The number as people say it.</summary>
    /// <param name="number">The order's place among all orders of the café, from 1 on.</param>
    public static string Of(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D6}");

    /// <summary>Reads a number as somebody types it: whole, or its digits alone.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="number">The number as people say it; null where the text is none.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? number)
    {
        var digits = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? text[Prefix.Length..]
            : text;
        number =
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            && read > 0
                ? Of(read)
                : null;
        return number is not null;
    }
}
