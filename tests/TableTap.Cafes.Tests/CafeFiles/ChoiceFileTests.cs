using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>Choice groups, allergens and prices by option in a café's file: what is wrong is told with its place.</summary>
public sealed class ChoiceFileTests
{
    private const string Rest = """
        counters:
          - counterId: c
            name: C
            tags: []
        """;

    private static CafeReading Read(string menu) =>
        CafeFile.Read(
            Encoding.UTF8.GetBytes(
                $"id: corner\nname: Corner\ncurrency: EUR\ntimeZone: UTC\nopeningHours: always\n{menu}\n{Rest}\n"
            ),
            FileFormat.Yaml
        );

    private static IEnumerable<string> Problems(string menu) =>
        Read(menu).Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}");

    [Fact]
    public void All_that_is_wrong_with_choices_is_told_with_its_place() =>
        Assert.Equal(
            [
                "11:20 menu[0].groups[1]: there is no such group",
                "12:20 menu[0].prices.big: expected an amount with at most two decimals, such as 3.50; this is \"much\"",
                "17:13 menu[1].prices: expected amounts by option, such as large: 4.20; this is \"3.50\"",
                "18:17 menu[1].allergens[0]: expected one of gluten, crustaceans, eggs, fish, peanuts, soy, milk, nuts, celery, mustard, sesame, sulphites, lupin, molluscs",
                "19:13 menu[1].diets[0]: expected one of vegan, vegetarian, halal, kosher, gluten_free, lactose_free",
                "20:16 menu[1].spiciness: from 0 to 3",
                "21:12 menu[1].photo: an https address of at most 500 characters",
                "25:10 groups[0].min: what is required has a min of at least 1; this is \"0\"",
                "28:44 groups[0].options[0].price: expected an amount with at most two decimals, such as 3.50; this is the text \"1,00\": write 1.00, with a point",
                "29:35 groups[0].options[1]: \"colour\" is no field of an option; allowed: optionId, name, price, difference, tag, default, description, photo, allergens, additives, spiciness, diets, minAge",
                "30:5 groups[1].options: is needed",
            ],
            Problems(
                """
                menu:
                  - itemId: a
                    name: A
                    category: X
                    price: 3.00
                    groups: [size, unicorn]
                    prices: { big: much }
                  - itemId: b
                    name: B
                    category: X
                    price: 1.00
                    prices: 3.50
                    allergens: [dust]
                    diets: [fruit]
                    spiciness: 4
                    photo: http://a.example/b.jpg
                groups:
                  - groupId: size
                    name: Size
                    min: 0
                    required: true
                    options:
                      - { optionId: small, name: S, price: "1,00" }
                      - { optionId: big, name: B, colour: red }
                  - groupId: other
                    name: Other
                """
            )
        );

    [Fact]
    public void Required_is_another_word_for_at_least_one()
    {
        var read = Read(
            """
            menu:
              - itemId: a
                name: A
                category: X
                price: 3.00
                groups: [size]
                allergens: []
            groups:
              - groupId: size
                name: Size
                required: true
                options:
                  - { optionId: small, name: S }
                  - { optionId: big, name: B, difference: 0.50, default: true }
            """
        );

        Assert.Equal(
            new ChoiceGroup(
                "size",
                "Size",
                [new("small", "S"), new("big", "B", Difference: new Money(50), IsDefault: true)],
                Min: 1,
                Max: 1
            ),
            Assert.Single(read.Profile!.Groups.Items)
        );
        Assert.Empty(read.Profile.Menu[0].About!.Allergens!.Value.Items);
    }

    [Fact]
    public void What_an_import_changes_of_choices_is_told_by_group_and_option()
    {
        var before = Read(Menu("0.50", "Size", "milk")).Profile!;

        Assert.Equal(
            [
                "~ menu a: allergens [milk] -> [milk, nuts]",
                "~ groups size: name Size -> How large",
                "~ options big: difference 0.50 -> 0.70",
            ],
            ProfileChanges.Between(before, Read(Menu("0.70", "How large", "milk, nuts")).Profile!)
        );
        Assert.Equal(
            ["- groups size", "- options small", "- options big"],
            ProfileChanges.Between(
                before with
                {
                    Menu = [],
                },
                before with
                {
                    Menu = [],
                    Groups = [],
                }
            )
        );
    }

    [Fact]
    public void A_café_without_choices_is_written_as_ever()
    {
        var text = CafeFile.Write(
            "corner",
            Read(
                """
                menu:
                  - itemId: a
                    name: A
                    category: X
                    price: 3.00
                """
            ).Profile!,
            FileFormat.Yaml
        );

        Assert.DoesNotContain("groups", text, StringComparison.Ordinal);
        Assert.DoesNotContain("allergens", text, StringComparison.Ordinal);
    }

    private static string Menu(string difference, string group, string allergens) =>
        $$"""
            menu:
              - itemId: a
                name: A
                category: X
                price: 3.00
                groups: [size]
                allergens: [{{allergens}}]
            groups:
              - groupId: size
                name: {{group}}
                options:
                  - { optionId: small, name: S }
                  - { optionId: big, name: B, difference: {{difference}} }
            """;
}
