using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Where nothing is due and nothing is in process, an order is paid (docs/protocol.md §5, "Money").</summary>
public class NothingDueTests
{
    /// <summary>The demo, where water and espresso cost nothing.</summary>
    private static readonly CafeProfile WithGifts = DemoCafe.Profile with
    {
        Menu =
        [
            .. DemoCafe.Profile.Menu.Items.Select(item =>
                item.ItemId is "espresso" || item.Tag is null
                    ? item with
                    {
                        Price = Money.Zero,
                    }
                    : item
            ),
        ],
    };

    private static readonly string Water = DemoCafe
        .Profile.Menu.Items.First(item => item.Tag is null)
        .ItemId;

    private readonly Day _day = new(WithGifts);

    [Theory]
    [InlineData(PaymentMethod.Card)]
    [InlineData(PaymentMethod.Cash)]
    public void A_free_order_is_paid_and_confirms_itself(PaymentMethod method)
    {
        var order = _day.Place(Day.Guest, Day.Takeaway("espresso") with { PaymentMethod = method });

        Assert.Equal(
            (OrderStatus.Confirmed, PaymentStatus.Paid, Money.Zero),
            (order.Status, order.Payment.Status, order.Payment.Captured)
        );
        Assert.Empty(_day.Cafe.PaymentDeadlines.Values);
        Assert.DoesNotContain(_day.Facts, fact => fact is PaymentProcessedFact);
    }

    [Fact]
    public void A_free_order_has_nothing_to_refund()
    {
        var order = _day.Pending("espresso");

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new IssueRefund(order.OrderId, Money.Zero, "sorry")
        );
        _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new IssueRefund(order.OrderId, new Money(1), "sorry")
        );
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        var cancelled = Assert.Single(_day.Facts.OfType<OrderCancelledFact>());
        Assert.Equal((false, Money.Zero), (cancelled.RefundRequired, cancelled.RefundAmount));
        Assert.DoesNotContain(_day.Facts, fact => fact is PaymentRefundedFact);
        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void A_free_order_brings_no_revenue_and_counts_as_received()
    {
        _day.Pending("espresso");

        var hour = _day.Cafe.Figures.Hour;
        Assert.Equal((1, Money.Zero), (hour.Received, hour.Revenue));
    }

    [Fact]
    public void Money_for_a_free_order_goes_back()
    {
        var order = _day.Pending("espresso");

        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new(
                    "evt",
                    order.OrderId,
                    ProviderEventKind.PaymentSucceeded,
                    new Money(300),
                    TransactionId: "pi",
                    Provider: "stripe"
                )
            )
        );

        var payment = _day.Order(order.OrderId).Payment;
        Assert.Equal(
            (PaymentStatus.Refunded, new Money(300), Money.Zero),
            (payment.Status, payment.Refunded, payment.Kept)
        );
    }

    [Fact]
    public void What_a_provider_says_of_a_free_order_leaves_it_paid()
    {
        var order = _day.Pending("espresso");

        foreach (
            var kind in new[]
            {
                ProviderEventKind.PaymentProcessing,
                ProviderEventKind.PaymentFailed,
                ProviderEventKind.PaymentCancelled,
            }
        )
        {
            _day.Do(
                Day.Bank,
                new ReportProviderEvent(new($"evt-{kind}", order.OrderId, kind, Money.Zero))
            );
            Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
        }
    }

    [Fact]
    public void An_order_to_be_paid_at_the_end_is_paid_once_all_that_costs_something_is_voided()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway("latte", "espresso") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Confirmed));
        Assert.Equal(PaymentStatus.Pending, _day.Order(order.OrderId).Payment.Status);

        Void(order, 0);

        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new RecordPayment(order.OrderId, PaymentMethod.Cash, Money.Zero)
        );
    }

    [Fact]
    public void A_pending_order_confirms_itself_once_all_that_costs_something_is_voided()
    {
        var order = _day.Pending("latte", Water);

        Void(order, 0);

        var left = _day.Order(order.OrderId);
        Assert.Equal((OrderStatus.Ready, PaymentStatus.Paid), (left.Status, left.Payment.Status));
        Assert.Empty(_day.Cafe.PaymentDeadlines.Values);
    }

    [Fact]
    public void While_a_payment_is_in_process_something_is_open_though_nothing_is_due()
    {
        var order = _day.Pending("latte", "espresso");
        Report(order, ProviderEventKind.PaymentProcessing);

        Void(order, 0);

        Assert.Equal(
            (OrderStatus.Pending, PaymentStatus.Processing),
            (_day.Order(order.OrderId).Status, _day.Order(order.OrderId).Payment.Status)
        );

        Report(order, ProviderEventKind.PaymentFailed);

        Assert.Equal(
            (OrderStatus.Confirmed, PaymentStatus.Paid),
            (_day.Order(order.OrderId).Status, _day.Order(order.OrderId).Payment.Status)
        );
    }

    [Fact]
    public void What_was_paid_and_is_voided_whole_is_refunded_not_free()
    {
        var order = _day.Confirmed("latte", "espresso");

        Void(order, 0);

        Assert.Equal(PaymentStatus.Refunded, _day.Order(order.OrderId).Payment.Status);
    }

    private void Void(Order order, int line) =>
        _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[line].LineId, LineStatus.Voided)
        );

    private void Report(Order order, ProviderEventKind kind) =>
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new($"evt-{kind}", order.OrderId, kind, Money.Zero, TransactionId: "pi")
            )
        );
}
