using System.Globalization;
using TableTap.Protocol.Cards;

namespace TableTap.Protocol.Tests.Cards;

/// <summary>Every beginning of four digits with every length: what a scheme gives out is a card, and nothing beside it.</summary>
public sealed class CardSchemeTests
{
    /// <summary>Account ranges and lengths as the schemes publish them, written down here once more: what is tested is not what tests.</summary>
    private static readonly string[] Published =
    [
        "American Express: 3400-3499 15, 3700-3799 15",
        "Diners Club: 3000-3059 14 16-19, 3095-3095 14 16-19, 3600-3699 14-19, 3800-3999 14 16-19",
        "Discover and those who share its ranges: 6011-6011 16-19, 6440-6599 16-19",
        "Hipercard: 6062-6062 16",
        "JCB: 3528-3589 16-19",
        "Maestro and Dankort: 5018-5038 13-19, 5600-5899 13-19, 6304-6304 13-19, 6390-6390 13-19, 6700-6799 13-19",
        "Mastercard: 2221-2720 16, 5100-5599 16",
        "Mir: 2200-2204 16-19",
        "RuPay: 5080-5089 16, 6070-6099 16, 8172-8299 16",
        "Troy: 9792-9792 16",
        "Ukrcard: 6040-6042 16",
        "UnionPay: 6200-6299 16-19, 8100-8171 16-19",
        "Verve: 5060-5079 16 18-19",
        "Visa: 4000-4999 13 16 19",
    ];

    [Fact]
    public void A_number_is_a_cards_where_its_scheme_gives_it_out_and_nowhere_else()
    {
        var given = Published.SelectMany(Given).ToHashSet();
        List<string> wrong = [];
        for (var prefix = 0; prefix <= 9999; prefix++)
        {
            for (var length = 12; length <= 20; length++)
            {
                var number = Completed(prefix, length);
                if (CardData.HoldsNumber(number) != given.Contains((prefix, length)))
                {
                    wrong.Add(number);
                }
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>Of all last digits, the one that checks the others is right alone.</summary>
    [Theory]
    [InlineData("411111111111111")]
    [InlineData("37828224631000")]
    [InlineData("601111111111111795")]
    public void One_last_digit_in_ten_is_right(string others) =>
        Assert.Single(Enumerable.Range(0, 10), last => CardData.HoldsNumber($"{others}{last}"));

    private static IEnumerable<(int Prefix, int Length)> Given(string scheme) =>
        from range in scheme.Split(": ")[1].Split(", ")
        let words = range.Split(' ')
        from prefix in Span(words[0])
        from length in words.Skip(1).SelectMany(Span)
        select (prefix, length);

    private static IEnumerable<int> Span(string text)
    {
        var ends = text.Split('-')
            .Select(end => int.Parse(end, CultureInfo.InvariantCulture))
            .ToList();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    /// <summary>A number of so many digits that begins so, and whose last digit checks the others.</summary>
    private static string Completed(int prefix, int length)
    {
        var others = $"{prefix:D4}{new string('0', length - 5)}";
        var sum = 0;
        for (var place = 0; place < others.Length; place++)
        {
            // The digit before the last counts twice, and every second one before it.
            var digit = (others[^(place + 1)] - '0') * (place % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return $"{others}{(10 - sum % 10) % 10}";
    }
}
