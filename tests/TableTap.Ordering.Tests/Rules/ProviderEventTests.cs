using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>A provider's events repeat and come in any order.</summary>
public class ProviderEventTests
{
    private readonly Day _day = new();

    [Fact]
    public void A_failure_says_why_and_until_when_to_try_again()
    {
        var order = _day.Pending("latte");

        var failed = Assert.IsType<PaymentAttemptFailedFact>(
            Assert.Single(_day.Do(Day.Bank, _day.Failure(order)))
        );
        Assert.Equal(
            ("insufficient_funds", 1, order.Payment.ExpiresAt),
            (failed.Reason, failed.Failures, failed.ExpiresAt)
        );

        var unnamed = _day.Do(Day.Bank, _day.Failure(order) with { Reason = null })
            .OfType<PaymentAttemptFailedFact>()
            .Single();
        Assert.Equal("declined", unnamed.Reason);
        Assert.Null(
            _day.Do(Day.Bank, _day.Failure(order))
                .OfType<PaymentAttemptFailedFact>()
                .Single()
                .ExpiresAt
        );
    }

    [Fact]
    public void A_failure_then_a_success_pays()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Bank, _day.Failure(order));

        _day.Pay(order);

        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void Failures_never_cancel_an_order_that_was_trusted()
    {
        var order = _day.Place(
            Day.Guest,
            Day.AtTable("1", "latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Moved(order, OrderStatus.Confirmed, Day.Anna);

        for (var tries = 0; tries < 4; tries++)
        {
            _day.Do(Day.Bank, _day.Failure(order));
        }

        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void The_provider_may_say_that_it_works_on_it()
    {
        var order = _day.Pending("latte");

        Assert.IsType<PaymentStartedFact>(Assert.Single(_day.Do(Day.Bank, _day.Processing(order))));
        Assert.Equal(PaymentStatus.Processing, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void What_comes_after_the_money_or_after_the_end_is_only_noted()
    {
        var paid = _day.Confirmed("latte");
        var cancelled = _day.Cancelled("latte");

        foreach (var order in new[] { paid, cancelled })
        {
            foreach (
                CafeCommand late in new CafeCommand[]
                {
                    _day.Failure(order),
                    _day.Processing(order),
                }
            )
            {
                Assert.IsType<PaymentEventRecordedFact>(Assert.Single(_day.Do(Day.Bank, late)));
                Assert.Equal(
                    (order.Status, order.Payment.Status),
                    (_day.Order(order.OrderId).Status, _day.Order(order.OrderId).Payment.Status)
                );
            }
        }
    }

    [Fact]
    public void A_success_after_the_cancellation_goes_back_at_once()
    {
        var order = _day.Pending("latte");
        _day.Live(16);

        var facts = _day.Do(Day.Bank, _day.Success(order) with { Tip = new Money(20) });

        Assert.Equal(new Money(400), Assert.IsType<PaymentProcessedFact>(facts[0]).Amount);
        var refund = Assert.IsType<PaymentRefundedFact>(facts[1]);
        Assert.Equal(
            (new Money(400), new Money(400), PaymentStatus.Refunded, "order_cancelled", "system"),
            (refund.Amount, refund.TotalRefunded, refund.Status, refund.Reason, refund.By)
        );
        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_second_success_goes_back_and_leaves_the_order_paid()
    {
        var order = _day.Confirmed("latte");

        var facts = _day.Do(Day.Bank, _day.Success(order));

        Assert.Equal(
            ("paid_twice", PaymentStatus.Paid),
            (((PaymentRefundedFact)facts[1]).Reason, ((PaymentRefundedFact)facts[1]).Status)
        );
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Refundable);
    }

    [Fact]
    public void A_late_success_of_a_completed_order_pays_it()
    {
        var order = _day.Place(
            Day.Guest,
            Day.AtTable("1", "latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        foreach (
            var step in new[]
            {
                OrderStatus.Confirmed,
                OrderStatus.Preparing,
                OrderStatus.Ready,
                OrderStatus.Completed,
            }
        )
        {
            _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, step));
        }

        Assert.Single(_day.Pay(order));
        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void The_time_to_pay_ends_only_by_the_cafés_own_timer_and_only_in_time()
    {
        var order = _day.Pending("latte");

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, new ExpirePayment(order.OrderId));
        _day.Refuse(RefusalCode.NotFound, Actor.System, new ExpirePayment("nope"));
        Assert.Empty(_day.Do(Actor.System, new ExpirePayment(order.OrderId)));
        _day.Pay(order);
        _day.Live(60);
        Assert.Empty(_day.Do(Actor.System, new ExpirePayment(order.OrderId)));
    }
}
