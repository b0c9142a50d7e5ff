using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class CancellingTests
{
    private readonly Day _day = new();

    [Fact]
    public void Before_anything_is_made_all_of_it_goes_back()
    {
        var order = _day.Confirmed("latte");

        var refusal = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.Other, RefundAmount: new Money(1))
        );
        Assert.Equal(
            new FieldProblem("refundAmount", "here all of 3.80 goes back"),
            Assert.Single(refusal.Details.Items)
        );
        _day.Do(
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.Other, RefundAmount: order.Total)
        );
    }

    [Fact]
    public void When_the_café_is_at_fault_all_of_it_goes_back()
    {
        var order = _day.Preparing("latte");

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.ItemUnavailable, RefundAmount: Money.Zero)
        );
        _day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.ItemUnavailable));
        Assert.Equal(PaymentStatus.Refunded, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void While_it_is_made_all_goes_back_unless_the_manager_says_otherwise()
    {
        var all = _day.Preparing("latte");
        var none = _day.Preparing("latte");

        _day.Do(Day.Maya, new CancelOrder(all.OrderId, CancelReason.CustomerRequest));
        _day.Do(
            Day.Maya,
            new CancelOrder(none.OrderId, CancelReason.CustomerRequest, RefundAmount: Money.Zero)
        );

        Assert.Equal(PaymentStatus.Refunded, _day.Order(all.OrderId).Payment.Status);
        Assert.Equal(PaymentStatus.Paid, _day.Order(none.OrderId).Payment.Status);
    }

    [Fact]
    public void The_refund_is_a_managers_choice_and_has_its_bounds()
    {
        var order = _day.Preparing("latte");

        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new CancelOrder(order.OrderId, CancelReason.ItemUnavailable, RefundAmount: new Money(1))
        );
        _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.Other, RefundAmount: new Money(381))
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.Other, RefundAmount: new Money(-1))
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.Other, new string('x', 501))
        );
    }

    [Fact]
    public void An_unpaid_order_has_nothing_to_give_back()
    {
        var order = _day.Place(
            Day.Guest,
            Day.AtTable("1", "latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Moved(order, OrderStatus.Confirmed, Day.Anna);

        var cancelled = Assert.IsType<OrderCancelledFact>(
            Assert.Single(
                _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest))
            )
        );

        Assert.False(cancelled.RefundRequired);
    }

    [Theory]
    [InlineData(CancelReason.CustomerRequest, "customer_request")]
    [InlineData(CancelReason.ItemUnavailable, "item_unavailable")]
    [InlineData(CancelReason.PaymentFailed, "payment_failed")]
    [InlineData(CancelReason.NotConfirmed, "not_confirmed")]
    [InlineData(CancelReason.Uncollected, "uncollected")]
    [InlineData(CancelReason.Other, "other")]
    public void Every_reason_has_a_word_and_a_text(CancelReason reason, string word)
    {
        var order = _day.Confirmed("latte");

        _day.Do(Day.Maya, new CancelOrder(order.OrderId, reason));

        Assert.Equal(word, _day.Facts.OfType<PaymentRefundedFact>().Single().Reason);
        Assert.Equal(reason.GuestText, _day.Facts.OfType<OrderCancelledFact>().Single().Message);
        Assert.Equal(
            6,
            Enum.GetValues<CancelReason>().Select(one => one.GuestText).Distinct().Count()
        );
    }
}
