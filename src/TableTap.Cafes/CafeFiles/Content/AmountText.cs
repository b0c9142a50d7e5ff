using System.Globalization;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>An amount of money as a file has it: digits, a point and at most two decimals, or three where the currency has three. Pure.</summary>
internal static class AmountText
{
    /// <summary>What an amount has to look like, for messages about a wrong one.</summary>
    /// <param name="decimals">The most decimals that it may have.</param>
    public static string Form(int decimals) =>
        decimals > Usual
            ? "expected an amount with at most three decimals, such as 3.500"
            : "expected an amount with at most two decimals, such as 3.50";

    /// <summary>The most decimals that an amount of a currency may have in a file: whole amounts are often written with two.</summary>
    /// <param name="currency">The currency's code of ISO 4217.</param>
    public static int DecimalsOf(string currency) =>
        Math.Max(Usual, Currencies.DecimalsOf(currency));

    private const int Usual = 2;

    /// <summary>Reads an amount. Three decimals are none of most currencies: <c>7.000</c> may be meant for seven thousand.</summary>
    /// <param name="text">As it stands in the file, without quotes.</param>
    /// <param name="decimals">The most decimals that it may have.</param>
    /// <param name="amount">The amount.</param>
    public static bool TryRead(string text, int decimals, out Money amount)
    {
        amount = Money.Zero;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (
            point >= 0 && text.Length - point - 1 > decimals
            || !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            )
            || Math.Abs(value) > MoneyNumber.Largest
            || Money.OfDecimal(value) is not { } read
        )
        {
            return false;
        }

        amount = read;
        return true;
    }

    /// <summary>How to write what was meant, where that is plain; else nothing.</summary>
    /// <param name="written">What stands in the file.</param>
    /// <param name="decimals">The most decimals that an amount may have.</param>
    public static string Hint(FileText written, int decimals)
    {
        var text = written.Text.Trim();
        if (TryRead(text, decimals, out _))
        {
            return written.IsText ? $": write {text}, without quotes" : "";
        }

        var number = text.Trim(' ', '€', '$', '£', '¥').TrimEnd(Letters).TrimStart(Letters).Trim();
        var pointed = number.Replace(',', '.');
        return TryRead(pointed, decimals, out _)
            && number.Count(letter => letter is ',' or '.') <= 1
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
