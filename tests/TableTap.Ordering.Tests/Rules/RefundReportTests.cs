using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What a provider says of refunds, in any order and as often as it likes.</summary>
public class RefundReportTests
{
    private readonly Day _day = new();
    private readonly Order _order;
    private int _events;

    public RefundReportTests()
    {
        _order = _day.Pending("latte");
        Report(
            new ProviderEvent(
                "p:evt_0",
                _order.OrderId,
                ProviderEventKind.PaymentSucceeded,
                _order.Total,
                new Money(50),
                TransactionId: "pi_1",
                Provider: "p"
            )
        );
    }

    private Payment Payment => _day.Order(_order.OrderId).Payment;

    private EquatableList<Fact> Report(ProviderEvent reported) =>
        _day.Do(Day.Bank, new ReportProviderEvent(reported));

    private EquatableList<Fact> Report(
        ProviderEventKind kind,
        long amount,
        string? refundId = null
    ) =>
        Report(
            new ProviderEvent(
                $"p:evt_{++_events}",
                _order.OrderId,
                kind,
                new Money(amount),
                RefundId: refundId,
                Provider: "p"
            )
        );

    private string Give(long amount)
    {
        var decision = _day.Try(
            Day.Maya,
            new IssueRefund(_order.OrderId, new Money(amount), "sorry")
        );
        return ((IssuedRefund)decision.Result!).RefundId;
    }

    private RefundStatus StatusOf(string refundId) => Payment.RefundsById.Items[refundId].Status;

    [Fact]
    public void A_refund_is_pending_until_the_provider_says_that_it_arrived()
    {
        var refundId = Give(100);
        Assert.Equal(RefundStatus.Pending, StatusOf(refundId));

        Report(ProviderEventKind.RefundPending, 100, "re_1");
        Assert.Equal("re_1", Payment.RefundsById.Items[refundId].ProviderRefundId);
        Report(ProviderEventKind.RefundSucceeded, 100, "re_1");

        Assert.Equal(RefundStatus.Succeeded, StatusOf(refundId));
        Assert.Equal(new Money(100), Payment.Refunded);
    }

    [Fact]
    public void A_refund_never_goes_back_in_its_course()
    {
        var refundId = Give(100);
        Report(ProviderEventKind.RefundSucceeded, 100, refundId);

        Assert.IsType<PaymentEventRecordedFact>(
            Assert.Single(Report(ProviderEventKind.RefundPending, 100, refundId).Items)
        );
        Report(ProviderEventKind.RefundFailed, 100, refundId);
        Assert.IsType<PaymentEventRecordedFact>(
            Assert.Single(Report(ProviderEventKind.RefundSucceeded, 100, refundId).Items)
        );

        Assert.Equal((RefundStatus.Failed, Money.Zero), (StatusOf(refundId), Payment.Refunded));
    }

    [Fact]
    public void A_refund_that_failed_can_be_given_again_and_a_manager_should_look()
    {
        Give(430);
        Assert.Equal(PaymentStatus.Refunded, Payment.Status);
        _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new IssueRefund(_order.OrderId, new Money(1), "more")
        );

        Report(ProviderEventKind.RefundFailed, 430, "re_1");

        Assert.Equal((PaymentStatus.Paid, new Money(430)), (Payment.Status, Payment.Refundable));
        Assert.Equal(
            MoneyConcernKind.RefundFailed,
            Assert.Single(_day.Cafe.MoneyConcerns.Values).Kind
        );

        var again = Give(430);
        Assert.Equal(0, _day.Cafe.MoneyConcerns.Count);
        Report(ProviderEventKind.RefundSucceeded, 430, "re_2");
        Assert.Equal(RefundStatus.Succeeded, StatusOf(again));
    }

    [Fact]
    public void A_refund_given_at_the_provider_is_booked_once()
    {
        Report(ProviderEventKind.RefundSucceeded, 120, "re_1");
        Report(ProviderEventKind.RefundSucceeded, 120, "re_1");
        Report(ProviderEventKind.RefundTotal, 120);

        var refund = Assert.Single(Payment.RefundsById.Values);
        Assert.Equal((new Money(120), "re_1"), (refund.Amount, refund.ProviderRefundId));
        Assert.Equal(PaymentStatus.PartiallyRefunded, Payment.Status);
        Assert.Equal(
            "refunded_by_provider",
            _day.Facts.OfType<PaymentRefundedFact>().Single().Reason
        );
    }

    [Fact]
    public void The_sum_first_and_each_refund_after_it_is_the_same_money()
    {
        Report(ProviderEventKind.RefundTotal, 120);
        Report(ProviderEventKind.RefundSucceeded, 120, "re_1");

        Assert.Equal(new Money(120), Payment.Refunded);
        Assert.Equal("re_1", Assert.Single(Payment.RefundsById.Values).ProviderRefundId);
        Report(ProviderEventKind.RefundFailed, 120, "re_1");
        Assert.Equal(Money.Zero, Payment.Refunded);
    }

    [Fact]
    public void A_sum_settles_what_waited_and_books_the_rest()
    {
        var first = Give(100);
        var second = Give(50);

        Report(ProviderEventKind.RefundTotal, 100);
        Assert.Equal(
            (RefundStatus.Succeeded, RefundStatus.Pending),
            (StatusOf(first), StatusOf(second))
        );
        Report(ProviderEventKind.RefundTotal, 430);

        Assert.Equal(RefundStatus.Succeeded, StatusOf(second));
        Assert.Equal((new Money(430), PaymentStatus.Refunded), (Payment.Refunded, Payment.Status));
        Assert.IsType<PaymentEventRecordedFact>(
            Assert.Single(Report(ProviderEventKind.RefundTotal, 100).Items)
        );
    }

    [Fact]
    public void More_than_came_in_waits_for_money_that_is_not_known()
    {
        Report(ProviderEventKind.RefundSucceeded, 431, "re_1");
        Report(ProviderEventKind.RefundTotal, 431);
        Report(ProviderEventKind.RefundFailed, 77, "re_unknown");

        Assert.Equal((Money.Zero, 2), (Payment.Refunded, _day.Cafe.ParkedEvents.Count));
    }

    [Fact]
    public void The_price_goes_back_before_the_tip()
    {
        Give(100);
        Assert.Equal((new Money(280), new Money(330)), (Payment.Kept, Payment.Refundable));
        Give(300);
        Assert.Equal((Money.Zero, new Money(30)), (Payment.Kept, Payment.Refundable));
    }

    [Fact]
    public void A_cancelled_order_gives_the_tip_back_too()
    {
        _day.Do(Day.Guest, new CancelOrder(_order.OrderId, CancelReason.CustomerRequest));

        var cancelled = _day.Facts.OfType<OrderCancelledFact>().Single();
        Assert.Equal(new Money(430), cancelled.RefundAmount);
        Assert.Equal((PaymentStatus.Refunded, Money.Zero), (Payment.Status, Payment.Refundable));
    }

    [Fact]
    public void Cash_has_arrived_at_once()
    {
        var cash = _day.Place(
            Day.Guest,
            Day.Takeaway("latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Do(Day.Anna, new RecordPayment(cash.OrderId, PaymentMethod.Cash, cash.Total));
        _day.Do(Day.Maya, new IssueRefund(cash.OrderId, new Money(10), "sorry"));

        Assert.Equal(
            RefundStatus.Succeeded,
            _day.Order(cash.OrderId).Payment.RefundsById.Values.Single().Status
        );
    }
}
