using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>Tax in a café's file: read, written, and what is wrong is told with its place.</summary>
public sealed class TaxFileTests
{
    private static CafeReading Read(string tax) =>
        CafeFile.Read(
            Encoding.UTF8.GetBytes(
                $"""
                id: corner
                name: Corner
                currency: EUR
                timeZone: UTC
                openingHours: always
                menu:
                  - itemId: tea
                    name: Tea
                    category: Hot
                    price: 2.50
                    taxClass: drinks
                counters:
                  - counterId: bar
                    name: Bar
                    tags: []
                {tax}
                """
            ),
            FileFormat.Yaml
        );

    private const string Both = """
        tax:
          included: false
          rounding: line
          classes:
            - { taxClassId: food, name: Food, rate: 12.0, takeawayRate: 6 }
            - { taxClassId: drinks, name: Drinks, rate: 9.975 }
        """;

    [Fact]
    public void It_is_read()
    {
        var read = Read(Both);

        Assert.Empty(read.Problems);
        Assert.Equal(
            new CafeTax(
                [new("food", "Food", 12m, 6m), new("drinks", "Drinks", 9.975m)],
                Included: false,
                TaxRounding.Line
            ),
            read.Profile!.Tax
        );
        Assert.Equal("drinks", read.Profile.Menu[0].TaxClassId);
    }

    [Theory]
    [InlineData(FileFormat.Yaml)]
    [InlineData(FileFormat.Json)]
    public void What_is_written_reads_the_same(FileFormat format)
    {
        var profile = Read(Both).Profile!;

        var again = CafeFile.Read(
            Encoding.UTF8.GetBytes(CafeFile.Write("corner", profile, format)),
            format
        );

        Assert.Equal(profile, again.Profile);
    }

    [Fact]
    public void It_is_rounded_over_bills_where_the_file_says_so()
    {
        var profile = Read(
            "tax: { rounding: bill, classes: [{ taxClassId: drinks, name: Drinks, rate: 21 }] }"
        ).Profile!;

        Assert.Equal(TaxRounding.Bill, profile.Tax!.Rounding);
        Assert.Equal(
            profile,
            CafeFile
                .Read(
                    Encoding.UTF8.GetBytes(CafeFile.Write("corner", profile, FileFormat.Yaml)),
                    FileFormat.Yaml
                )
                .Profile
        );
    }

    [Fact]
    public void Prices_contain_it_and_it_is_rounded_by_order_unless_the_file_says_else() =>
        Assert.Equal(
            new CafeTax([new("drinks", "Drinks", 21m)]),
            Read("tax: { classes: [{ taxClassId: drinks, name: Drinks, rate: 21 }] }").Profile!.Tax
        );

    [Fact]
    public void All_that_is_wrong_is_told_with_its_place() =>
        Assert.Equal(
            [
                "11:15 menu[0].taxClass: there is no tax class 'drinks'",
                "17:13 tax.included: expected true or false; this is \"maybe\"",
                "18:13 tax.rounding: expected order or line or bill; this is \"up\"",
                "20:45 tax.classes[0].rate: expected a rate in percent, such as 21 or 5.5; this is the text \"12\"",
                "21:7 tax.classes[1].rate: is needed",
                "21:39 tax.classes[1]: \"vat\" is no field of a tax class; allowed: taxClassId, name, rate, takeawayRate",
            ],
            Read(
                """
                tax:
                  included: maybe
                  rounding: up
                  classes:
                    - { taxClassId: food, name: Food, rate: "12" }
                    - { taxClassId: rest, name: Rest, vat: 3 }
                """
            )
                .Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}")
        );

    [Fact]
    public void An_import_says_what_changes()
    {
        var before = Read(Both).Profile!;

        Assert.Equal(
            [
                "~ tax included false, rounding line, classes (a list) -> included true, rounding line, classes (a list)",
                "~ tax.classes food: rate 12 -> 10",
            ],
            ProfileChanges.Between(
                before,
                before with
                {
                    Tax = before.Tax! with
                    {
                        Included = true,
                        Classes =
                        [
                            before.Tax.Classes[0] with
                            {
                                Rate = 10m,
                            },
                            before.Tax.Classes[1],
                        ],
                    },
                }
            )
        );
    }
}
