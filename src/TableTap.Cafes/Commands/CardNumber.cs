namespace TableTap.Cafes.Commands;

/// <summary>
/// Tells a number of a payment card from other long numbers: it begins as a card scheme's do, has that scheme's length, and its last
/// digit checks the others. One digit in ten would be right by chance; telephone numbers, dates and invoices are no cards.
/// </summary>
internal static class CardNumber
{
    /// <summary>How few digits a card's number has.</summary>
    public const int Shortest = 13;

    /// <summary>How many digits a card's number has at most.</summary>
    public const int Longest = 19;

    private const int PrefixLength = 4;

    /// <summary>What numbers begin with, as ranges of their first four digits, and their lengths (ISO/IEC 7812).</summary>
    private static readonly (int From, int To, int Least, int Most)[] Schemes =
    [
        (2200, 2204, 16, 19), // Mir
        (2221, 2720, 16, 16), // Mastercard
        (3000, 3059, 14, 19), // Diners Club
        (3095, 3095, 14, 19), // Diners Club
        (3400, 3499, 15, 15), // American Express
        (3528, 3589, 16, 19), // JCB
        (3600, 3699, 14, 19), // Diners Club
        (3700, 3799, 15, 15), // American Express
        (3800, 3999, 14, 19), // Diners Club
        (4000, 4999, 13, 19), // Visa
        (5000, 5099, 13, 19), // Maestro
        (5100, 5599, 16, 16), // Mastercard
        (5600, 6999, 13, 19), // Maestro, Discover, UnionPay, RuPay
        (8100, 8199, 16, 19), // UnionPay
        (9792, 9792, 16, 16), // Troy
    ];

    /// <summary>Whether digits are the number of a card.</summary>
    /// <param name="digits">Digits from 0 to 9 alone.</param>
    public static bool Is(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < Shortest or > Longest)
        {
            return false;
        }

        var prefix = 0;
        foreach (var digit in digits[..PrefixLength])
        {
            prefix = prefix * 10 + (digit - '0');
        }

        var length = digits.Length;
        return Array.Exists(
                Schemes,
                scheme =>
                    scheme.From <= prefix
                    && prefix <= scheme.To
                    && scheme.Least <= length
                    && length <= scheme.Most
            ) && PassesLuhn(digits);
    }

    private static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[digits.Length - 1 - place] - '0';
            sum +=
                place % 2 == 0 ? digit
                : digit > 4 ? digit * 2 - 9
                : digit * 2;
        }

        return sum % 10 == 0;
    }
}
