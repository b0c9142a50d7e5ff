using System.Globalization;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>An amount of money as a file has it: digits, a point and at most two decimals. Pure.</summary>
internal static class AmountText
{
    /// <summary>What an amount has to look like, for messages about a wrong one.</summary>
    public const string Form = "expected an amount with at most two decimals, such as 3.50";

    private const int Decimals = 2;

    /// <summary>The largest amount that can be read.</summary>
    private const decimal Most = MoneyNumber.Largest / 100m;

    /// <summary>Reads an amount. Three decimals are none of it: <c>7.000</c> may be meant for seven thousand.</summary>
    /// <param name="text">As it stands in the file, without quotes.</param>
    /// <param name="amount">The amount.</param>
    public static bool TryRead(string text, out Money amount)
    {
        amount = Money.Zero;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (
            point >= 0 && text.Length - point - 1 > Decimals
            || !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            )
            || Math.Abs(value) > Most
        )
        {
            return false;
        }

        amount = new((long)(value * 100));
        return true;
    }

    /// <summary>How to write what was meant, where that is plain; else nothing.</summary>
    /// <param name="written">What stands in the file.</param>
    public static string Hint(FileText written)
    {
        var text = written.Text.Trim();
        if (TryRead(text, out _))
        {
            return written.IsText ? $": write {text}, without quotes" : "";
        }

        var number = text.Trim(' ', '€', '$', '£', '¥').TrimEnd(Letters).TrimStart(Letters).Trim();
        var pointed = number.Replace(',', '.');
        return TryRead(pointed, out _) && number.Count(letter => letter is ',' or '.') <= 1
                ? $": write {pointed}, {(number == text ? "with a point" : "without the currency")}"
            : decimal.TryParse(pointed, CultureInfo.InvariantCulture, out var value)
            && pointed.EndsWith(".000", StringComparison.Ordinal)
                ? FormattableString.Invariant(
                    $": write {value:0.00}, or {value * 1000:0} if thousands are meant"
                )
            : "";
    }

    private static readonly char[] Letters =
    [
        ' ',
        .. Enumerable.Range('A', 26).Select(letter => (char)letter),
        .. Enumerable.Range('a', 26).Select(letter => (char)letter),
    ];
}
