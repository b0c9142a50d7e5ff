using System.Globalization;
using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Tax on orders, receipts and days (docs/protocol.md §5, "Tax").</summary>
public class TaxTests
{
    private static readonly CafeTax Belgian = new([
        new("food", "Food", 12m, 6m),
        new("drinks", "Drinks", 21m),
    ]);

    private static Day In(CafeTax? tax, params (string Item, decimal Price)[] prices) =>
        new(
            DemoCafe.Profile with
            {
                Tax = tax,
                Menu =
                [
                    .. DemoCafe.Profile.Menu.Items.Select(item =>
                        item with
                        {
                            Price = prices
                                .Where(one => one.Item == item.ItemId)
                                .Select(one => Money.OfDecimal(one.Price)!.Value)
                                .DefaultIfEmpty(item.Price)
                                .Single(),
                            Groups = [],
                            Prices = [],
                            TaxClassId =
                                tax is null ? null
                                : item.Tag is "hot_drinks" or "cold_drinks"
                                    ? tax.Classes.Items[^1].TaxClassId
                                : null,
                        }
                    ),
                ],
            }
        );

    private static string Words(EquatableList<TaxAmount> amounts) =>
        string.Join("; ", amounts.Items.Select(one => $"{one.Rate:0.###}: {one.Net} + {one.Tax}"));

    private static CreateOrder Eaten(OrderType type, params string[] items) =>
        type == OrderType.DineIn ? Day.AtTable("1", items) : Day.Takeaway(items);

    [Theory]
    // Contained: 2.40 ÷ 1.12 = 2.1429, 3.80 ÷ 1.21 = 3.1405; takeaway 2.40 ÷ 1.06 = 2.2642.
    [InlineData(true, OrderType.DineIn, "6.20", "21: 3.14 + 0.66; 12: 2.14 + 0.26")]
    [InlineData(true, OrderType.Takeaway, "6.20", "21: 3.14 + 0.66; 6: 2.26 + 0.14")]
    // Added: 2.40 × 12 % = 0.288, 3.80 × 21 % = 0.798, 2.40 × 6 % = 0.144.
    [InlineData(false, OrderType.DineIn, "7.29", "21: 3.80 + 0.80; 12: 2.40 + 0.29")]
    [InlineData(false, OrderType.Takeaway, "7.14", "21: 3.80 + 0.80; 6: 2.40 + 0.14")]
    public void Each_item_has_the_rate_of_its_class_and_of_where_it_is_eaten(
        bool included,
        OrderType type,
        string total,
        string taxes
    )
    {
        var day = In(Belgian with { Included = included });

        var order = day.Place(Day.Guest, Eaten(type, "croissant", "latte"));

        Assert.Equal(total, order.Total.ToString());
        Assert.Equal(taxes, Words(order.Taxes));
        Assert.Equal(order.Total, Assert.Single(day.Facts.OfType<OrderCreatedFact>()).Total);
        Assert.Equal(order.Total, OrderTax.Total(order.Taxes));
    }

    [Theory]
    // Three lines of 0.25 at 10 %, added: 0.025 each, or 0.075 once. Contained: 0.0227 each, or 0.0682 once.
    [InlineData(false, TaxRounding.Line, "0.84", "10: 0.75 + 0.09")]
    [InlineData(false, TaxRounding.Order, "0.83", "10: 0.75 + 0.08")]
    [InlineData(true, TaxRounding.Line, "0.75", "10: 0.69 + 0.06")]
    [InlineData(true, TaxRounding.Order, "0.75", "10: 0.68 + 0.07")]
    public void It_is_rounded_for_each_line_or_once_for_each_rate(
        bool included,
        TaxRounding rounding,
        string total,
        string taxes
    )
    {
        var day = In(
            new([new("all", "All", 10m)], included, rounding),
            ("latte", 0.25m),
            ("croissant", 0.25m),
            ("americano", 0.25m)
        );

        var order = day.Place(Day.Guest, Day.Takeaway("latte", "croissant", "americano"));

        Assert.Equal((total, taxes), (order.Total.ToString(), Words(order.Taxes)));
    }

    [Theory]
    [InlineData("JPY", "333", "10: 303 + 30")]
    [InlineData("KWD", "0.333", "10: 0.303 + 0.030")]
    [InlineData("EUR", "3.33", "10: 3.03 + 0.30")]
    public void It_is_exact_to_the_minor_unit_of_the_currency(
        string currency,
        string price,
        string taxes
    )
    {
        var tax = new OrderTax(
            true,
            TaxRounding.Order,
            Currencies.DecimalsOf(currency),
            [new("i", 10m)]
        );
        var line = new OrderLine(
            "l",
            "i",
            "Thing",
            1,
            [],
            Money.OfDecimal(decimal.Parse(price, CultureInfo.InvariantCulture))!.Value,
            null,
            null,
            LineStatus.Queued
        );

        var amount = Assert.Single(tax.Of([line]).Items);

        Assert.Equal(
            taxes,
            $"10: {Currencies.Text(currency, amount.Net)} + {Currencies.Text(currency, amount.Tax)}"
        );
    }

    [Fact]
    public void A_guest_who_was_shown_another_total_orders_nothing()
    {
        var day = In(Belgian with { Included = false });

        var refusal = day.Refuse(
            RefusalCode.Conflict,
            Day.Guest,
            Day.AtTable("1", "croissant") with
            {
                ExpectedTotal = new Money(240),
            }
        );

        Assert.Equal(new Money(269), refusal.CurrentTotal);
        day.Place(
            Day.Guest,
            Day.AtTable("1", "croissant") with
            {
                ExpectedTotal = refusal.CurrentTotal,
            }
        );
    }

    [Fact]
    public void It_stays_what_it_was_when_the_order_was_placed()
    {
        var day = In(Belgian);
        var order = day.Confirmed("latte");

        day.Do(
            Actor.System,
            new ConfigureCafe(day.Cafe.Profile with { Tax = null, Menu = DemoCafe.Profile.Menu })
        );

        Assert.Equal("21: 3.14 + 0.66", Words(day.Order(order.OrderId).Taxes));
        Assert.Equal("", Words(day.Confirmed("latte").Taxes));
    }

    [Fact]
    public void A_voided_line_takes_its_tax_along_and_the_guest_gets_both_back()
    {
        var day = In(Belgian with { Included = false });
        var order = day.Confirmed("croissant", "latte");

        day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );

        var after = day.Order(order.OrderId);
        Assert.Equal("21: 3.80 + 0.80", Words(after.Taxes));
        Assert.Equal(new Money(254), after.Payment.Refunded);
        Assert.Equal(after.Total, after.Payment.Kept);
        Assert.Equal(after.Taxes, after.KeptTaxes);
    }

    [Fact]
    public void A_remake_costs_nothing_and_is_not_taxed()
    {
        var day = In(Belgian with { Included = false });
        var first = day.Preparing("latte");

        var again = day.Order(
            Assert
                .IsType<CreatedOrder>(
                    day.Try(Day.Anna, new RemakeOrder(first.OrderId, "spilled")).Result
                )
                .OrderId
        );

        Assert.Equal((Money.Zero, 0), (again.Total, again.Taxes.Count));
    }

    [Fact]
    public void Every_movement_of_money_has_the_next_receipt()
    {
        var day = In(Belgian);
        var card = day.Confirmed("latte");
        var cash = day.Place(
            Day.Guest,
            Day.Takeaway("croissant") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        day.Do(Day.Anna, new RecordPayment(cash.OrderId, PaymentMethod.Cash, cash.Total));
        day.Do(Day.Maya, new IssueRefund(card.OrderId, new Money(100), "cold"));
        day.Do(Day.Guest, new CancelOrder(cash.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(
            [1, 2, 3, 4],
            day.Facts.Select(fact =>
                    fact switch
                    {
                        PaymentProcessedFact f => f.ReceiptNumber,
                        PaymentRefundedFact f => f.ReceiptNumber,
                        _ => null,
                    }
                )
                .OfType<long>()
        );
        Assert.Equal(4, day.Cafe.LastReceiptNumber);
        Assert.Equal(
            1,
            Assert.Single(day.Order(card.OrderId).Payment.Captures.Items).ReceiptNumber
        );
        Assert.Equal(
            3,
            Assert.Single(day.Order(card.OrderId).Payment.RefundsById.Values).ReceiptNumber
        );
    }

    [Fact]
    public void A_café_that_counts_no_tax_has_none_of_it()
    {
        var day = new Day();
        var order = day.Completed("latte");
        day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "cold"));

        Assert.Null(order.Tax);
        Assert.Equal((0, 0), (order.Taxes.Count, order.KeptTaxes.Count));
        Assert.Equal(0, day.Cafe.LastReceiptNumber);
        Assert.Equal(0, day.Cafe.Figures.Taxes.Days.Count);
    }

    [Fact]
    public void What_goes_back_counts_on_the_day_on_which_it_does_and_each_rate_has_its_share()
    {
        var day = In(Belgian);
        var order = day.Completed("croissant", "latte");
        day.Now = day.Now.AddDays(1);

        day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(310), "cold"));

        // Half of 6.20 is left, of each rate half: 3.80 and 2.40 become 1.90 and 1.20.
        Assert.Equal("21: 1.57 + 0.33; 6: 1.13 + 0.07", Words(day.Order(order.OrderId).KeptTaxes));
        Assert.Equal(
            [
                ("2024-01-15", "21: 3.14 + 0.66; 6: 2.26 + 0.14"),
                ("2024-01-16", "21: -1.57 + -0.33; 6: -1.13 + -0.07"),
            ],
            day.Cafe.Figures.Taxes.Days.Entries.Select(one => (one.Id, Words(one.Value)))
        );
    }

    [Fact]
    public void What_is_paid_before_the_cut_off_belongs_to_the_evening_before()
    {
        var day = In(Belgian);
        day.Do(
            Actor.System,
            new ConfigureCafe(
                day.Cafe.Profile with
                {
                    Limits = day.Cafe.Profile.Limits with { DayCutOff = TimeSpan.FromHours(4) },
                }
            )
        );
        day.Now = new(2024, 1, 16, 2, 59, 0, TimeSpan.Zero);
        day.Confirmed("latte");
        day.Now = new(2024, 1, 16, 3, 0, 0, TimeSpan.Zero);
        day.Confirmed("latte");

        // The café is an hour ahead of the world's clock, and its cut-off is at four.
        Assert.Equal(
            ["2024-01-15", "2024-01-16"],
            day.Cafe.Figures.Taxes.Days.Entries.Select(one => one.Id)
        );
    }

    [Fact]
    public void Only_the_latest_days_are_kept()
    {
        var taxes = Enumerable
            .Range(0, 250)
            .Aggregate(
                new TaxDays(default),
                (days, number) =>
                    days.Add(
                        new DateOnly(2024, 1, 1).AddDays(number),
                        [],
                        [new(21m, new Money(100), new Money(21))]
                    )
            );

        Assert.Equal(TaxDays.Kept, taxes.Days.Count);
        Assert.Equal("2024-09-06", taxes.Days.Entries[^1].Id);
    }

    /// <summary>Any lines, rates, currencies and ways to round, and any part of what they cost.</summary>
    [Fact]
    public void Net_and_tax_are_the_price_and_those_of_its_parts_too() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 99_999], Gen.Int[1, 20], Gen.Int[0, 7]).Array[1, 12],
                Gen.Int[0, 100_000].Array[8],
                Gen.Bool,
                Gen.Int[0, 3].Where(decimals => decimals != 1),
                Gen.Int[0, 1_000]
            )
            .Sample(
                (drawn, rates, included, decimals, share) =>
                {
                    var unit = decimals switch
                    {
                        0 => 1_000,
                        2 => 10,
                        _ => 1,
                    };
                    var tax = new OrderTax(
                        included,
                        (TaxRounding)(share % 3),
                        decimals,
                        rates
                            .Select((rate, place) => new ItemRate($"i{place}", rate / 1_000m))
                            .ToEquatableList()
                    );
                    var lines = drawn
                        .Select(one => new OrderLine(
                            "l",
                            $"i{one.Item3}",
                            "Thing",
                            one.Item2,
                            [],
                            Money.OfThousandths((long)one.Item1 * unit),
                            null,
                            null,
                            LineStatus.Queued
                        ))
                        .ToList();
                    var prices = lines.Aggregate(Money.Zero, (sum, line) => sum + line.Price);
                    var whole = tax.Of(lines);
                    var total = OrderTax.Total(tax, lines);

                    Assert.Equal(total, OrderTax.Total(whole));
                    Assert.Equal(
                        prices,
                        included
                            ? total
                            : whole.Items.Aggregate(Money.Zero, (sum, one) => sum + one.Net)
                    );
                    var part = Money.OfThousandths(total.Thousandths / unit * share / 1_000 * unit);
                    var within = tax.Within(whole, part);
                    Assert.Equal(part, OrderTax.Total(within));
                    foreach (var (of, all) in within.Items.Zip(whole.Items))
                    {
                        Assert.Equal(all.Rate, of.Rate);
                        Assert.InRange(of.Tax.Thousandths, 0, of.Gross.Thousandths);
                        Assert.Equal(0, of.Tax.Thousandths % unit);
                        Assert.Equal(0, of.Net.Thousandths % unit);
                        Assert.True(of.Gross <= all.Gross + Money.OfThousandths(unit));
                    }
                },
                iter: 2_000,
                threads: 1
            );
}
