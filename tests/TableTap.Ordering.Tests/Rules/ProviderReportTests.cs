using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What a provider's webhook says has happened: every event has an outcome, and counts once (docs/protocol.md §5, "Money").</summary>
public class ProviderReportTests
{
    private readonly Day _day = new();
    private int _events;

    private ProviderEvent Event(ProviderEventKind kind, string orderId, Money? amount = null) =>
        new($"stripe:evt_{++_events}", orderId, kind, amount ?? new Money(380), Provider: "stripe");

    private ProviderEvent Paid(Order order, long? amount = null) =>
        Event(
            ProviderEventKind.PaymentSucceeded,
            order.OrderId,
            amount is { } cents ? new Money(cents) : order.Total
        ) with
        {
            TransactionId = $"pi_{_events}",
            Currency = "EUR",
        };

    private EquatableList<Fact> Report(ProviderEvent reported) =>
        _day.Do(Day.Bank, new ReportProviderEvent(reported));

    private Payment Payment(Order order) => _day.Order(order.OrderId).Payment;

    private MoneyConcern Concern() => Assert.Single(_day.Cafe.MoneyConcerns.Values);

    [Fact]
    public void Only_a_service_reports()
    {
        var order = _day.Pending("latte");

        foreach (var actor in new[] { Day.Guest, Day.Anna, Day.Maya, Day.Ada, Actor.System })
        {
            _day.Refuse(
                RefusalCode.InsufficientPermissions,
                actor,
                new ReportProviderEvent(Paid(order))
            );
        }
    }

    [Fact]
    public void Forms_are_checked()
    {
        var good = Event(ProviderEventKind.PaymentSucceeded, "order");
        foreach (
            var bad in new[]
            {
                good with
                {
                    EventId = " ",
                },
                good with
                {
                    EventId = new string('x', ProviderEvent.LongestEventId + 1),
                },
                good with
                {
                    OrderId = "no id",
                },
                good with
                {
                    Amount = new Money(-1),
                },
                good with
                {
                    Tip = new Money(-1),
                },
                good with
                {
                    Amount = Money.OfThousandths(long.MaxValue),
                },
                good with
                {
                    TransactionId = new string('x', TextLimits.Provider + 1),
                },
                good with
                {
                    RefundId = new string('x', TextLimits.Provider + 1),
                },
                good with
                {
                    Reason = new string('x', TextLimits.Provider + 1),
                },
            }
        )
        {
            _day.Refuse(RefusalCode.ValidationFailed, Day.Bank, new ReportProviderEvent(bad));
        }
    }

    [Fact]
    public void A_success_pays_and_confirms_once_however_often_it_comes()
    {
        var order = _day.Pending("latte");
        var paid = Paid(order) with { Tip = new Money(50) };

        Report(paid);

        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
        Assert.Equal(
            (new Money(380), new Money(430), "stripe"),
            (Payment(order).Kept, Payment(order).Refundable, Payment(order).Captures[0].Provider)
        );
        Assert.Empty(Report(paid).Items);
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Bank,
            new ReportProviderEvent(paid with { OrderId = _day.Pending("latte").OrderId })
        );
    }

    [Fact]
    public void Two_events_of_one_payment_bring_its_money_once()
    {
        var order = _day.Pending("latte");
        var paid = Paid(order);
        Report(paid);

        Assert.IsType<PaymentEventRecordedFact>(
            Assert.Single(Report(paid with { EventId = "stripe:evt_session" }).Items)
        );
        Assert.Equal(order.Total, Payment(order).Captured);
        Assert.Equal(0, _day.Cafe.MoneyConcerns.Count);
    }

    [Fact]
    public void A_payment_after_the_cancellation_goes_back_and_a_manager_should_look()
    {
        var order = _day.Pending("latte");
        _day.Live(16);

        var facts = Report(Paid(order) with { Tip = new Money(20) });

        var refund = facts.Items.OfType<PaymentRefundedFact>().Single();
        Assert.Equal(
            (new Money(400), PaymentStatus.Refunded, RefundStatus.Pending, "order_cancelled"),
            (refund.Amount, refund.Status, refund.RefundStatus, refund.Reason)
        );
        Assert.Equal(
            (MoneyConcernKind.PaidAfterCancel, order.OrderId, new Money(400), refund.RefundId),
            (Concern().Kind, Concern().OrderId, Concern().Amount, Concern().RefundId)
        );

        Report(
            Event(ProviderEventKind.RefundSucceeded, order.OrderId, new Money(400)) with
            {
                RefundId = "re_1",
            }
        );
        Assert.Equal(0, _day.Cafe.MoneyConcerns.Count);
        Assert.Equal(RefundStatus.Succeeded, Payment(order).RefundsById.Values.Single().Status);
    }

    [Fact]
    public void A_second_payment_goes_back()
    {
        var order = _day.Pending("latte");
        Report(Paid(order) with { Tip = new Money(50) });

        Report(Paid(order));

        Assert.Equal(
            (new Money(380), new Money(430), PaymentStatus.Paid),
            (Payment(order).Kept, Payment(order).Refundable, Payment(order).Status)
        );
        Assert.Equal(MoneyConcernKind.PaidTwice, Concern().Kind);
    }

    [Fact]
    public void What_is_paid_over_the_price_goes_back()
    {
        var order = _day.Pending("latte");

        Report(Paid(order, 400));

        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
        Assert.Equal(
            (new Money(380), new Money(20), PaymentStatus.Paid),
            (Payment(order).Kept, Payment(order).Refunded, Payment(order).Status)
        );
        Assert.Equal(
            (MoneyConcernKind.WrongAmount, new Money(20)),
            (Concern().Kind, Concern().Amount)
        );
    }

    [Fact]
    public void What_is_paid_under_the_price_goes_back_and_the_order_can_still_be_paid()
    {
        var order = _day.Pending("latte");

        Report(Paid(order, 379));

        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        Assert.Equal(Money.Zero, Payment(order).Refundable);
        Assert.Equal(MoneyConcernKind.WrongAmount, Concern().Kind);

        Report(Paid(order));
        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
        Assert.Equal(
            (order.Total, PaymentStatus.Paid),
            (Payment(order).Kept, Payment(order).Status)
        );
    }

    [Fact]
    public void An_underpaid_order_can_be_paid_in_cash_or_is_given_up_in_time()
    {
        var first = _day.Pending("latte");
        var second = _day.Pending("latte");
        Report(Paid(first, 1));
        Report(Paid(second, 1));

        _day.Do(Day.Anna, new RecordPayment(first.OrderId, PaymentMethod.Cash, first.Total));
        _day.Live(16);

        Assert.Equal(OrderStatus.Confirmed, _day.Order(first.OrderId).Status);
        Assert.Equal(OrderStatus.Cancelled, _day.Order(second.OrderId).Status);
    }

    [Fact]
    public void An_order_is_not_given_up_while_there_is_money_of_it()
    {
        var order = _day.Pending("latte");
        Report(Paid(order, 1));
        Report(
            Event(ProviderEventKind.RefundFailed, order.OrderId, new Money(1)) with
            {
                RefundId = "re_1",
            }
        );

        // A cent came, and stays: that is not paid.
        Assert.Equal(PaymentStatus.Failed, Payment(order).Status);
        _day.Live(16);
        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(1), "again"));
        _day.Live(1);

        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Money_of_another_currency_is_not_counted()
    {
        var order = _day.Pending("latte");

        Report(Paid(order) with { Currency = "USD" });

        Assert.Equal(
            (OrderStatus.Pending, Money.Zero),
            (_day.Order(order.OrderId).Status, Payment(order).Captured)
        );
        Assert.Equal(
            (MoneyConcernKind.WrongCurrency, order.Total),
            (Concern().Kind, Concern().Amount)
        );
    }

    [Fact]
    public void Three_failures_cancel_and_a_start_only_marks()
    {
        var order = _day.Pending("latte");
        Report(Event(ProviderEventKind.PaymentProcessing, order.OrderId));
        Assert.Equal(PaymentStatus.Processing, Payment(order).Status);

        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
            var failed = Event(ProviderEventKind.PaymentFailed, order.OrderId) with
            {
                Reason = "card_declined",
            };
            Report(failed);
            Report(failed);
            Assert.Equal(tries, Payment(order).Failures);
        }

        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Money_that_came_in_never_expires()
    {
        var order = _day.Pending("latte");
        _day.Live(14.9);
        Report(Paid(order));

        _day.Live(60);

        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Concerns_end_by_themselves_and_only_by_the_cafés_own_timer()
    {
        var order = _day.Pending("latte");
        Report(Paid(order) with { Currency = "USD" });
        var expire = new ExpireMoneyConcern(Concern().ConcernId);

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, expire);
        Assert.Empty(_day.Do(Actor.System, expire));
        _day.Live(24 * 60 - 1);
        Assert.Equal(1, _day.Cafe.MoneyConcerns.Count);
        _day.Live(2);
        Assert.Equal(0, _day.Cafe.MoneyConcerns.Count);
    }
}
