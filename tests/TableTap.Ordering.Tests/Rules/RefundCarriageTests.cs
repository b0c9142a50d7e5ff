using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Alerts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>How refunds get to their provider, and what people record of them (docs/protocol.md §5, "Carrying refunds out").</summary>
public class RefundCarriageTests
{
    private readonly WatchedDay _day = new();
    private int _events;

    private Day Day => _day.Day;

    /// <summary>An order that its guest paid at a provider.</summary>
    private Order Paid(string transaction = "pi_1")
    {
        var order = Day.Pending("latte");
        Pay(order, transaction);
        return Day.Order(order.OrderId);
    }

    private void Pay(
        Order order,
        string transaction,
        long? amount = null,
        string? provider = "stripe"
    ) =>
        Report(
            new(
                "",
                order.OrderId,
                ProviderEventKind.PaymentSucceeded,
                new Money(amount ?? order.Total.Thousandths / 10),
                TransactionId: transaction,
                Provider: provider
            )
        );

    private void Report(ProviderEvent reported) =>
        _day.Do(
            Life.Day.Bank,
            new ReportProviderEvent(reported with { EventId = $"stripe:evt_{++_events}" })
        );

    private PendingRefund Refunded(Order order, long amount = 100)
    {
        _day.Do(Life.Day.Maya, new IssueRefund(order.OrderId, new Money(amount), "cold"));
        return _day.Cafe.PendingRefunds.Values.Single(one =>
            one.OrderId == order.OrderId && one.Refund.Amount == new Money(amount)
        );
    }

    private PendingRefund Now(PendingRefund refund) =>
        _day.Cafe.PendingRefunds.Items[refund.Refund.RefundId];

    private void Fail(PendingRefund refund) =>
        _day.Do(Actor.System, new ReportRefundAttempt(refund.Refund.RefundId, "it answers 500"));

    [Fact]
    public void A_refund_of_a_provider_is_pending_and_is_due_at_once()
    {
        var order = Paid();

        var pending = Refunded(order);

        Assert.Equal(
            (order.OrderId, order.OrderNumber, "stripe", "pi_1", "cold"),
            (
                pending.OrderId,
                pending.OrderNumber,
                pending.Refund.Provider,
                pending.Refund.TransactionId,
                pending.Refund.Reason
            )
        );
        Assert.Equal(
            (Day.Now, Day.Now, RefundStatus.Pending),
            (pending.Refund.RequestedAt, pending.Delivery.NextAttemptAt, pending.Refund.Status)
        );
    }

    [Fact]
    public void Cash_is_in_the_guests_hand_when_it_is_booked()
    {
        var order = Day.Place(
            Life.Day.Guest,
            Life.Day.Takeaway("latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Do(Life.Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));
        _day.Do(Life.Day.Maya, new IssueRefund(order.OrderId, new Money(100), "cold"));

        Assert.Equal(0, _day.Cafe.PendingRefunds.Count);
        Assert.Equal(
            RefundStatus.Succeeded,
            Assert.Single(Day.Order(order.OrderId).Payment.RefundsById.Values).Status
        );
    }

    [Fact]
    public void Tries_come_later_each_time_up_to_a_day_and_end()
    {
        var refund = Refunded(Paid());
        var pauses = new List<TimeSpan>();
        while (Now(refund).Delivery.NextAttemptAt is { } due)
        {
            Day.Now = due;
            Fail(refund);
            if (Now(refund).Delivery.NextAttemptAt is { } next)
            {
                pauses.Add(next - Day.Now);
            }
        }

        Assert.Equal(11, pauses.Count);
        Assert.All(
            pauses.Zip(pauses.Skip(1)).Take(8),
            pair => Assert.True(pair.Second > 1.9 * pair.First, $"{pair}")
        );
        Assert.InRange(pauses[0], TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(12));
        Assert.InRange(pauses[^1], TimeSpan.FromHours(19), TimeSpan.FromHours(29));
        Assert.Equal((12, true), (Now(refund).Delivery.Attempts, Now(refund).Delivery.IsDead));
        Fail(refund);
        Assert.Equal(12, Now(refund).Delivery.Attempts);
    }

    [Fact]
    public void A_manager_has_it_tried_again_and_it_begins_anew()
    {
        var refund = Refunded(Paid());
        for (var attempt = 0; attempt < 12; attempt++)
        {
            Fail(refund);
        }

        _day.Do(
            Life.Day.Maya,
            new UpdateRefund(refund.OrderId, refund.Refund.RefundId, RefundStatus.Pending)
        );

        Assert.Equal(new RefundDelivery(NextAttemptAt: Day.Now), Now(refund).Delivery);
    }

    [Fact]
    public void What_the_provider_took_is_tried_no_more()
    {
        var refund = Refunded(Paid());

        _day.Do(Actor.System, new ReportRefundHandedOver(refund.Refund.RefundId));

        Assert.Equal(new RefundDelivery(DoneAt: Day.Now), Now(refund).Delivery);
        Fail(refund);
        Assert.Equal(new RefundDelivery(DoneAt: Day.Now), Now(refund).Delivery);
    }

    [Fact]
    public void What_the_provider_named_is_tried_no_more_and_ends_as_it_says()
    {
        var refund = Refunded(Paid());
        Report(
            new(
                "",
                refund.OrderId,
                ProviderEventKind.RefundPending,
                refund.Refund.Amount,
                RefundId: "re_1"
            )
            {
                CafeRefundId = refund.Refund.RefundId,
            }
        );

        Assert.Equal("re_1", Now(refund).Refund.ProviderRefundId);
        Assert.Null(Now(refund).Delivery.NextAttemptAt);
        Day.Refuse(
            RefusalCode.Conflict,
            Life.Day.Maya,
            new UpdateRefund(refund.OrderId, refund.Refund.RefundId, RefundStatus.Pending)
        );
        Report(
            new(
                "",
                refund.OrderId,
                ProviderEventKind.RefundSucceeded,
                refund.Refund.Amount,
                RefundId: "re_1"
            )
        );
        Assert.Equal(0, _day.Cafe.PendingRefunds.Count);
    }

    [Fact]
    public void Two_refunds_of_one_amount_are_told_apart_by_the_cafes_own_id()
    {
        var order = Paid();
        var first = Refunded(order, 50);
        _day.Do(Life.Day.Maya, new IssueRefund(order.OrderId, new Money(50), "cold"));
        var second = _day.Cafe.PendingRefunds.Values.Single(one =>
            one.Refund.RefundId != first.Refund.RefundId
        );

        Report(
            new(
                "",
                order.OrderId,
                ProviderEventKind.RefundSucceeded,
                new Money(50),
                RefundId: "re_2"
            )
            {
                CafeRefundId = second.Refund.RefundId,
            }
        );

        Assert.Equal(
            first.Refund.RefundId,
            Assert.Single(_day.Cafe.PendingRefunds.Values).Refund.RefundId
        );
    }

    [Fact]
    public void What_was_given_at_the_provider_is_never_handed_over()
    {
        var order = Paid();

        Report(
            new(
                "",
                order.OrderId,
                ProviderEventKind.RefundPending,
                new Money(100),
                Provider: "stripe"
            )
        );

        var refund = Assert.Single(_day.Cafe.PendingRefunds.Values);
        Assert.Null(refund.Delivery.NextAttemptAt);
        Assert.NotNull(refund.Delivery.DoneAt);
    }

    /// <summary>An earlier version noted no payment: a person may have carried it out long ago.</summary>
    [Fact]
    public void What_an_earlier_version_booked_waits_for_a_person()
    {
        var order = Paid();
        var cafe = CafeApply.Apply(
            _day.Cafe,
            new PaymentRefundedFact(
                Day.Now,
                order.OrderId,
                "old",
                new Money(100),
                new Money(100),
                PaymentStatus.PartiallyRefunded,
                "cold",
                "maya",
                RefundStatus.Pending
            )
        );

        Assert.Equal(new RefundDelivery(), cafe.PendingRefunds.Items["old"].Delivery);
        Assert.Equal("pi_1", cafe.PendingRefunds.Items["old"].Refund.TransactionId);
    }

    [Fact]
    public void Money_of_two_payments_goes_back_by_two_refunds_each_of_its_own()
    {
        var order = Paid("pi_1");
        Pay(order, "pi_2", provider: "bank");
        // What came twice goes back at once; that refund fails, so that the café has both.
        var back = Assert.Single(_day.Cafe.PendingRefunds.Values);
        Assert.Equal(("pi_2", "bank"), (back.Refund.TransactionId, back.Refund.Provider));
        Report(
            new("", order.OrderId, ProviderEventKind.RefundFailed, order.Total)
            {
                CafeRefundId = back.Refund.RefundId,
            }
        );

        _day.Do(Life.Day.Maya, new IssueRefund(order.OrderId, order.Total + new Money(30), "both"));

        Assert.Equal(
            [("pi_2", "bank", order.Total), ("pi_1", "stripe", new Money(30))],
            _day.Cafe.PendingRefunds.Values.Select(one =>
                (one.Refund.TransactionId, one.Refund.Provider, one.Refund.Amount)
            )
        );
    }

    [Fact]
    public void A_total_of_one_payment_says_nothing_of_another()
    {
        var order = Paid("pi_1");
        Pay(order, "pi_2");
        var back = Assert.Single(_day.Cafe.PendingRefunds.Values);
        Report(
            new(
                "",
                order.OrderId,
                ProviderEventKind.RefundTotal,
                order.Total,
                TransactionId: "pi_2"
            )
        );
        Assert.Equal(0, _day.Cafe.PendingRefunds.Count);

        Report(
            new(
                "",
                order.OrderId,
                ProviderEventKind.RefundTotal,
                new Money(70),
                TransactionId: "pi_1"
            )
        );

        Assert.Equal(
            [(back.Refund.RefundId, order.Total), (null, new Money(70))],
            Day.Order(order.OrderId)
                .Payment.RefundsById.Values.Select(one =>
                    (one.RefundId == back.Refund.RefundId ? one.RefundId : null, one.Amount)
                )
        );
    }

    [Fact]
    public void A_manager_or_a_service_says_how_it_ended_and_nobody_else()
    {
        var refund = Refunded(Paid());
        var ended = new UpdateRefund(
            refund.OrderId,
            refund.Refund.RefundId,
            RefundStatus.Succeeded,
            "Given back in cash"
        );

        foreach (var actor in new[] { Life.Day.Guest, Life.Day.Anna, Actor.System })
        {
            Day.Refuse(RefusalCode.InsufficientPermissions, actor, ended);
        }

        _day.Do(Life.Day.Bank, ended);
        Assert.Equal(0, _day.Cafe.PendingRefunds.Count);
        Assert.Empty(Day.Do(Life.Day.Maya, ended));
        Day.Refuse(
            RefusalCode.Conflict,
            Life.Day.Maya,
            ended with
            {
                Status = RefundStatus.Failed,
            }
        );
        Day.Refuse(RefusalCode.NotFound, Life.Day.Maya, ended with { RefundId = "other" });
        Day.Refuse(RefusalCode.Conflict, Life.Day.Maya, ended with { ExpectedVersion = 1 });
    }

    [Fact]
    public void A_refund_that_will_not_be_is_money_the_cafe_has_again()
    {
        var order = Paid();
        var refund = Refunded(order);

        _day.Do(
            Life.Day.Maya,
            new UpdateRefund(order.OrderId, refund.Refund.RefundId, RefundStatus.Failed)
        );

        Assert.Equal(order.Total, Day.Order(order.OrderId).Payment.Refundable);
        Assert.Equal(
            MoneyConcernKind.RefundFailed,
            Assert.Single(_day.Cafe.MoneyConcerns.Values).Kind
        );
    }

    [Fact]
    public void Only_the_cafe_itself_reports_tries()
    {
        var refund = Refunded(Paid());
        foreach (
            var command in new CafeCommand[]
            {
                new ReportRefundAttempt(refund.Refund.RefundId, "x"),
                new ReportRefundHandedOver(refund.Refund.RefundId),
                new ExpireRefund(refund.Refund.RefundId),
            }
        )
        {
            Day.Refuse(RefusalCode.InsufficientPermissions, Life.Day.Maya, command);
        }
    }

    [Fact]
    public void A_refund_that_nobody_settled_is_given_up_when_its_order_is_no_longer_kept()
    {
        var refund = Refunded(Paid());
        Day.Wait((90 * 24 * 60) - 1);
        Assert.Empty(Day.Do(Actor.System, new ExpireRefund(refund.Refund.RefundId)));
        Day.Wait(1);

        Day.Live(0);

        Assert.Equal(0, _day.Cafe.PendingRefunds.Count);
        Assert.Contains(Day.Facts, fact => fact is RefundGivenUpFact);
    }

    [Fact]
    public void A_pending_refund_warns_after_15_minutes_is_critical_after_60_and_clears_when_it_arrives()
    {
        var refund = Refunded(Paid());
        var id = refund.Refund.RefundId;

        _day.Live(14.9);
        Assert.Null(_day.Alert(AlertCategory.RefundPending, id));
        _day.Live(0.1);
        Assert.Equal(AlertSeverity.Warning, _day.Severity(AlertCategory.RefundPending, id));
        _day.Live(45);
        Assert.Equal(AlertSeverity.Critical, _day.Severity(AlertCategory.RefundPending, id));
        Assert.Equal(
            $"A refund of 1.00 for {refund.OrderNumber} has not reached the guest yet",
            _day.Alert(AlertCategory.RefundPending, id)!.Message
        );

        Report(
            new("", refund.OrderId, ProviderEventKind.RefundSucceeded, refund.Refund.Amount)
            {
                CafeRefundId = id,
            }
        );
        Assert.Null(_day.Alert(AlertCategory.RefundPending, id));
    }

    [Fact]
    public void One_that_nobody_tries_any_more_is_critical_at_once_and_says_why()
    {
        var refund = Refunded(Paid());
        for (var attempt = 0; attempt < 12; attempt++)
        {
            Fail(refund);
        }

        var alert = _day.Alert(AlertCategory.RefundPending, refund.Refund.RefundId)!;
        Assert.Equal(
            (
                AlertSeverity.Critical,
                $"A refund of 1.00 for {refund.OrderNumber} cannot be handed to stripe: it answers 500"
            ),
            (alert.Severity, alert.Message)
        );
    }

    [Fact]
    public void One_that_failed_is_critical_until_the_money_is_given_back_again()
    {
        var order = Paid();
        var refund = Refunded(order);
        _day.Do(
            Life.Day.Maya,
            new UpdateRefund(order.OrderId, refund.Refund.RefundId, RefundStatus.Failed)
        );
        var subject = $"failed:{Assert.Single(_day.Cafe.MoneyConcerns.Values).ConcernId}";

        Assert.Equal(AlertSeverity.Critical, _day.Severity(AlertCategory.RefundPending, subject));
        Assert.Contains(
            "Give the money back again, or in cash",
            TableTap.Ordering.Alerts.AlertTable.ActionsFor(AlertCategory.RefundPending, subject)
        );
        Refunded(order, 60);
        Assert.Null(_day.Alert(AlertCategory.RefundPending, subject));
    }

    [Fact]
    public void Many_that_wait_are_one_alert()
    {
        for (var number = 0; number < 6; number++)
        {
            Refunded(Paid($"pi_{number}"), 10 + number);
        }

        _day.Live(16);

        var alert = Assert.Single(
            _day.Cafe.Alerts.Firing.Values,
            one => one.Category == AlertCategory.RefundPending
        );
        Assert.StartsWith("6 refunds have not reached their guests yet", alert.Message);
    }
}
