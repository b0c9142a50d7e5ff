using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Bills are divided and paid, and every cent is somewhere (docs/protocol.md §5, "Bills").</summary>
public class BillPayingTests
{
    private readonly Day _day = new();

    private static BillSums Sums(Day day, string billId) =>
        BillSums.Of(
            day.Cafe,
            day.Cafe.Bills.TryGet(billId, out var open) ? open : day.Cafe.ClosedBills.Items[billId]
        );

    private EquatableList<BillPart> Split(SplitBill command) =>
        Assert.IsType<DividedBill>(_day.Try(Day.Anna, command).Result).Parts;

    private PaidBill Pay(PayBill command)
    {
        var decision = _day.Try(Day.Anna, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return Assert.IsType<PaidBill>(decision.Result);
    }

    [Fact]
    public void A_card_payment_that_was_too_little_and_went_back_leaves_all_of_it_due()
    {
        _day.Do(Day.Anna, new OpenBill("1"));
        var order = _day.Place(Day.Guest, Day.AtTable("1", "latte") with { OnBill = true });

        _day.Do(Day.Bank, Day.OneEuro(order));

        Assert.Equal(order.Total, BillSums.DueOf(_day.Order(order.OrderId)));
        Pay(new(order.BillId!, PaymentMethod.Cash, order.Total));
        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Kept);
        Assert.Empty(_day.Cafe.Bills.Items);
    }

    [Fact]
    public void One_payment_pays_all_rounds_with_one_receipt_and_change()
    {
        var day = new Day(DemoCafe.Profile with { Tax = new([new("all", "All", 21m)]) });
        var first = day.Billed("latte");
        var second = day.Billed("croissant");

        var paid = Assert.IsType<PaidBill>(
            day.Try(
                Day.Anna,
                new PayBill(
                    first.BillId!,
                    PaymentMethod.Cash,
                    first.Total + second.Total,
                    new Money(80),
                    Tendered: new Money(2000)
                )
            ).Result
        );

        Assert.Equal((Money.Zero, 1L), (paid.Due, paid.ReceiptNumber));
        Assert.Equal(new Money(2000) - first.Total - second.Total - new Money(80), paid.Change);
        Assert.Equal(
            (PaymentStatus.Paid, PaymentStatus.Paid),
            (day.Order(first.OrderId).Payment.Status, day.Order(second.OrderId).Payment.Status)
        );
        Assert.Equal(
            [1L, 1L],
            day.Facts.OfType<PaymentProcessedFact>().Select(one => one.ReceiptNumber!.Value)
        );
        Assert.Equal(new Money(80), day.Order(first.OrderId).Payment.Tip);
        var bill = Assert.Single(day.Cafe.ClosedBills.Values);
        Assert.Equal(
            (BillStatus.Paid, paid.PaymentId),
            (bill.Status, Assert.Single(bill.Payments.Items).PaymentId)
        );
    }

    [Fact]
    public void In_equal_ways_nobody_pays_a_cent_more_than_it_must_be()
    {
        var order = _day.Billed("latte", "latte", "croissant");
        Assert.Equal(new Money(1000), order.Total);

        var parts = Split(new SplitBill(order.BillId!, 3));

        Assert.Equal(["3.33", "3.34", "3.33"], parts.Items.Select(part => part.Amount.ToString()));
        foreach (var part in parts)
        {
            _day.Refuse(
                RefusalCode.ValidationFailed,
                Day.Anna,
                new PayBill(order.BillId!, PaymentMethod.Cash, new Money(300), PartId: part.PartId)
            );
            Pay(new(order.BillId!, PaymentMethod.Cash, part.Amount, PartId: part.PartId));
        }

        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
        Assert.Equal(0, _day.Cafe.Bills.Count);
    }

    [Fact]
    public void By_lines_each_pays_their_own_and_the_rest_is_left()
    {
        var first = _day.Billed("latte", "croissant");
        var second = _day.Billed("club-sandwich");
        var parts = Split(
            new SplitBill(
                first.BillId!,
                Parts: [new([first.Lines[1].LineId, second.Lines[0].LineId], "Gus")]
            )
        );
        var part = Assert.Single(parts.Items);
        Assert.Equal((new Money(240 + 790), "Gus"), (part.Amount, part.Name));

        Pay(
            new(
                first.BillId!,
                PaymentMethod.Card,
                part.Amount,
                PartId: part.PartId,
                Reference: "T-1"
            )
        );

        Assert.Equal(PaymentStatus.Paid, _day.Order(second.OrderId).Payment.Status);
        Assert.Equal(new Money(240), _day.Order(first.OrderId).Payment.Captured);
        Assert.Equal(PaymentStatus.Pending, _day.Order(first.OrderId).Payment.Status);
        Assert.Equal(new Money(380), Sums(_day, first.BillId!).Due);
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new PayBill(first.BillId!, PaymentMethod.Cash, part.Amount, PartId: part.PartId)
        );
    }

    [Fact]
    public void A_line_is_in_one_part_and_on_the_bill()
    {
        var order = _day.Billed("latte", "croissant");
        var line = order.Lines[0].LineId;

        Assert.Equal(
            [
                "parts[0].lineIds[1]: is in a part already",
                "parts[1].lineIds[0]: is no line of this bill",
                "parts[1].lineIds: nothing of them is due",
            ],
            _day.Refuse(
                    RefusalCode.ValidationFailed,
                    Day.Anna,
                    new SplitBill(order.BillId!, Parts: [new([line, line]), new(["none"])])
                )
                .Details.Items.Select(one => one.ToString())
        );
    }

    [Fact]
    public void Once_more_in_one_way_is_not_divided()
    {
        var order = _day.Billed("latte");
        Split(new SplitBill(order.BillId!, 2));

        Assert.Empty(Split(new SplitBill(order.BillId!, 1)).Items);

        Assert.Empty(Assert.Single(_day.Cafe.Bills.Values).Parts.Items);
    }

    [Fact]
    public void Any_amount_is_paid_up_to_what_is_due()
    {
        var order = _day.Billed("latte");
        Assert.Equal(
            new Money(280),
            Pay(new(order.BillId!, PaymentMethod.Cash, new Money(100))).Due
        );

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Cash, new Money(281))
        );

        Assert.True(_day.Order(order.OrderId).IsPaidInParts);
        Assert.Equal(Money.Zero, Pay(new(order.BillId!, PaymentMethod.Cash, new Money(280))).Due);
        Assert.False(_day.Order(order.OrderId).IsPaidInParts);
    }

    [Fact]
    public void What_an_order_on_a_bill_costs_is_paid_with_the_bill()
    {
        var order = _day.Billed("latte");

        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total)
        );
    }

    [Fact]
    public void A_voided_line_is_due_no_more_and_what_was_paid_too_much_goes_back()
    {
        var order = _day.Billed("latte", "croissant");
        Pay(new(order.BillId!, PaymentMethod.Cash, new Money(300)));

        _day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );

        Assert.Equal(
            new BillSums(new Money(240), new Money(240), Money.Zero),
            Sums(_day, order.BillId!)
        );
        Assert.Equal(new Money(60), _day.Order(order.OrderId).Payment.Refunded);
        Assert.Equal(BillStatus.Paid, Assert.Single(_day.Cafe.ClosedBills.Values).Status);
    }

    [Fact]
    public void What_goes_back_of_an_order_that_is_not_paid_is_due_again()
    {
        var order = _day.Billed("latte");
        Pay(new(order.BillId!, PaymentMethod.Cash, new Money(200)));

        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(150), "wrong table"));

        Assert.Equal(
            new BillSums(order.Total, new Money(50), new Money(330)),
            Sums(_day, order.BillId!)
        );
        Pay(new(order.BillId!, PaymentMethod.Cash, new Money(330)));
        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void What_goes_back_of_an_order_that_is_paid_is_not()
    {
        var first = _day.Billed("latte");
        _day.Billed("croissant");
        Pay(new(first.BillId!, PaymentMethod.Cash, first.Total));

        _day.Do(Day.Maya, new IssueRefund(first.OrderId, new Money(100), "cold"));

        Assert.Equal(new Money(240), Sums(_day, first.BillId!).Due);
    }

    [Fact]
    public void A_cancelled_order_leaves_its_bill_and_its_money_goes_back()
    {
        var order = _day.Billed("latte");
        _day.Billed("croissant");
        Pay(new(order.BillId!, PaymentMethod.Cash, new Money(200)));

        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(
            new BillSums(new Money(240), Money.Zero, new Money(240)),
            Sums(_day, order.BillId!)
        );
        Assert.Equal(PaymentStatus.Refunded, _day.Order(order.OrderId).Payment.Status);
    }

    [Theory]
    [InlineData(PaymentMethod.Card, null, null, "reference: is needed")]
    [InlineData(PaymentMethod.Card, "T-1", 500, "tendered: only cash is handed over")]
    [InlineData(PaymentMethod.Cash, "T-1", null, "reference: cash has none")]
    [InlineData(PaymentMethod.Cash, null, 379, "tendered: at least the amount and the tip")]
    public void What_does_not_go_with_the_method_is_refused(
        PaymentMethod method,
        string? reference,
        int? tendered,
        string problem
    )
    {
        var order = _day.Billed("latte");

        Assert.Equal(
            problem,
            Assert
                .Single(
                    _day.Refuse(
                        RefusalCode.ValidationFailed,
                        Day.Anna,
                        new PayBill(
                            order.BillId!,
                            method,
                            order.Total,
                            Reference: reference,
                            Tendered: tendered is { } cents ? new Money(cents) : null
                        )
                    ).Details.Items
                )
                .ToString()
        );
    }

    /// <summary>Any orders, taxes, splits, part payments, voids, cancels and refunds in any order.</summary>
    [Fact]
    [Trait("Lines", "reached")]
    public void What_was_paid_is_kept_and_given_back_and_what_is_due_is_the_rest() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9_999])
            .Array[5, 40]
            .Sample(
                (steps) =>
                {
                    var taxed = steps[0].Item2 % 3;
                    var day = new Day(
                        DemoCafe.Profile with
                        {
                            Tax =
                                taxed == 0
                                    ? null
                                    : new(
                                        [new("all", "All", 9.975m, 5m)],
                                        taxed == 1,
                                        (TaxRounding)(steps[0].Item2 / 3 % (taxed == 1 ? 3 : 2))
                                    ),
                        }
                    );
                    var till = Money.Zero;
                    foreach (var (kind, choice) in steps)
                    {
                        till += Step(day, kind, choice);
                        Conserved(day, till);
                    }
                },
                iter: 300,
                threads: 1
            );

    private static Money Step(Day day, int kind, int choice)
    {
        var menu = DemoCafe.Profile.Menu;
        var bills = day.Cafe.Bills.Values.ToList();
        var bill = bills.Count == 0 ? null : bills[choice % bills.Count];
        var orders = day.Cafe.OpenOrders.Values.ToList();
        var order = orders.Count == 0 ? null : orders[choice % orders.Count];
        if (kind < 4 || bill is null || order is null)
        {
            var item = menu[choice % menu.Count];
            day.Try(
                Day.Anna,
                Day.AtTable("1") with
                {
                    TableNumber = $"{1 + choice % 2}",
                    OnBill = true,
                    Items =
                    [
                        new(
                            item.ItemId,
                            1 + choice % 3,
                            Options: Chosen.Of(DemoCafe.Profile, item, choice)
                        ),
                        new("croissant", 1),
                    ],
                }
            );
            return Money.Zero;
        }

        var due = BillSums.Of(day.Cafe, bill).Due;
        switch (kind)
        {
            case 4:
                day.Try(Day.Anna, new SplitBill(bill.BillId, 1 + choice % 4));
                return Money.Zero;
            case 5:
                day.Try(
                    Day.Anna,
                    new SplitBill(
                        bill.BillId,
                        Parts: [new([day.Cafe.Order(bill.OrderIds[0])!.Lines[choice % 2].LineId])]
                    )
                );
                return Money.Zero;
            case 6 when choice % 3 == 0:
                day.Try(
                    Day.Maya,
                    new UpdateOrderItem(
                        order.OrderId,
                        order.Lines[choice % 2].LineId,
                        LineStatus.Voided
                    )
                );
                return Money.Zero;
            case 6 when choice % 3 == 1:
                day.Try(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
                return Money.Zero;
            case 6:
                day.Try(
                    Day.Maya,
                    new IssueRefund(order.OrderId, new Money(1 + choice % 300), "sorry")
                );
                return Money.Zero;
            case 7:
                day.Try(Day.Anna, new UpdateBill(bill.BillId, MergeInto: bills[^1].BillId));
                return Money.Zero;
            default:
                var part = bill.Parts.Items.FirstOrDefault(one => !one.IsPaid);
                var amount = part is not null
                    ? part.Amount < due
                        ? part.Amount
                        : due
                    : choice % 2 == 0
                        ? due
                        : new Money(1 + choice % 500);
                var tip = new Money(choice % 7);
                var paid = day.Try(
                    Day.Anna,
                    new PayBill(bill.BillId, PaymentMethod.Cash, amount, tip, part?.PartId)
                );
                return paid.IsAccepted ? amount + tip : Money.Zero;
        }
    }

    private static void Conserved(Day day, Money till)
    {
        var orders = day.Cafe.OpenOrders.Values.Concat(day.Cafe.ClosedOrders.ById.Values).ToList();
        Assert.Equal(
            till.Thousandths,
            orders.Sum(order => (order.Payment.Refundable + order.Payment.Refunded).Thousandths)
        );
        Assert.All(
            orders,
            order =>
            {
                Assert.True(order.Payment.Kept <= order.Total);
                Assert.Equal(
                    order.Tax is null ? Money.Zero : order.Payment.Kept,
                    OrderTax.Total(order.KeptTaxes)
                );
            }
        );
        Assert.Equal(
            orders
                .Where(order => order.Tax is not null)
                .Sum(order => order.Payment.Kept.Thousandths),
            day.Cafe.Figures.Taxes.Days.Values.Sum(one =>
                one.Items.Sum(rate => rate.Gross.Thousandths)
            )
        );
        foreach (var bill in day.Cafe.Bills.Values)
        {
            var own = bill.OrderIds.Items.Select(id => day.Cafe.Order(id)!).ToList();
            var sums = BillSums.Of(day.Cafe, bill);
            var givenBack = own.Where(order => BillSums.DueOf(order) == Money.Zero)
                .Sum(order => (BillSums.TotalOf(order) - order.Payment.Kept).Thousandths);
            Assert.Equal(
                sums.Total.Thousandths,
                sums.Paid.Thousandths + sums.Due.Thousandths + givenBack
            );
            Assert.True(
                bill.Parts.Items.Where(part => !part.IsPaid).All(part => part.Amount.IsPositive)
            );
        }
    }
}
