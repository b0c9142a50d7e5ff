using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Profiles;

/// <summary>Whether what a profile says of tax holds together.</summary>
public class TaxProfileTests
{
    private static string[] Problems(CafeTax? tax, string? taxClassId = null) =>
        [
            .. (
                ProfileValidation
                    .Check(
                        DemoCafe.Profile with
                        {
                            Tax = tax,
                            Menu = [DemoCafe.Profile.Menu[0] with { TaxClassId = taxClassId }],
                        }
                    )
                    ?.Details
                ?? []
            ).Items.Select(one => $"{one.Path}: {one.What}"),
        ];

    [Fact]
    public void Classes_that_hold_together_are_taken()
    {
        var tax = new CafeTax([new("food", "Food", 5.5m, 0m), new("other", "Other", 14.975m)]);

        Assert.Empty(Problems(tax));
        Assert.Empty(Problems(tax, "other"));
    }

    [Fact]
    public void A_rate_is_from_0_to_100_with_three_decimals_and_an_id_is_there_once() =>
        Assert.Equal(
            [
                "tax.classes[0].rate: in percent, from 0 to 100, with at most three decimals",
                "tax.classes[1].taxClassId: 'a' is there twice",
                "tax.classes[1].takeawayRate: in percent, from 0 to 100, with at most three decimals",
                "tax.classes[2].taxClassId: 1 to 64 of A-Z a-z 0-9 _ -",
                "tax.classes[2].name: is needed",
            ],
            Problems(
                new([new("a", "A", 100.001m), new("a", "B", 1m, 0.0001m), new("c d", " ", 1m)])
            )
        );

    [Fact]
    public void It_is_rounded_over_bills_only_where_prices_contain_it()
    {
        var tax = new CafeTax([new("food", "Food", 6m)], Included: true, TaxRounding.Bill);

        Assert.Empty(Problems(tax));
        Assert.Equal(
            ["tax.rounding: over the bill only where prices contain the tax"],
            Problems(tax with { Included = false })
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void There_is_a_class_and_not_too_many(int count) =>
        Assert.Equal(
            ["tax.classes: from 1 to 20"],
            Problems(
                new(
                    Enumerable
                        .Range(0, count)
                        .Select(one => new TaxClass($"c{one}", "C", 1m))
                        .ToEquatableList()
                )
            )
        );

    [Fact]
    public void An_item_names_a_class_that_is_there()
    {
        Assert.Equal(["menu[0].taxClass: there is no tax class 'food'"], Problems(null, "food"));
        Assert.Equal(
            ["menu[0].taxClass: there is no tax class 'drinks'"],
            Problems(new([new("food", "Food", 6m)]), "drinks")
        );
    }

    [Fact]
    public void Guests_read_another_menu_where_it_is_taxed_otherwise() =>
        Assert.False(
            DemoCafe.Profile.HasMenuOf(
                DemoCafe.Profile with
                {
                    Tax = new([new("food", "Food", 6m)]),
                }
            )
        );
}
