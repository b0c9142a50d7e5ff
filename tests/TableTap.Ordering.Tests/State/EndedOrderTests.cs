using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.State;

/// <summary>Whatever is kept of an order can be acted on, however long ago it left the café's memory (docs/protocol.md §7).</summary>
public class EndedOrderTests
{
    private readonly Day _day = new(
        DemoCafe.Profile with
        {
            Limits = new CafeLimits { DayCutOff = null },
        }
    );

    /// <summary>An order that ended days ago and has left the café.</summary>
    private Order Ended(double days = 10)
    {
        var order = _day.Completed("latte");
        _day.Wait(days * 24 * 60);
        _day.Cancelled("latte");
        Assert.Null(_day.Cafe.Order(order.OrderId));
        return order;
    }

    [Fact]
    public void An_order_of_long_ago_is_refunded_and_its_version_goes_on()
    {
        var order = Ended();

        var facts = _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "late"));

        var returned = Assert.IsType<OrderReturnedFact>(facts[0]);
        Assert.Equal(order.Version, returned.Facts.Count);
        var after = _day.Order(order.OrderId);
        Assert.Equal(order.Version + 1, after.Version);
        Assert.Equal(new Money(100), after.Payment.Refunded);
        Assert.Equal(Money.Zero - new Money(100), _day.Cafe.Figures.Hour.Revenue);
    }

    [Fact]
    public void It_is_rated_by_its_guest_and_by_nobody_else()
    {
        var order = Ended();

        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, new RateOrder(order.OrderId, 5));
        _day.Do(Day.Guest, new RateOrder(order.OrderId, 5));

        Assert.Equal(5, _day.Order(order.OrderId).Rating!.Stars);
    }

    [Fact]
    public void What_is_refused_or_changes_nothing_leaves_no_trace()
    {
        var order = Ended();

        _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new IssueRefund(order.OrderId, order.Total + new Money(1), "much")
        );
        Assert.Empty(
            _day.Do(Day.Maya, new UpdateOrderStatus(order.OrderId, OrderStatus.Completed, "again"))
        );
        Assert.Null(_day.Cafe.Order(order.OrderId));
    }

    [Fact]
    public void A_second_time_on_another_day_all_that_happened_is_there()
    {
        var order = Ended();
        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "late"));
        _day.Wait(24 * 60 + 1);
        _day.Cancelled("latte");
        Assert.Null(_day.Cafe.Order(order.OrderId));

        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(50), "later"));

        Assert.Equal(new Money(150), _day.Order(order.OrderId).Payment.Refunded);
        Assert.Equal(order.Version + 2, _day.Order(order.OrderId).Version);
    }

    [Fact]
    public void Those_that_came_back_leave_again_and_never_more_than_one_stays()
    {
        var first = _day.Completed("latte");
        var second = _day.Completed("latte");
        _day.Wait(3 * 24 * 60);
        var late = _day.Cancelled("latte");

        _day.Do(Day.Maya, new IssueRefund(first.OrderId, new Money(1), "late"));
        _day.Do(Day.Maya, new IssueRefund(second.OrderId, new Money(1), "late"));
        Assert.Equal(
            [second.OrderId, late.OrderId],
            _day.Cafe.ClosedOrders.ById.Items.Keys.Order(StringComparer.Ordinal)
        );

        _day.Cancelled("latte");
        Assert.Null(_day.Cafe.Order(second.OrderId));
        Assert.Equal(0, _day.Cafe.ProviderEvents.Count);
    }

    [Fact]
    public void An_event_of_the_provider_that_was_counted_then_counts_no_second_time()
    {
        var order = Ended();
        var paid = new RecordPayment(
            order.OrderId,
            PaymentMethod.Card,
            order.Total,
            ProviderEventId: "evt_1"
        );

        Assert.Empty(_day.Do(Day.Bank, paid));
        Assert.Null(_day.Cafe.Order(order.OrderId));
    }

    [Fact]
    public void A_refund_given_at_the_provider_days_later_is_counted_and_not_parked()
    {
        var order = Ended();

        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new(
                    "stripe:evt_late",
                    order.OrderId,
                    ProviderEventKind.RefundSucceeded,
                    new Money(120),
                    RefundId: "re_1",
                    Provider: "stripe"
                )
            )
        );

        Assert.Equal(new Money(120), _day.Order(order.OrderId).Payment.Refunded);
        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
    }

    [Fact]
    public void A_parked_event_is_taken_up_when_the_money_of_an_order_closed_for_days_comes()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway("latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Moved(order, OrderStatus.Confirmed);
        _day.Moved(order, OrderStatus.Preparing);
        _day.Moved(order, OrderStatus.Ready, reason: "done");
        _day.Moved(order, OrderStatus.Completed, reason: "known");
        _day.Wait(2 * 24 * 60);
        Report("early", ProviderEventKind.RefundSucceeded, 100);
        Assert.Equal(1, _day.Cafe.ParkedEvents.Count);
        _day.Cancelled("latte");
        Assert.Null(_day.Cafe.Order(order.OrderId));

        Report("paid", ProviderEventKind.PaymentSucceeded, order.Total.Thousandths / 10);

        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
        Assert.Equal(new Money(100), _day.Order(order.OrderId).Payment.Refunded);

        void Report(string id, ProviderEventKind kind, long amount) =>
            _day.Do(
                Day.Bank,
                new ReportProviderEvent(
                    new(id, order.OrderId, kind, new Money(amount), Provider: "stripe")
                )
            );
    }

    /// <summary>An earlier version parked what was reported of orders that had left, and gave it up.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_parked_for_an_order_that_had_left_is_taken_up_at_a_start_or_at_its_end(
        bool atStart
    )
    {
        var order = Ended(days: 2);
        _day.Forgets = true;
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new(
                    "stripe:evt_1",
                    order.OrderId,
                    ProviderEventKind.RefundSucceeded,
                    new Money(100),
                    Provider: "stripe"
                )
            )
        );
        var parked = Assert.Single(_day.Cafe.ParkedEvents.Values);
        _day.Forgets = false;

        if (atStart)
        {
            _day.Do(Actor.System, new ResumeParkedEvents());
        }
        else
        {
            _day.Now = parked.ExpiresAt;
            _day.Do(Actor.System, new ExpireParkedEvent(parked.Event.EventId));
        }

        Assert.Equal(0, _day.Cafe.ParkedEvents.Count);
        Assert.Equal(0, _day.Cafe.MoneyConcerns.Count);
        Assert.Equal(new Money(100), _day.Order(order.OrderId).Payment.Refunded);
    }

    [Fact]
    public void What_follows_can_be_folded_without_anything_older()
    {
        var order = Ended();
        var facts = _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "late"));

        Assert.Equal(
            _day.Order(order.OrderId) with
            {
                QueuePlace = null,
            },
            OrderFold.Of(facts.OfType<OrderFact>())
        );
        Assert.Equal(
            order.Version + 1,
            OrderFold
                .Unfold(_day.Facts.OfType<OrderFact>().Where(fact => fact.OrderId == order.OrderId))
                .Count
        );
    }

    [Fact]
    public void What_is_open_is_named_by_nobody()
    {
        var order = _day.Pending("latte");

        Assert.Empty(
            TableTap.Ordering.Rules.EndedOrders.NamedBy(_day.Cafe, new ExpirePayment(order.OrderId))
        );
        Assert.Empty(
            TableTap.Ordering.Rules.EndedOrders.NamedBy(
                _day.Cafe,
                new IssueRefund(order.OrderId, new Money(1), "x")
            )
        );
    }
}
