using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Events of orders that are not known wait for them: durably, not too many, not for ever.</summary>
public class ParkedEventTests
{
    private readonly Day _day = new();

    /// <summary>The id that the next order gets: the first one that is drawn is that of its line.</summary>
    private static string NextOrder(Day day)
    {
        var probe = new Day(seed: 7);
        Assert.Equal(day.Facts.Count, probe.Facts.Count);
        return probe.Pending("latte").OrderId;
    }

    private static ProviderEvent Paid(string orderId, string id = "bank:evt_1") =>
        new(
            id,
            orderId,
            ProviderEventKind.PaymentSucceeded,
            new Money(380),
            TransactionId: $"txn_{id}",
            Provider: "bank"
        );

    [Fact]
    public void An_event_that_comes_before_its_order_pays_it_when_it_appears()
    {
        var orderId = NextOrder(_day);

        _day.Do(Day.Bank, new ReportProviderEvent(Paid(orderId)));
        Assert.Equal(1, _day.Cafe.ParkedEvents.Count);
        Assert.Empty(_day.Do(Day.Bank, new ReportProviderEvent(Paid(orderId))));
        var order = _day.Pending("latte");

        Assert.Equal((orderId, OrderStatus.Confirmed), (order.OrderId, order.Status));
        Assert.Equal(PaymentStatus.Paid, order.Payment.Status);
        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
        Assert.Empty(_day.Do(Day.Bank, new ReportProviderEvent(Paid(orderId))));
    }

    [Fact]
    public void A_whole_story_in_the_wrong_order_comes_out_right()
    {
        var orderId = NextOrder(_day);
        var refund = Paid(orderId, "bank:evt_refund") with
        {
            Kind = ProviderEventKind.RefundSucceeded,
            Amount = new Money(100),
            RefundId = "re_1",
        };
        var failed = Paid(orderId, "bank:evt_failed") with
        {
            Kind = ProviderEventKind.PaymentFailed,
        };

        foreach (var early in new[] { refund, Paid(orderId), failed })
        {
            _day.Do(Day.Bank, new ReportProviderEvent(early));
        }

        var order = _day.Pending("latte");
        Assert.Equal(
            (OrderStatus.Confirmed, new Money(280), 0),
            (order.Status, order.Payment.Kept, order.Payment.Failures)
        );
        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
        Assert.Equal(0, _day.Cafe.MoneyConcerns.Count);
    }

    [Fact]
    public void A_gateways_command_waits_too()
    {
        var orderId = NextOrder(_day);
        _day.Do(
            Day.Bank,
            new RecordPayment(orderId, PaymentMethod.Card, new Money(380), ProviderEventId: "evt_9")
        );

        Assert.Equal(OrderStatus.Confirmed, _day.Pending("latte").Status);
    }

    [Fact]
    public void A_refund_that_comes_before_its_payment_waits_for_it()
    {
        var order = _day.Pending("latte");
        var refund = Paid(order.OrderId, "bank:evt_refund") with
        {
            Kind = ProviderEventKind.RefundTotal,
        };

        _day.Do(Day.Bank, new ReportProviderEvent(refund));
        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        _day.Do(Day.Bank, new ReportProviderEvent(Paid(order.OrderId)));

        Assert.Equal(
            (PaymentStatus.Refunded, Money.Zero),
            (_day.Order(order.OrderId).Payment.Status, _day.Order(order.OrderId).Payment.Refundable)
        );
        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
    }

    [Fact]
    public void What_never_finds_its_order_is_given_up_and_a_manager_should_look()
    {
        _day.Do(Day.Bank, new ReportProviderEvent(Paid("nowhere")));
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                Paid("nowhere", "bank:evt_2") with
                {
                    Kind = ProviderEventKind.PaymentFailed,
                }
            )
        );
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ada,
            new ExpireParkedEvent("bank:evt_1")
        );
        Assert.Empty(_day.Do(Actor.System, new ExpireParkedEvent("bank:evt_1")));

        _day.Live(3 * 24 * 60 - 1);
        Assert.Equal(2, _day.Cafe.ParkedEvents.Count);
        _day.Live(2);

        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
        var concern = Assert.Single(_day.Cafe.MoneyConcerns.Values);
        Assert.Equal(
            (MoneyConcernKind.Unplaced, "nowhere", new Money(380)),
            (concern.Kind, concern.OrderId, concern.Amount)
        );
    }

    [Fact]
    public void No_more_wait_than_there_is_room_for()
    {
        var small = new Day(
            DemoCafe.Profile with
            {
                Limits = DemoCafe.Profile.Limits with { ParkedEvents = 2 },
            }
        );
        small.Do(Day.Bank, new ReportProviderEvent(Paid("nowhere", "bank:evt_1")));
        small.Do(Day.Bank, new ReportProviderEvent(Paid("nowhere", "bank:evt_2")));

        var refusal = small.Refuse(
            RefusalCode.TryLater,
            Day.Bank,
            new ReportProviderEvent(Paid("nowhere", "bank:evt_3"))
        );

        Assert.NotNull(refusal.RetryAfter);
        Assert.Empty(small.Do(Day.Bank, new ReportProviderEvent(Paid("nowhere", "bank:evt_2"))));
    }
}
