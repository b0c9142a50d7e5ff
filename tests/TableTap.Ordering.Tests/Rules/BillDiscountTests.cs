using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Discounts of bills of several rounds, divided bills, and bills that ended (docs/protocol.md §5, "Discounts").</summary>
public class BillDiscountTests
{
    private readonly Day _day = new(
        DemoCafe.Profile with
        {
            Discounts = new([
                new("happy", "Happy hour", 20m, By: Role.Employee),
                new("coupon", "Coupon", Amount: new Money(100), By: Role.Employee),
            ]),
        }
    );

    private GivenDiscount Give(Actor actor, ApplyBillDiscount command)
    {
        var decision = _day.Try(actor, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return Assert.IsType<GivenDiscount>(decision.Result);
    }

    private static ApplyBillDiscount Percent(Order order, decimal percent, string? line = null) =>
        new(order.BillId!, new(Percent: percent, Reason: "waited"), line);

    private static ApplyBillDiscount Amount(Order order, long cents) =>
        new(order.BillId!, new(Amount: new Money(cents), Reason: "waited"));

    [Fact]
    public void An_order_whose_money_went_back_is_refunded_once_all_of_it_is_taken_off()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Bank, Day.OneEuro(order));
        Assert.Equal(order.Total, _day.Order(order.OrderId).Due);

        var given = Give(Day.Maya, Percent(order, 100m));

        var payment = _day.Order(order.OrderId).Payment;
        Assert.Equal(
            (PaymentStatus.Refunded, Money.Zero),
            (payment.Status, _day.Order(order.OrderId).Due)
        );
        Assert.Equal((new Money(100), new Money(100)), (payment.Captured, payment.Refunded));
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Maya,
            new RemoveDiscount(
                order.OrderId,
                Assert.Single(_day.Order(order.OrderId).Adjustments!.Discounts.Items).AppliedId,
                "x"
            )
        );
        Assert.Equal(order.Total, given.Off);
    }

    private Order Filled(params string[] items)
    {
        var order = _day.Billed(items);
        for (var count = 0; count < OrderAdjustments.MostDiscounts; count++)
        {
            _day.Do(
                Day.Maya,
                new ApplyDiscount(order.OrderId, new(Amount: new Money(1), Reason: "x"))
            );
        }

        return _day.Order(order.OrderId);
    }

    [Fact]
    public void A_percentage_leaves_orders_out_of_which_it_is_nothing()
    {
        var small = _day.Billed("latte");
        _day.Do(
            Day.Maya,
            new ApplyDiscount(small.OrderId, new(Amount: new Money(376), Reason: "x"))
        );
        var large = _day.Billed("club-sandwich");

        Assert.Equal(new Money(79), Give(Day.Maya, Percent(large, 10m)).Off);

        Assert.Equal(
            (1, 1),
            (
                _day.Order(small.OrderId).Adjustments!.Discounts.Count,
                _day.Order(large.OrderId).Adjustments!.Discounts.Count
            )
        );
        Assert.Equal(
            $"Nothing is left to take off {_day.Cafe.Bills.Items[large.BillId!].BillNumber}",
            _day.Refuse(RefusalCode.Conflict, Day.Maya, Percent(large, 0.001m)).Message
        );
    }

    [Fact]
    public void An_order_with_as_many_discounts_as_it_may_have_holds_up_no_other()
    {
        var full = Filled("club-sandwich");
        _day.Refuse(RefusalCode.TooMany, Day.Maya, Amount(full, 100));
        var other = _day.Billed("latte");

        Assert.Equal(new Money(100), Give(Day.Maya, Amount(full, 100)).Off);
        Assert.Equal(new Money(28), Give(Day.Maya, Percent(full, 10m)).Off);

        Assert.Equal(
            (full.Total, new Money(252)),
            (_day.Order(full.OrderId).Total, _day.Order(other.OrderId).Total)
        );
    }

    [Fact]
    public void A_percentage_with_a_name_is_given_to_each_round_once_and_an_amount_to_the_bill()
    {
        var first = _day.Billed("latte");
        Give(Day.Anna, new(first.BillId!, new("happy")));
        Give(Day.Anna, new(first.BillId!, new("coupon")));
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new ApplyBillDiscount(first.BillId!, new("happy"))
        );
        var second = _day.Billed("latte");

        Assert.Equal(new Money(76), Give(Day.Anna, new(first.BillId!, new("happy"))).Off);
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new ApplyBillDiscount(first.BillId!, new("coupon"))
        );

        Assert.Equal(
            (new Money(204), new Money(304)),
            (_day.Order(first.OrderId).Total, _day.Order(second.OrderId).Total)
        );
    }

    [Fact]
    public void Nothing_is_taken_back_once_the_bill_has_ended()
    {
        var order = _day.Billed("latte");
        var given = Give(Day.Maya, Percent(order, 100m));
        Assert.Equal(BillStatus.Paid, _day.Cafe.ClosedBills.Items[order.BillId!].Status);

        _day.Refuse(
            RefusalCode.Conflict,
            Day.Maya,
            new RemoveDiscount(order.OrderId, given.AppliedId, "a mistake")
        );

        Assert.Equal(
            Money.Zero,
            BillSums.Of(_day.Cafe, _day.Cafe.ClosedBills.Items[order.BillId!]).Due
        );
    }

    [Fact]
    public void A_divided_bill_is_to_be_divided_again_where_something_is_taken_off_or_taken_back()
    {
        var order = _day.Billed("latte", "croissant");
        SplitBill split = new(
            order.BillId!,
            Parts: [new([order.Lines[0].LineId]), new([order.Lines[1].LineId])]
        );
        _day.Do(Day.Anna, split);
        var version = _day.Cafe.Bills.Items[order.BillId!].Version;

        var given = Give(Day.Maya, Percent(order, 100m, order.Lines[1].LineId));

        var bill = _day.Cafe.Bills.Items[order.BillId!];
        Assert.Equal((0, version + 1), (bill.Parts.Count, bill.Version));
        _day.Refuse(RefusalCode.ValidationFailed, Day.Anna, split);
        _day.Do(Day.Anna, new SplitBill(order.BillId!, 2));
        _day.Do(Day.Maya, new RemoveBillDiscount(order.BillId!, given.AppliedId, "a mistake"));
        Assert.Empty(_day.Cafe.Bills.Items[order.BillId!].Parts.Items);
    }
}
