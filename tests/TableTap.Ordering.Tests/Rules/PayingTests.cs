using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class PayingTests
{
    private readonly Day _day = new();

    [Fact]
    public void A_card_success_pays_and_confirms()
    {
        var order = _day.Pending("latte");

        var facts = _day.Do(
            Day.Bank,
            _day.Success(order) with
            {
                TransactionId = "txn_1",
                Tip = new Money(50),
            }
        );

        var paid = Assert.IsType<PaymentProcessedFact>(facts[0]);
        Assert.Equal(
            ("txn_1", PaymentMethod.Card, new Money(380), new Money(50), "evt_1"),
            (paid.TransactionId, paid.Method, paid.Amount, paid.Tip, paid.ProviderEventId)
        );
        var payment = _day.Order(order.OrderId).Payment;
        Assert.Equal(
            (PaymentStatus.Paid, new Money(380), new Money(50)),
            (payment.Status, payment.Captured, payment.Tip)
        );
        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_provider_event_counts_once()
    {
        var order = _day.Pending("latte");
        var success = _day.Success(order);
        _day.Do(Day.Bank, success);

        Assert.Empty(_day.Do(Day.Bank, success));
        Assert.Empty(_day.Do(Day.Bank, success with { ExpectedVersion = 1 }));
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Captured);
    }

    [Fact]
    public void A_failure_counts_once_too()
    {
        var order = _day.Pending("latte");
        var failure = _day.Failure(order);
        _day.Do(Day.Bank, failure);

        Assert.Empty(_day.Do(Day.Bank, failure));
        Assert.Empty(_day.Do(Day.Bank, failure));
        Assert.Equal(
            (1, PaymentStatus.Failed),
            (_day.Order(order.OrderId).Payment.Failures, _day.Order(order.OrderId).Payment.Status)
        );
    }

    [Fact]
    public void An_event_of_another_order_is_a_conflict()
    {
        var first = _day.Pending("latte");
        var second = _day.Pending("latte");
        var success = _day.Success(first);
        _day.Do(Day.Bank, success);

        _day.Refuse(RefusalCode.Conflict, Day.Bank, success with { OrderId = second.OrderId });
    }

    [Fact]
    public void Cash_by_an_employee_pays_and_confirms()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway("latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );

        var facts = _day.Do(
            Day.Chloe,
            new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total)
        );

        Assert.Equal("chloe", Assert.IsType<PaymentProcessedFact>(facts[0]).By);
        Assert.Equal("system", Assert.IsType<OrderConfirmedFact>(facts[1]).By);
    }

    [Fact]
    public void Cash_can_be_taken_for_an_order_that_was_to_be_paid_by_card()
    {
        var order = _day.Pending("latte");

        _day.Do(Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));

        Assert.Equal(PaymentMethod.Cash, _day.Order(order.OrderId).Payment.Method);
    }

    [Fact]
    public void Paying_at_the_end_works_in_every_status_up_to_completed()
    {
        foreach (
            var status in new[]
            {
                OrderStatus.Confirmed,
                OrderStatus.Preparing,
                OrderStatus.Ready,
                OrderStatus.Completed,
            }
        )
        {
            var order = _day.Place(
                Day.Guest,
                Day.AtTable("1", "latte") with
                {
                    PaymentMethod = PaymentMethod.Cash,
                }
            );
            foreach (
                var step in Enum.GetValues<OrderStatus>()
                    .Where(step => step >= OrderStatus.Confirmed && step <= status)
            )
            {
                _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, step));
            }

            Assert.IsType<PaymentProcessedFact>(
                Assert.Single(
                    _day.Do(
                        Day.Anna,
                        new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total)
                    )
                )
            );
            Assert.Equal(
                (status, PaymentStatus.Paid),
                (_day.Order(order.OrderId).Status, _day.Order(order.OrderId).Payment.Status)
            );
        }
    }

    [Theory]
    [InlineData(379)]
    [InlineData(381)]
    [InlineData(0)]
    [InlineData(-380)]
    public void The_amount_must_be_what_is_due(long amount)
    {
        var order = _day.Pending("latte");

        var cash = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new RecordPayment(order.OrderId, PaymentMethod.Cash, new Money(amount))
        );
        Assert.Equal(new FieldProblem("amount", "3.80 is due"), Assert.Single(cash.Details.Items));
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Bank,
            _day.Success(order) with
            {
                Amount = new Money(amount),
            }
        );
    }

    [Fact]
    public void Nothing_is_taken_twice_or_for_what_will_not_be_made()
    {
        var paid = _day.Confirmed("latte");
        var cancelled = _day.Cancelled("latte");

        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new RecordPayment(paid.OrderId, PaymentMethod.Cash, paid.Total)
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new RecordPayment(cancelled.OrderId, PaymentMethod.Cash, cancelled.Total)
        );
    }

    [Fact]
    public void Each_records_only_what_is_theirs()
    {
        var order = _day.Pending("latte");

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Maya, _day.Success(order));
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, _day.Success(order));
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Bank,
            new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total)
        );
        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, _day.Success(order));
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Bank,
            new RecordPayment("nope", PaymentMethod.Cash, order.Total)
        );
    }

    [Fact]
    public void Fields_are_checked()
    {
        var order = _day.Pending("latte");
        var cash = new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total);

        Assert.Equal(
            "tip",
            _day.Refuse(RefusalCode.ValidationFailed, Day.Anna, cash with { Tip = new Money(-1) })
                .Details[0]
                .Path
        );
        Assert.Equal(
            "tip",
            _day.Refuse(
                    RefusalCode.ValidationFailed,
                    Day.Anna,
                    cash with
                    {
                        Tip = Money.OfThousandths(long.MaxValue),
                    }
                )
                .Details[0]
                .Path
        );
        Assert.Equal(
            "result",
            _day.Refuse(
                    RefusalCode.ValidationFailed,
                    Day.Anna,
                    cash with
                    {
                        Result = PaymentResult.Failed,
                    }
                )
                .Details[0]
                .Path
        );
        Assert.Equal(
            "providerEventId",
            _day.Refuse(
                    RefusalCode.ValidationFailed,
                    Day.Bank,
                    _day.Success(order) with
                    {
                        ProviderEventId = null,
                    }
                )
                .Details[0]
                .Path
        );
        Assert.Equal(
            "transactionId",
            _day.Refuse(
                    RefusalCode.ValidationFailed,
                    Day.Bank,
                    _day.Success(order) with
                    {
                        TransactionId = new string('x', TextLimits.Provider + 1),
                    }
                )
                .Details[0]
                .Path
        );
        _day.Refuse(RefusalCode.Conflict, Day.Anna, cash with { ExpectedVersion = 9 });
    }
}
