using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Tax that is rounded over all of a bill, where prices contain it (docs/protocol.md §5, "Tax").</summary>
public class BillTaxTests
{
    private static readonly (string Currency, long Latte, long Step)[] Currency =
    [
        ("EUR", 3_330, 50),
        ("JPY", 333_000, 10_000),
        ("KWD", 1_255, 10),
    ];

    /// <summary>Three orders on a bill, of 0.25 each with 10 % of tax in it: 0.0227 each, and 0.0682 together.</summary>
    private static (Day Day, string BillId, Order[] Orders) Quarters()
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                Closing = new(Money.Zero),
                Tax = new([new("all", "All", 10m)], Included: true, TaxRounding.Bill),
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
        Order[] orders = [day.Billed("latte"), day.Billed("latte"), day.Billed("latte")];
        return (day, orders[0].BillId!, orders);
    }

    [Fact]
    public void It_is_rounded_once_when_the_bill_ends_as_paid()
    {
        var (day, billId, orders) = Quarters();
        // An order says its own, and the bill what it will be.
        Assert.All(orders, order => Assert.Equal([Tax(23, 2)], order.Taxes.Items));
        Assert.Equal([Tax(68, 7)], Receipt(day, billId).Taxes.Items);

        var facts = day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(75)));

        var rounded = Assert.Single(facts.OfType<OrderTaxRoundedFact>());
        Assert.Equal(orders[2].OrderId, rounded.OrderId);
        Assert.Equal([Tax(22, 3)], rounded.Taxes.Items);
        var last = day.Order(orders[2].OrderId);
        Assert.Equal([Tax(22, 3)], last.Taxes.Items);
        Assert.Equal((new Money(25), new Money(25)), (last.Total, last.Payment.Kept));
        var receipt = Receipt(day, billId);
        Assert.Equal([Tax(68, 7)], receipt.Taxes.Items);
        Assert.Equal([Tax(68, 7)], Assert.Single(receipt.Payments.Items).Taxes.Items);
        Counted(day, Tax(68, 7));
    }

    [Fact]
    public void A_bill_that_is_closed_unpaid_is_not_rounded()
    {
        var (day, billId, _) = Quarters();
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(50)));

        var facts = day.Do(Day.Maya, new CloseBill(billId, "left"));

        Assert.Empty(facts.OfType<OrderTaxRoundedFact>());
        Assert.Equal([Tax(69, 6)], Receipt(day, billId).Taxes.Items);
        Counted(day, Tax(46, 4));
    }

    [Fact]
    public void What_goes_back_takes_its_rounding_along()
    {
        var (day, billId, orders) = Quarters();
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(75)));

        day.Do(Day.Maya, new IssueRefund(orders[2].OrderId, new Money(25), "sorry"));

        var refund = Assert.Single(day.Order(orders[2].OrderId).Payment.RefundsById.Values);
        Assert.Equal([Tax(22, 3)], refund.Taxes!.Value.Items);
        Counted(day, Tax(46, 4));
    }

    [Fact]
    public void An_order_that_costs_something_else_afterwards_has_its_own_tax_again()
    {
        var (day, billId, orders) = Quarters();
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(75)));

        day.Do(
            Day.Maya,
            new ApplyDiscount(
                orders[2].OrderId,
                new NewDiscount(Amount: new Money(5), Reason: "cold")
            )
        );

        Assert.Equal([Tax(18, 2)], day.Order(orders[2].OrderId).Taxes.Items);
        Counted(day, Tax(64, 6));
    }

    [Fact]
    public void An_order_whose_own_receipt_is_out_keeps_its_tax()
    {
        var (day, billId, orders) = Quarters();
        day.Do(Day.Bank, ByCard(orders[2]));

        var facts = day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(50)));

        var rounded = Assert.Single(facts.OfType<OrderTaxRoundedFact>());
        Assert.Equal(orders[1].OrderId, rounded.OrderId);
        Counted(day, Tax(68, 7));
        AddUp(Receipt(day, billId));
    }

    [Fact]
    public void The_card_that_ends_the_bill_has_the_rounding_on_its_receipt()
    {
        var (day, billId, orders) = Quarters();
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(50)));

        var facts = day.Do(Day.Bank, ByCard(orders[2]));

        var rounded = Assert.Single(facts.OfType<OrderTaxRoundedFact>());
        Assert.Equal(orders[2].OrderId, rounded.OrderId);
        Counted(day, Tax(68, 7));
        AddUp(Receipt(day, billId));
    }

    /// <summary>
    /// Orders, discounts, comps, splits, merges, voids, cancellations, part payments and refunds in any order, in currencies with none, two and
    /// three decimals: net and tax of a bill that ends are those of all of it, and money is what it is where each order is rounded by itself.
    /// </summary>
    [Fact]
    [Trait("Lines", "reached")]
    public void Whatever_happened_a_bill_is_rounded_once_and_nobody_pays_another_amount()
    {
        var rounded = 0;
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 9_999])
            .Array[6, 35]
            .Sample(
                steps =>
                {
                    var over = new Day(Cafe(TaxRounding.Bill, steps[0].Item2));
                    var each = new Day(Cafe(TaxRounding.Order, steps[0].Item2));
                    foreach (var (kind, choice) in steps)
                    {
                        var known = over.Facts.Count;
                        Step(over, kind, choice);
                        Step(each, kind, choice);
                        var more = over.Facts.Skip(known).ToList();
                        var isPaid = more.Any(fact => fact is BillPaidFact);
                        Assert.All(
                            more.OfType<BillClosedFact>(),
                            fact => Ended(over, fact, isPaid)
                        );
                    }

                    rounded += over.Facts.OfType<OrderTaxRoundedFact>().Count();
                    Assert.Empty(each.Facts.OfType<OrderTaxRoundedFact>());
                    Assert.Equal(Moved(each), Moved(over));
                    var kept = TaxDays.Sum(Orders(over).SelectMany(order => order.KeptTaxes.Items));
                    Counted(over, [.. kept.Items]);
                },
                iter: 250,
                threads: 1
            );

        Assert.True(rounded > 20, $"{rounded} orders have something of the rounding of their bill");
    }

    private static CafeProfile Cafe(TaxRounding rounding, int choice)
    {
        var (currency, latte, step) = Currency[choice % 3];
        var profile = CurrencyTests.Profile(currency, latte);
        return profile with
        {
            Closing = new(Money.Zero),
            Tax = new(
                [new("all", "All", 9.975m), new("drinks", "Drinks", 21m)],
                Included: true,
                rounding
            ),
            Menu =
            [
                .. profile.Menu.Items.Select(item =>
                    item with
                    {
                        TaxClassId = item.ItemId == "latte" ? "drinks" : null,
                    }
                ),
            ],
            ServiceCharge = choice / 3 % 2 == 0 ? null : new(12.5m, TaxClassId: "drinks"),
            CashRounding = choice / 6 % 2 == 0 ? null : Money.OfThousandths(step),
            Discounts = new(EmployeePercent: 30m, EmployeeComps: true),
        };
    }

    private static void Step(Day day, int kind, int choice)
    {
        var unit = Currencies.UnitOf(Currencies.DecimalsOf(day.Cafe.Profile.Currency));
        var bills = day.Cafe.Bills.Values.ToList();
        var bill = bills.Count == 0 ? null : bills[choice % bills.Count];
        var orders = day.Cafe.OpenOrders.Values.ToList();
        var order = orders.Count == 0 ? null : orders[choice % orders.Count];
        if (kind < 4 || bill is null || order is null)
        {
            day.Try(
                Day.Anna,
                Day.AtTable("1", "croissant") with
                {
                    TableNumber = $"{1 + choice % 2}",
                    OnBill = true,
                    Items = [new("latte", 1 + choice % 3), new("croissant", 1 + choice % 2)],
                }
            );
            return;
        }

        var line = order.Lines[choice % 2].LineId;
        var discount = (choice % 3) switch
        {
            0 => new NewDiscount(Percent: 100m, Reason: "x"),
            1 => new NewDiscount(Percent: 1 + choice % 77 + 0.125m, Reason: "x"),
            _ => new NewDiscount(Amount: unit * (1 + choice % 700), Reason: "x"),
        };
        switch (kind)
        {
            case 4:
                day.Try(
                    Day.Maya,
                    new ApplyDiscount(order.OrderId, discount, choice % 4 == 0 ? null : line)
                );
                break;
            case 5:
                day.Try(Day.Maya, new ApplyBillDiscount(bill.BillId, discount));
                break;
            case 6 when choice % 2 == 0 && bill.OrderIds.Count > 0:
                var own = day.Order(bill.OrderIds[0]).Lines[choice % 2].LineId;
                day.Try(Day.Anna, new SplitBill(bill.BillId, Parts: [new([own])]));
                break;
            case 6:
                day.Try(Day.Anna, new SplitBill(bill.BillId, 1 + choice % 4));
                break;
            case 7 when choice % 3 == 0:
                day.Try(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
                break;
            case 7 when choice % 3 == 1:
                day.Try(Day.Anna, new UpdateBill(bill.BillId, MergeInto: bills[^1].BillId));
                break;
            case 7:
                day.Try(Day.Maya, new UpdateOrderItem(order.OrderId, line, LineStatus.Voided));
                break;
            case 8 when !day.Cafe.Bills.Contains(order.BillId):
                var back = unit * (1 + choice % 900);
                var some = choice % 2 == 0 || back > order.Payment.Refundable;
                day.Try(
                    Day.Maya,
                    new IssueRefund(order.OrderId, some ? order.Payment.Refundable : back, "sorry")
                );
                break;
            default:
                Pay(day, bill, choice, unit);
                break;
        }
    }

    private static void Pay(Day day, Bill bill, int choice, Money unit)
    {
        var due = BillSums.Of(day.Cafe, bill).Due;
        var part = bill.Parts.Items.FirstOrDefault(one => !one.IsPaid);
        var asked = part is not null && part.Amount < due ? part.Amount : due;
        var isCash = choice % 3 > 0;
        var all = isCash ? day.Cafe.Profile.InCash(asked) : asked;
        day.Try(
            Day.Anna,
            new PayBill(
                bill.BillId,
                isCash ? PaymentMethod.Cash : PaymentMethod.Card,
                choice % 4 < 3 ? all : unit * (5 * (1 + choice % 90)),
                unit * (choice % 7),
                part?.PartId,
                isCash ? null : "T-1"
            )
        );
    }

    /// <summary>
    /// What a bill that is paid says of its tax: where nothing of an order was given back, that of one rounding, with each order less than a
    /// minor unit away from its own exact tax, and the receipts of all payments together.
    /// </summary>
    private static void Ended(Day day, BillClosedFact fact, bool isPaid)
    {
        var receipt = Receipt(day, fact.BillId);
        var decimals = Currencies.DecimalsOf(day.Cafe.Profile.Currency);
        var unit = Currencies.UnitOf(decimals).ToDecimal();
        if (
            fact.To != BillStatus.Paid
            || receipt.Orders.Items.Any(order => order.Payment.Kept != order.Total)
        )
        {
            return;
        }

        Assert.Equal(
            TaxDays.Sum(receipt.Orders.Items.SelectMany(order => order.Taxes.Items)),
            receipt.Taxes
        );
        Assert.All(
            receipt.Taxes.Items,
            one => Assert.Equal(Money.Rounded(Exact(one), decimals), one.Tax)
        );
        Assert.All(
            receipt.Orders.Items.SelectMany(order => order.Taxes.Items),
            one =>
            {
                Assert.InRange(one.Tax.Thousandths, 0, one.Gross.Thousandths);
                Assert.True(
                    Math.Abs(one.Tax.ToDecimal() - Exact(one)) < unit,
                    $"{one.Tax} in {one.Gross}"
                );
            }
        );
        if (isPaid && receipt.Refunded == Money.Zero)
        {
            AddUp(receipt);
        }
    }

    private static void AddUp(BillReceipt receipt) =>
        Assert.Equal(
            receipt.Taxes,
            TaxDays.Sum(receipt.Payments.Items.SelectMany(one => one.Taxes.Items))
        );

    /// <summary>All that moved and all that is owed, in words.</summary>
    private static IEnumerable<string> Moved(Day day) =>
        [
            .. day
                .Facts.Select(fact =>
                    fact switch
                    {
                        PaymentProcessedFact f =>
                            $"{f.OrderId}: {f.Amount}, {f.Tip}, {f.Rounding}, receipt {f.ReceiptNumber}",
                        PaymentRefundedFact f =>
                            $"{f.OrderId}: {f.Amount} back, {f.Rounding}, receipt {f.ReceiptNumber}",
                        BillPaidFact f =>
                            $"{f.BillId}: {f.Payment.Amount}, {f.Payment.Rounding}, receipt {f.Payment.ReceiptNumber}",
                        BillClosedFact f => $"{f.BillId}: {f.To}, {f.Sums}",
                        _ => "",
                    }
                )
                .Where(text => text.Length > 0),
            .. Orders(day)
                .Select(order =>
                    $"{order.OrderId}: {order.Total}, {order.Due}, {order.KeptPrice}, {order.Payment.Kept}"
                ),
        ];

    private static IEnumerable<Order> Orders(Day day) =>
        day.Cafe.OpenOrders.Values.Concat(day.Cafe.ClosedOrders.ById.Values);

    private static decimal Exact(TaxAmount amount) =>
        amount.Gross.ToDecimal() * amount.Rate / (100m + amount.Rate);

    private static TaxAmount Tax(long net, long tax) => new(10m, new Money(net), new Money(tax));

    private static ReportProviderEvent ByCard(Order order) =>
        new(
            new ProviderEvent(
                "p:1",
                order.OrderId,
                ProviderEventKind.PaymentSucceeded,
                order.Total,
                Money.Zero,
                TransactionId: "pi_1",
                Provider: "p"
            )
        );

    private static BillReceipt Receipt(Day day, string billId)
    {
        var bill = day.Cafe.Bills.TryGet(billId, out var open)
            ? open
            : day.Cafe.ClosedBills.Items[billId];
        return BillReceipt.Of(
            bill,
            [.. bill.OrderIds.Items.Select(day.Cafe.Order).OfType<Order>()],
            Currencies.DecimalsOf(day.Cafe.Profile.Currency)
        );
    }

    /// <summary>The tax of the next closing, and of all days.</summary>
    private static void Counted(Day day, params TaxAmount[] taxes)
    {
        var expected = taxes.ToEquatableList();
        Assert.Equal(expected, ClosingReport.Of(day.Cafe, day.Now, Day.Maya.UserId).Sales.Taxes);
        Assert.Equal(
            expected,
            TaxDays.Sum(day.Cafe.Figures.Taxes.Days.Values.SelectMany(one => one.Items))
        );
    }
}
