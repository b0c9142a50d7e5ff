using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>The tax of a bill with several orders where it is rounded by line or order: added up, and not rounded once more (docs/protocol.md §5, "Tax").</summary>
public class TaxOfBillTests
{
    private static readonly string[][] Rounds =
    [
        ["latte"],
        ["croissant"],
        ["latte", "croissant"],
        ["latte", "mocha", "croissant"],
    ];

    private static CafeProfile Cafe(bool included, TaxRounding rounding) =>
        DemoCafe.Profile with
        {
            Closing = new(Money.Zero),
            Tax = new(
                [new("food", "Food", 9.975m), new("drinks", "Drinks", 21m)],
                included,
                rounding
            ),
            Menu =
            [
                .. DemoCafe.Profile.Menu.Items.Select(item =>
                    item with
                    {
                        Price = item.Price + new Money(item.ItemId.Length % 10),
                        Groups = [],
                        Prices = [],
                        TaxClassId = item.Tag == "hot_drinks" ? "drinks" : null,
                    }
                ),
            ],
        };

    [Fact]
    public void It_is_that_of_its_orders_on_the_receipt_in_the_report_and_on_the_day() =>
        Gen.Select(Gen.Int[1, 6], Gen.Bool, Gen.Bool, Gen.Int)
            .Sample(
                (rounds, included, byLine, seed) =>
                {
                    var random = new Random(seed);
                    var day = new Day(
                        Cafe(included, byLine ? TaxRounding.Line : TaxRounding.Order)
                    );
                    var billId = "";
                    for (var round = 0; round < rounds; round++)
                    {
                        var order = day.Billed(Rounds[random.Next(Rounds.Length)]);
                        billId = order.BillId!;
                        if (order.Lines.Count > 1 && random.Next(3) == 0)
                        {
                            day.Do(
                                Day.Maya,
                                new UpdateOrderItem(
                                    order.OrderId,
                                    order.Lines[random.Next(order.Lines.Count)].LineId,
                                    LineStatus.Voided
                                )
                            );
                        }
                    }

                    var receipt = Receipt(day, billId);
                    var orders = receipt.Orders.Items;
                    Assert.Equal(
                        TaxDays.Sum(orders.SelectMany(order => order.Taxes.Items)),
                        receipt.Taxes
                    );
                    Assert.Equal(OrderTax.Total(receipt.Taxes), receipt.Total);
                    foreach (var share in receipt.Taxes)
                    {
                        // Half a cent for each place where it is rounded is all that rounding the whole bill could change.
                        var exact = included
                            ? share.Gross.ToDecimal() * share.Rate / (100m + share.Rate)
                            : share.Net.ToDecimal() * share.Rate / 100m;
                        var places = orders.Sum(order =>
                            byLine
                                ? order.LiveLines.Count(line =>
                                    order.Tax!.RateOf(line) == share.Rate
                                )
                                : order.Taxes.Items.Count(one => one.Rate == share.Rate)
                        );
                        Assert.InRange(
                            Math.Abs(share.Tax.ToDecimal() - exact),
                            0m,
                            0.005m * places
                        );
                    }

                    day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, receipt.Due));

                    Assert.Equal(receipt.Taxes, Receipt(day, billId).Taxes);
                    var closing = ClosingReport.Of(day.Cafe, day.Now, Day.Maya.UserId);
                    Assert.Equal(receipt.Taxes, closing.Sales.Taxes);
                    Assert.Equal(receipt.Total, closing.Sales.Gross);
                    Assert.Equal(
                        receipt.Taxes,
                        TaxDays.Sum(
                            day.Cafe.Figures.Taxes.Days.Items.Values.SelectMany(taxes =>
                                taxes.Items
                            )
                        )
                    );
                },
                iter: 150
            );

    [Fact]
    public void Three_rounds_of_a_quarter_are_rounded_three_times()
    {
        var day = new Day(
            Cafe(included: false, TaxRounding.Order) with
            {
                Tax = new([new("all", "All", 10m)], Included: false),
                Menu =
                [
                    .. DemoCafe.Profile.Menu.Items.Select(item =>
                        item with
                        {
                            Price = new Money(25),
                            Groups = [],
                            Prices = [],
                        }
                    ),
                ],
            }
        );
        var billId = "";
        for (var round = 0; round < 3; round++)
        {
            billId = day.Billed("latte").BillId!;
        }

        // 0.025 each, a half up; rounded over the bill it would be 0.08.
        var taxes = Assert.Single(Receipt(day, billId).Taxes.Items);
        Assert.Equal((new Money(75), new Money(9)), (taxes.Net, taxes.Tax));
    }

    private static BillReceipt Receipt(Day day, string billId)
    {
        var bill = day.Cafe.Bills.TryGet(billId, out var open)
            ? open
            : day.Cafe.ClosedBills.Items[billId];
        return BillReceipt.Of(bill, [.. bill.OrderIds.Items.Select(day.Order)], 2);
    }
}
