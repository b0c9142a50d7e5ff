using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Envelopes;

namespace TableTap.Protocol.Tests.Cards;

public sealed class CardSpellingTests
{
    /// <summary>Account ranges as the schemes publish them, written down here once more: what is tested is not what tests.</summary>
    private static readonly (string Prefix, int Length)[] Schemes =
    [
        ("4", 16),
        ("4", 13),
        ("4", 19),
        ("51", 16),
        ("55", 16),
        ("2221", 16),
        ("2720", 16),
        ("34", 15),
        ("37", 15),
        ("6011", 16),
        ("644", 16),
        ("65", 16),
        ("300", 14),
        ("305", 14),
        ("36", 14),
        ("38", 14),
        ("3528", 16),
        ("3589", 16),
        ("62", 16),
        ("62", 19),
        ("6759", 16),
        ("6304", 18),
        ("2200", 16),
        ("9792", 16),
        ("5018", 16),
    ];

    private static readonly string[] Joints =
    [
        "",
        " ",
        "  ",
        "-",
        ".",
        ",",
        ", ",
        ";",
        "; ",
        "*",
        "/",
        "_",
        ")(",
        "] [",
        "\u200b",
        "\u00a0",
        "\u2060",
        " \u200d ",
        "\u2011",
        "\u00ad",
        "|",
        "\t",
    ];

    private static readonly string[] Before =
    [
        "",
        "visa",
        "nr.",
        "card: ",
        "(",
        "[",
        "**",
        "x",
        "№",
    ];

    private static readonly string[] After =
    [
        "",
        "exp12",
        " exp 12/27",
        ")",
        "]",
        ", thanks",
        "**",
        " cvc",
    ];

    private static readonly Gen<string> Number = Gen.Select(
            Gen.OneOf<(string Prefix, int Length)>(Schemes),
            Gen.Char['0', '9'].Array[19]
        )
        .Select((scheme, digits) => Completed(scheme.Prefix, scheme.Length, digits));

    private static readonly Gen<string> Spelled = Gen.Select(
            Number,
            Gen.OneOf<string>(Joints),
            Gen.Int[1, 8],
            Gen.OneOf<string>(Before),
            Gen.OneOf<string>(After)
        )
        .Select(
            (number, joint, group, before, after) =>
                before
                + string.Join(joint, number.Chunk(group).Select(one => new string(one)))
                + after
        );

    [Fact]
    public void Every_card_is_found_however_it_is_spelled() =>
        Spelled.Sample(text =>
        {
            var json = Encoding.UTF8.GetBytes(
                $$"""{"message":"{{JsonEncodedText.Encode(text)}}"}"""
            );
            Assert.True(CardData.IsIn(json), text);
        });

    [Theory]
    [InlineData("visa4111111111111111")]
    [InlineData("nr.4111111111111111exp12")]
    [InlineData("4111  1111  1111  1111")]
    [InlineData("4111,1111,1111,1111")]
    [InlineData("4111;1111;1111;1111")]
    [InlineData("(4111)(1111)(1111)(1111)")]
    [InlineData("[4111] [1111] [1111] [1111]")]
    [InlineData("4111*1111*1111*1111")]
    [InlineData("4111\u200b1111\u200b1111\u200b1111")]
    [InlineData("4\u200b1\u200b1\u200b1 1111 1111 1111")]
    [InlineData("3782 822463 10005")]
    [InlineData("4111-11-11-11-111-111")]
    [InlineData("\uff14\uff11\uff11\uff11 1111 1111 1111")]
    [InlineData("\u0664111111111111111")]
    [InlineData("2 x 4111 1111 1111 1111 07/29")]
    [InlineData("x4111111111111111")]
    public void A_card_in_this_spelling_is_found(string text) =>
        Assert.True(CardData.HoldsNumber(text), text);

    [Theory]
    [InlineData("Pick up with code 4821, call 0470 12 34 56")]
    [InlineData("Espresso 4.50, latte 5.50, mocha 6.50, tea 17.50, cake 8.25")]
    [InlineData("BE68 5390 0754 7034")]
    [InlineData("Open 08:00-12:00 and 13:30-18:45, Saturday 09:00-17:30")]
    [InlineData("Parcel 0340434161094042559 is here")]
    [InlineData("EAN 5410228223580")]
    [InlineData("Tracking 1Z999AA10123456784")]
    [InlineData("1705309200000")]
    [InlineData("1705309200000000000")]
    [InlineData("Raffle: 10000000000009 is the winner")]
    public void What_an_honest_person_writes_is_no_card(string text) =>
        Assert.False(CardData.HoldsNumber(text), text);

    [Fact]
    public void A_long_number_that_no_scheme_gives_out_is_no_card_though_its_last_digit_checks() =>
        Gen.Select(
                Gen.OneOf<string>(["0", "1", "7", "90", "21", "31", "51", "4"]),
                Gen.Int[13, 19],
                Gen.Char['0', '9'].Array[19]
            )
            .Where(drawn =>
                drawn.Item1 switch
                {
                    "51" => drawn.Item2 != 16,
                    "4" => drawn.Item2 is not (13 or 16 or 19),
                    _ => true,
                }
            )
            .Select((prefix, length, digits) => Completed(prefix, length, digits))
            .Sample(number => Assert.False(CardData.HoldsNumber($"No. {number}!"), number));

    [Fact]
    public void The_ids_of_machines_are_no_cards() =>
        Gen.Guid.Sample(
            id =>
            {
                var version7 = Guid.CreateVersion7(
                    DateTimeOffset.FromUnixTimeMilliseconds(
                        1_700_000_000_000 + Math.Abs(id.GetHashCode())
                    )
                );
                Assert.False(CardData.HoldsNumber($"{version7}"), $"{version7}");
                Assert.False(CardData.HoldsNumber($"msg_{version7:N}"), $"{version7:N}");
            },
            iter: 20_000
        );

    [Fact]
    public void Prices_dates_hours_and_telephone_numbers_in_a_row_are_no_cards() =>
        Gen.OneOf(
                Gen.Int[100, 1999]
                    .Array[3, 8]
                    .Select(prices =>
                        string.Join(
                            ", ",
                            prices.Select(price =>
                                (price / 100m).ToString("0.00", CultureInfo.InvariantCulture)
                            )
                        )
                    ),
                Gen.Int[0, 2000]
                    .Array[2, 3]
                    .Select(days =>
                        string.Join(
                            " to ",
                            days.Select(day =>
                                new DateOnly(2024, 1, 1)
                                    .AddDays(day)
                                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                            )
                        )
                    ),
                Gen.Int[0, 95]
                    .Array[2, 6]
                    .Select(quarters =>
                        string.Join(" ", quarters.Select(one => $"{one / 4:00}:{one % 4 * 15:00}"))
                    ),
                Gen.Int[0, 9_999_999]
                    .Select(number =>
                        $"+32 4{number / 100000:00} {number / 1000 % 100:00} {number / 10 % 100:00} {number % 100:00}"
                    )
            )
            .Sample(text => Assert.False(CardData.HoldsNumber(text), text));

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("card-4111-1111-1111-1111")]
    public void A_card_is_no_messageId(string id)
    {
        var frame = Encoding.UTF8.GetBytes($$"""{"type":"ping","messageId":"{{id}}"}""");
        Assert.False(EnvelopeReader.TryRead(frame, out _, out var problem));
        Assert.Null(problem.MessageId);
        Assert.DoesNotContain("4111", problem.Message, StringComparison.Ordinal);
    }

    private static string Completed(string prefix, int length, char[] digits)
    {
        var number = (prefix + new string(digits))[..(length - 1)];
        for (var check = '0'; ; check++)
        {
            if (Checks(number + check))
            {
                return number + check;
            }
        }
    }

    private static bool Checks(string number) =>
        number
            .Reverse()
            .Select((digit, place) => place % 2 == 0 ? digit - '0' : (digit - '0') * 2)
            .Sum(value => value > 9 ? value - 9 : value) % 10
        == 0;
}
