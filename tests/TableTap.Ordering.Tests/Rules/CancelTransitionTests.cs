using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>One test per row of the table in docs/protocol.md §5 that ends in cancelled.</summary>
public class CancelTransitionTests
{
    private readonly Day _day = new();

    public static TheoryData<string> StaffAndOwner => ["guest", "anna", "ben", "maya", "ada"];

    [Theory]
    [MemberData(nameof(StaffAndOwner))]
    public void Pending_becomes_cancelled_by_its_owner_and_by_the_staff(string who)
    {
        var order = _day.Pending("latte");

        var cancelled = Assert.IsType<OrderCancelledFact>(
            Assert.Single(
                _day.Do(
                    Day.Named(who),
                    new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
                )
            )
        );

        Assert.Equal(
            (OrderStatus.Pending, false, Money.Zero),
            (cancelled.From, cancelled.RefundRequired, cancelled.RefundAmount)
        );
    }

    [Fact]
    public void Pending_becomes_cancelled_by_the_system_when_the_payment_expires()
    {
        var order = _day.Pending("latte");

        _day.Live(14.9);
        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        _day.Live(0.2);

        var cancelled = _day.Facts.OfType<OrderCancelledFact>().Single();
        Assert.Equal((CancelReason.PaymentFailed, "system"), (cancelled.Reason, cancelled.By));
        Assert.Equal(order.CreatedAt.AddMinutes(15), cancelled.At);
    }

    [Fact]
    public void Pending_becomes_cancelled_by_the_system_when_the_payment_fails_three_times()
    {
        var order = _day.Pending("latte");

        _day.Do(Day.Bank, _day.Failure(order));
        _day.Do(Day.Bank, _day.Failure(order));
        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        _day.Do(Day.Bank, _day.Failure(order));

        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
        Assert.Equal("system", _day.Facts.OfType<OrderCancelledFact>().Single().By);
    }

    [Fact]
    public void Confirmed_becomes_cancelled_by_its_owner_with_all_the_money_back()
    {
        var order = _day.Confirmed("latte");

        var facts = _day.Do(
            Day.Guest,
            new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
        );

        Assert.Collection(
            facts,
            fact =>
                Assert.Equal(
                    (true, order.Total),
                    (
                        ((OrderCancelledFact)fact).RefundRequired,
                        ((OrderCancelledFact)fact).RefundAmount
                    )
                ),
            fact =>
                Assert.Equal(
                    (order.Total, PaymentStatus.Refunded),
                    (((PaymentRefundedFact)fact).Amount, ((PaymentRefundedFact)fact).Status)
                )
        );
    }

    [Fact]
    public void Confirmed_becomes_cancelled_by_an_employee_and_by_a_manager()
    {
        foreach (var actor in new[] { Day.Ben, Day.Maya })
        {
            var order = _day.Confirmed("latte");

            _day.Do(
                actor,
                new CancelOrder(
                    order.OrderId,
                    CancelReason.ItemUnavailable,
                    "Espresso machine out of order"
                )
            );

            Assert.Equal(
                "Espresso machine out of order",
                _day.Facts.OfType<OrderCancelledFact>().Last().Message
            );
            Assert.Equal(PaymentStatus.Refunded, _day.Order(order.OrderId).Payment.Status);
        }
    }

    [Fact]
    public void Preparing_is_not_cancelled_by_its_owner()
    {
        var order = _day.Preparing("latte");

        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
        );
    }

    [Fact]
    public void Preparing_becomes_cancelled_by_a_manager_who_sets_the_refund()
    {
        var order = _day.Preparing("latte");

        _day.Do(
            Day.Maya,
            new CancelOrder(
                order.OrderId,
                CancelReason.CustomerRequest,
                RefundAmount: new Money(100)
            )
        );

        var cancelled = _day.Order(order.OrderId);
        Assert.Equal(
            (PaymentStatus.PartiallyRefunded, new Money(100)),
            (cancelled.Payment.Status, cancelled.Payment.Refunded)
        );
    }

    [Fact]
    public void Preparing_becomes_cancelled_by_an_employee_only_for_an_unavailable_item()
    {
        var order = _day.Preparing("latte");

        foreach (
            var reason in new[]
            {
                CancelReason.CustomerRequest,
                CancelReason.PaymentFailed,
                CancelReason.Other,
            }
        )
        {
            _day.Refuse(
                RefusalCode.InsufficientPermissions,
                Day.Anna,
                new CancelOrder(order.OrderId, reason)
            );
        }

        _day.Do(Day.Anna, new CancelOrder(order.OrderId, CancelReason.ItemUnavailable));
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Refunded);
    }

    [Fact]
    public void Ready_becomes_cancelled_by_a_manager_when_nobody_collects_it_and_keeps_the_money()
    {
        var order = _day.ReadyOrder("latte");

        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new CancelOrder(order.OrderId, CancelReason.Other)
        );
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
        );
        _day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));

        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
    }
}
