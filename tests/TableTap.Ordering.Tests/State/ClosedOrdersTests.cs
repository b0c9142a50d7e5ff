using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.State;

public class ClosedOrdersTests
{
    [Fact]
    public void A_closed_order_stays_for_a_day_for_what_comes_late()
    {
        var day = new Day();
        var order = day.Completed("latte");
        day.Wait(24 * 60);

        day.Do(Day.Guest, new RateOrder(order.OrderId, 4));
        day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(1), "late"));
        Assert.Equal(day.Order(order.OrderId), day.Cafe.ClosedOrders.Oldest);
    }

    [Fact]
    public void The_next_order_that_ends_after_a_day_makes_it_forgotten_with_its_provider_events()
    {
        var day = new Day();
        var order = day.Completed("latte");
        Assert.True(day.Cafe.ProviderEvents.Contains("evt_1"));
        day.Wait(24 * 60 + 1);

        day.Cancelled("latte");

        Assert.Equal(1, day.Cafe.ClosedOrders.ById.Count);
        Assert.Equal(1, day.Cafe.ClosedOrders.ByEnd.Count);
        Assert.Equal(0, day.Cafe.ProviderEvents.Count);
        day.Forgets = true;
        day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new IssueRefund(order.OrderId, new Money(1), "late")
        );
    }

    [Fact]
    public void Only_so_many_are_kept()
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                Limits = new CafeLimits { ClosedOrdersCount = 3, DayCutOff = null },
            }
        );
        var orders = Enumerable.Range(0, 5).Select(_ => day.Completed("latte").OrderId).ToList();

        Assert.Equal(orders[2..], day.Cafe.ClosedOrders.ByEnd.Values);
        Assert.Null(day.Cafe.Order(orders[0]));
    }

    [Fact]
    public void Nothing_is_the_oldest_of_none() => Assert.Null(new ClosedOrders().Oldest);

    [Fact]
    public void The_first_order_to_expire_is_the_first_timer()
    {
        var day = new Day();
        Assert.Null(CafeTimers.Next(day.Cafe));
        var first = day.Pending("latte");
        day.Wait(1);
        day.Pending("latte");

        Assert.Equal(
            new CafeTimer(first.CreatedAt.AddMinutes(15), new ExpirePayment(first.OrderId)),
            CafeTimers.Next(day.Cafe)
        );
        day.Live(60);
        Assert.Null(CafeTimers.Next(day.Cafe));
        Assert.Equal(2, day.Facts.OfType<OrderCancelledFact>().Count());
    }
}
