using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Money in process is not cancelled under the guest (docs/protocol.md §5, "Money").</summary>
public class PaymentAttemptTests
{
    private readonly Day _day = new();
    private int _events;

    private Payment Payment(Order order) => _day.Order(order.OrderId).Payment;

    private OrderStatus Status(Order order) => _day.Order(order.OrderId).Status;

    private void Report(Order order, ProviderEventKind kind, string? payment) =>
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new(
                    $"stripe:evt_{++_events}",
                    order.OrderId,
                    kind,
                    order.Total,
                    TransactionId: payment,
                    Provider: "stripe"
                )
            )
        );

    private void Started(Order order, string? payment = "pi_1") =>
        Report(order, ProviderEventKind.PaymentProcessing, payment);

    private void Fails(Order order, string? payment = "pi_1") =>
        Report(order, ProviderEventKind.PaymentFailed, payment);

    private void Cancelled(Order order, string? payment = "pi_1") =>
        Report(order, ProviderEventKind.PaymentCancelled, payment);

    private void Succeeds(Order order, string? payment = "pi_1") =>
        Report(order, ProviderEventKind.PaymentSucceeded, payment);

    [Fact]
    public void A_payment_in_process_keeps_the_order_past_its_time_and_pays_it()
    {
        var order = _day.Pending("latte");
        _day.Wait(10);
        Started(order);

        _day.Live(60 * 20);

        Assert.Equal(
            (OrderStatus.Pending, PaymentStatus.Processing),
            (Status(order), Payment(order).Status)
        );
        Succeeds(order);
        Assert.Equal(
            (OrderStatus.Confirmed, PaymentStatus.Paid),
            (Status(order), Payment(order).Status)
        );
        Assert.Equal(0, Payment(order).InProcess.Count);
    }

    [Fact]
    public void It_keeps_the_order_for_a_day_at_most_however_often_it_starts()
    {
        var order = _day.Pending("latte");
        _day.Wait(5);
        for (var hour = 0; hour < 23; hour++)
        {
            Started(order, $"pi_{hour % 3}");
            _day.Live(60);
        }

        _day.Live(54);
        Assert.Equal(OrderStatus.Pending, Status(order));
        _day.Live(1);

        var given = Assert.Single(_day.Facts.OfType<OrderCancelledFact>());
        Assert.Equal(
            (order.CreatedAt.AddHours(24), CancelReason.PaymentFailed),
            (given.At, given.Reason)
        );
        Succeeds(order);
        Assert.Equal(PaymentStatus.Refunded, Payment(order).Status);
    }

    [Fact]
    public void Failures_of_other_payments_do_not_count_while_one_is_in_process()
    {
        var order = _day.Pending("latte");
        Started(order, "pi_old");
        Fails(order, "pi_old");
        Started(order, "pi_new");

        for (var time = 0; time < 5; time++)
        {
            Fails(order, "pi_old");
        }

        Assert.Equal(
            (OrderStatus.Pending, PaymentStatus.Processing, 1),
            (Status(order), Payment(order).Status, Payment(order).Failures)
        );
        Assert.Single(_day.Facts.OfType<PaymentAttemptFailedFact>());
        Succeeds(order, "pi_new");
        Assert.Equal(OrderStatus.Confirmed, Status(order));
    }

    [Fact]
    public void Of_two_payments_in_process_the_last_to_fail_counts()
    {
        var order = _day.Pending("latte");
        Started(order, "pi_1");
        Started(order, "pi_2");

        Fails(order, "pi_2");
        Assert.Equal(
            (PaymentStatus.Processing, 0),
            (Payment(order).Status, Payment(order).Failures)
        );
        Fails(order, "pi_1");

        Assert.Equal((PaymentStatus.Failed, 1), (Payment(order).Status, Payment(order).Failures));
    }

    [Fact]
    public void Three_failures_cancel_as_before_where_nothing_is_in_process()
    {
        var order = _day.Pending("latte");
        for (var time = 0; time < 3; time++)
        {
            Started(order, $"pi_{time}");
            Fails(order, $"pi_{time}");
        }

        var given = Assert.Single(_day.Facts.OfType<OrderCancelledFact>());
        Assert.Equal(CancelReason.PaymentFailed, given.Reason);
    }

    [Fact]
    public void A_failure_without_a_name_is_that_of_the_only_payment_in_process()
    {
        var order = _day.Pending("latte");
        Started(order);

        _day.Do(Day.Bank, _day.Failure(order));

        Assert.Equal((PaymentStatus.Failed, 1), (Payment(order).Status, Payment(order).Failures));
    }

    [Fact]
    public void Who_waited_for_a_payment_has_the_usual_time_to_try_again()
    {
        var order = _day.Pending("latte");
        Started(order);
        _day.Live(60);

        Fails(order);

        var failed = Assert.Single(_day.Facts.OfType<PaymentAttemptFailedFact>());
        Assert.Equal(_day.Now.AddMinutes(15), failed.ExpiresAt);
        _day.Live(14);
        Assert.Equal(OrderStatus.Pending, Status(order));
        _day.Live(1);
        Assert.Equal(OrderStatus.Cancelled, Status(order));
    }

    [Fact]
    public void A_plain_failure_gives_no_more_time()
    {
        var order = _day.Pending("latte");
        _day.Wait(10);

        Fails(order);

        Assert.Equal(order.Payment.ExpiresAt, Payment(order).ExpiresAt);
        Assert.Equal(
            order.Payment.ExpiresAt,
            Assert.Single(_day.Facts.OfType<PaymentAttemptFailedFact>()).ExpiresAt
        );
    }

    [Theory]
    [InlineData("pi_1")]
    [InlineData(null)]
    public void A_cancelled_payment_ends_at_once_and_is_no_failure(string? payment)
    {
        var order = _day.Pending("latte");
        Started(order, payment);

        for (var time = 0; time < 5; time++)
        {
            Cancelled(order, payment);
        }

        Assert.Equal(
            (OrderStatus.Pending, PaymentStatus.Failed, 0),
            (Status(order), Payment(order).Status, Payment(order).Failures)
        );
        Assert.Equal("canceled", _day.Facts.OfType<PaymentAttemptEndedFact>().First().Reason);
        _day.Live(15);
        Assert.Equal(OrderStatus.Cancelled, Status(order));
    }

    [Fact]
    public void A_cancelled_older_payment_leaves_the_newer_one_in_process()
    {
        var order = _day.Pending("latte");
        Started(order, "pi_1");
        Started(order, "pi_2");

        Cancelled(order, "pi_1");

        Assert.Equal(PaymentStatus.Processing, Payment(order).Status);
        Assert.DoesNotContain(_day.Facts, fact => fact is PaymentAttemptEndedFact);
        _day.Live(60);
        Assert.Equal(OrderStatus.Pending, Status(order));
    }

    [Fact]
    public void An_end_after_the_order_was_cancelled_is_the_end_of_the_payment_too()
    {
        var order = _day.Pending("latte");
        Started(order);
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Fails(order);

        Assert.Equal(PaymentStatus.Failed, Payment(order).Status);
    }

    [Fact]
    public void Cash_that_is_taken_meanwhile_sends_the_card_back()
    {
        var order = _day.Pending("latte");
        Started(order);
        _day.Do(Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));

        Succeeds(order);

        Assert.Equal((order.Total, order.Total), (Payment(order).Kept, Payment(order).Refunded));
    }
}
