using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>
/// Bills, splits, discounts, comps, taxes, service charge, rounding, refunds and cancellations in any order, in currencies with none, two and
/// three decimals: every minor unit is somewhere (docs/protocol.md §5).
/// </summary>
public class PricePropertyTests
{
    private static readonly (string Currency, long Latte, long Step)[] Currency =
    [
        ("EUR", 3_330, 50),
        ("JPY", 333_000, 10_000),
        ("KWD", 1_255, 10),
    ];

    [Fact]
    [Trait("Lines", "reached")]
    public void Every_minor_unit_is_somewhere_whatever_was_taken_off_added_and_rounded() =>
        Gen.Select(Gen.Int[0, 13], Gen.Int[0, 9_999])
            .Array[5, 35]
            .Sample(
                steps =>
                {
                    var day = new Day(Cafe(steps[0].Item2));
                    var till = Money.Zero;
                    foreach (var (kind, choice) in steps)
                    {
                        till += Step(day, kind, choice);
                        Conserved(day, till);
                        CafeTimers.Next(day.Cafe);
                    }

                    // Asked again and again, it is what one says who asks for the first time.
                    Assert.Equal(
                        CafeTimers.Next(
                            day.Facts.Aggregate(
                                Ordering.State.Cafe.Empty(DemoCafe.Id),
                                CafeApply.Apply
                            )
                        ),
                        CafeTimers.Next(day.Cafe)
                    );
                },
                iter: 250,
                threads: 1
            );

    private static CafeProfile Cafe(int choice)
    {
        var (currency, latte, step) = Currency[choice % 3];
        return CurrencyTests.Profile(currency, latte) with
        {
            Tax =
                choice / 3 % 3 == 0
                    ? null
                    : new(
                        [new("all", "All", 9.975m, 5m), new("service", "Service", 21m)],
                        choice / 3 % 3 == 1,
                        (TaxRounding)(choice / 9 % (choice / 3 % 3 == 1 ? 3 : 2))
                    ),
            ServiceCharge =
                choice / 18 % 2 == 0
                    ? null
                    : new(12.5m, TaxClassId: choice / 3 % 3 == 0 ? null : "service"),
            Limits = DemoCafe.Profile.Limits with { DayCutOff = TimeSpan.FromHours(4) },
            CashRounding = choice / 36 % 2 == 0 ? null : Money.OfThousandths(step),
            Discounts = new(EmployeePercent: 30m, EmployeeComps: true),
        };
    }

    private static Money Step(Day day, int kind, int choice)
    {
        var unit = Unit(day);
        var bills = day.Cafe.Bills.Values.ToList();
        var bill = bills.Count == 0 ? null : bills[choice % bills.Count];
        var orders = day.Cafe.OpenOrders.Values.ToList();
        var order = orders.Count == 0 ? null : orders[choice % orders.Count];
        if (kind < 3 || bill is null || order is null)
        {
            day.Try(
                Day.Anna,
                Day.AtTable("1", "croissant") with
                {
                    TableNumber = $"{1 + choice % 2}",
                    OnBill = true,
                    Items = [new("latte", 1 + choice % 3), new("croissant", 1)],
                }
            );
            return Money.Zero;
        }

        var line = order.Lines[choice % 2].LineId;
        var discount = (choice % 4) switch
        {
            0 => new NewDiscount(Percent: 100m, Reason: "x"),
            1 => new NewDiscount(Percent: 1 + choice % 77 + 0.125m, Reason: "x"),
            _ => new NewDiscount(Amount: unit * (1 + choice % 700), Reason: "x"),
        };
        var who = choice % 5 == 0 ? Day.Anna : Day.Maya;
        switch (kind)
        {
            case 3:
                day.Try(who, new ApplyDiscount(order.OrderId, discount, line));
                return Money.Zero;
            case 4:
                day.Try(who, new ApplyDiscount(order.OrderId, discount));
                return Money.Zero;
            case 5:
                day.Try(who, new ApplyBillDiscount(bill.BillId, discount));
                return Money.Zero;
            case 6:
                var given = order.Adjustments?.Discounts.Items.FirstOrDefault()?.AppliedId;
                day.Try(
                    who,
                    choice % 2 == 0
                        ? new RemoveDiscount(order.OrderId, given ?? "none", "x")
                        : new RemoveBillDiscount(bill.BillId, given ?? "none", "x")
                );
                return Money.Zero;
            case 7:
                day.Try(
                    Day.Maya,
                    choice % 3 == 0
                        ? new RemoveBillServiceCharge(bill.BillId, "x")
                        : new RemoveServiceCharge(order.OrderId, "x")
                );
                return Money.Zero;
            case 8:
                day.Try(Day.Anna, new SplitBill(bill.BillId, 1 + choice % 4));
                return Money.Zero;
            case 9:
                day.Try(Day.Maya, new UpdateOrderItem(order.OrderId, line, LineStatus.Voided));
                return Money.Zero;
            case 10 when choice % 2 == 0:
                day.Try(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
                return Money.Zero;
            case 10:
                day.Try(
                    Day.Maya,
                    new IssueRefund(order.OrderId, unit * (1 + choice % 900), "sorry")
                );
                return Money.Zero;
            default:
                return Pay(day, bill, choice, unit);
        }
    }

    private static Money Pay(Day day, Bill bill, int choice, Money unit)
    {
        var due = BillSums.Of(day.Cafe, bill).Due;
        var part = bill.Parts.Items.FirstOrDefault(one => !one.IsPaid);
        var asked =
            part is null ? due
            : part.Amount < due ? part.Amount
            : due;
        var isCash = choice % 3 > 0;
        var all = isCash ? day.Cafe.Profile.InCash(asked) : asked;
        var some = unit * (5 * (1 + choice % 90));
        var amount = choice % 4 < 3 ? all : some;
        var tip = unit * (choice % 7);
        var paid = day.Try(
            Day.Anna,
            new PayBill(
                bill.BillId,
                isCash ? PaymentMethod.Cash : PaymentMethod.Card,
                amount,
                tip,
                part?.PartId,
                isCash ? null : "T-1"
            )
        );
        Assert.True(
            paid.IsAccepted || amount != all || !due.IsPositive || !all.IsPositive && asked < due,
            $"what is due is taken: {paid.Refusal}"
        );
        return paid.IsAccepted ? amount + tip : Money.Zero;
    }

    private static Money Unit(Day day) =>
        Money.OfThousandths(
            Currencies.DecimalsOf(day.Cafe.Profile.Currency) switch
            {
                0 => 1_000,
                2 => 10,
                _ => 1,
            }
        );

    private static void Conserved(Day day, Money till)
    {
        var unit = Unit(day).Thousandths;
        var orders = day.Cafe.OpenOrders.Values.Concat(day.Cafe.ClosedOrders.ById.Values).ToList();
        Assert.Equal(
            till.Thousandths,
            orders.Sum(order => (order.Payment.Refundable + order.Payment.Refunded).Thousandths)
        );
        Assert.Equal(
            till.Thousandths,
            day.Facts.OfType<PaymentProcessedFact>()
                .Sum(paid => (paid.Amount + paid.Tip).Thousandths)
        );
        Assert.All(orders, order => Adds(order, unit));
        Assert.Equal(
            orders.Where(order => order.Tax is not null).Sum(order => order.KeptPrice.Thousandths),
            day.Cafe.Figures.Taxes.Days.Values.Sum(one =>
                one.Items.Sum(rate => rate.Gross.Thousandths)
            )
        );
        Assert.Equal(
            orders.Sum(order => (order.Adjustments?.Rounding ?? default).Thousandths),
            day.Facts.OfType<PaymentProcessedFact>()
                .Sum(paid => (paid.Rounding ?? default).Thousandths)
                + day.Facts.OfType<PaymentRefundedFact>()
                    .Sum(back => (back.Rounding ?? default).Thousandths)
        );

        foreach (var bill in day.Cafe.Bills.Values.Concat(day.Cafe.ClosedBills.Values))
        {
            Sums(day, bill);
        }

        if (day.Cafe.Profile.CashRounding is { } step)
        {
            Assert.All(
                day.Facts.OfType<BillPaidFact>()
                    .Where(paid => paid.Payment.Method == PaymentMethod.Cash),
                paid => Assert.Equal(0, paid.Payment.Amount.Thousandths % step.Thousandths)
            );
        }
    }

    /// <summary>The figures of an order are its price, and what it keeps is no more.</summary>
    private static void Adds(Order order, long unit)
    {
        var price = order.Price;
        var lines = order.LiveLines.ToList();
        var listed = lines.Aggregate(Money.Zero, (sum, line) => sum + line.Price);
        var left = lines.Aggregate(Money.Zero, (sum, line) => sum + price.OfLine(line.LineId));
        var tax = price.Taxes.Items.Aggregate(Money.Zero, (sum, one) => sum + one.Tax);
        Assert.Equal(listed - price.Discount - price.Comp, left);
        Assert.All(
            lines,
            line => Assert.InRange(price.OfLine(line.LineId).Thousandths, 0, line.Price.Thousandths)
        );
        Assert.Equal(
            left
                + price.ServiceCharge
                + (order.Tax is { Included: false } ? tax : Money.Zero)
                + price.Rounding,
            order.Total
        );
        Assert.Equal(order.Taxes, price.Taxes);
        Assert.Equal(
            price.Discount + price.Comp,
            (order.Adjustments?.Discounts.Items ?? []).Aggregate(
                Money.Zero,
                (sum, one) => sum + price.Off(one.AppliedId)
            )
        );
        Assert.Equal(0, order.Total.Thousandths % unit);
        Assert.All(
            price.Taxes.Items,
            one => Assert.Equal(0, one.Net.Thousandths % unit + one.Tax.Thousandths % unit)
        );
        Assert.True(order.Total >= Money.Zero);
        Assert.True(
            order.Payment.Kept >= Money.Zero && order.Payment.Kept <= order.Total,
            $"{order.Payment.Kept} is kept of {order.Total}"
        );
        if (order.Tax is not null)
        {
            Assert.Equal(order.KeptPrice, OrderTax.Total(order.KeptTaxes));
        }
    }

    /// <summary>A bill comes to what its orders do, also after its end, and what is not paid or given back is due.</summary>
    private static void Sums(Day day, Bill bill)
    {
        var own = bill.OrderIds.Items.Select(id => day.Cafe.Order(id)!).ToList();
        var sums = BillSums.Of(day.Cafe, bill);
        Assert.Equal(
            own.Aggregate(default(BillSums), (sum, order) => sum + BillSums.Of(order)),
            sums
        );
        var givenBack = own.Where(order => BillSums.DueOf(order) == Money.Zero)
            .Sum(order => (BillSums.TotalOf(order) - order.Payment.Kept).Thousandths);
        Assert.Equal(
            sums.Total.Thousandths,
            sums.Paid.Thousandths + sums.Due.Thousandths + givenBack
        );
    }
}
