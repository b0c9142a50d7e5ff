namespace TableTap.Protocol.Cards;

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

    /// <summary>
    /// What numbers begin with, as ranges of their first four digits, and the lengths that the scheme gives out (ISO/IEC 7812, and what the
    /// schemes publish of their account ranges).
    /// </summary>
    private static readonly Scheme[] Schemes =
    [
        new(2200, 2204, [16, 17, 18, 19]), // Mir
        new(2221, 2720, [16]), // Mastercard
        new(3000, 3059, [14, 16, 17, 18, 19]), // Diners Club
        new(3095, 3095, [14, 16, 17, 18, 19]), // Diners Club
        new(3400, 3499, [15]), // American Express
        new(3528, 3589, [16, 17, 18, 19]), // JCB
        new(3600, 3699, [14, 15, 16, 17, 18, 19]), // Diners Club
        new(3700, 3799, [15]), // American Express
        new(3800, 3999, [14, 16, 17, 18, 19]), // Diners Club
        new(4000, 4999, [13, 16, 19]), // Visa
        new(5018, 5038, [13, 14, 15, 16, 17, 18, 19]), // Maestro, Dankort
        new(5060, 5079, [16, 18, 19]), // Verve
        new(5080, 5089, [16]), // RuPay
        new(5100, 5599, [16]), // Mastercard
        new(5600, 5899, [13, 14, 15, 16, 17, 18, 19]), // Maestro
        new(6011, 6011, [16, 17, 18, 19]), // Discover
        new(6040, 6042, [16]), // Ukrcard
        new(6062, 6062, [16]), // Hipercard
        new(6070, 6099, [16]), // RuPay
        new(6200, 6299, [16, 17, 18, 19]), // UnionPay
        new(6304, 6304, [13, 14, 15, 16, 17, 18, 19]), // Maestro
        new(6390, 6390, [13, 14, 15, 16, 17, 18, 19]), // Maestro
        new(6440, 6599, [16, 17, 18, 19]), // Discover, RuPay, Troy, Elo
        new(6700, 6799, [13, 14, 15, 16, 17, 18, 19]), // Maestro
        new(8100, 8171, [16, 17, 18, 19]), // UnionPay
        new(8172, 8299, [16]), // RuPay
        new(9792, 9792, [16]), // Troy
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

        return IsIssued(prefix, digits.Length) && PassesLuhn(digits);
    }

    private static bool IsIssued(int prefix, int length) =>
        Array.Exists(
            Schemes,
            scheme =>
                scheme.From <= prefix && prefix <= scheme.To && scheme.Lengths.Contains(length)
        );

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

    private sealed record Scheme(int From, int To, int[] Lengths);
}
