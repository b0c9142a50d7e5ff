using TableTap.Ordering.Commands;
using TableTap.Ordering.Rules;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>How old an order may become until it is left over, as the café's file says (docs/protocol.md §5, "Time estimate").</summary>
public class StaleOrderTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(1_000)]
    public void It_is_left_over_after_the_part_of_its_promise_that_the_café_says(int percent)
    {
        var profile = DemoCafe.Profile;
        var limits = profile.Limits with { StaleAfterPercent = percent };
        var day = new Day(profile with { Limits = limits });
        var order = day.Confirmed("latte");
        var promise = order.PromisedReadyAt!.Value - order.ConfirmedAt!.Value;

        day.Now += promise * percent / 100;
        day.Do(Day.Maya, new SettleOrders(OrderStatus.Completed));
        Assert.Equal(OrderStatus.Confirmed, day.Order(order.OrderId).Status);
        Assert.Equal(1, Backlog.Ahead(day.Cafe, null, day.Now).Orders("espresso"));

        day.Now += TimeSpan.FromTicks(1);
        Assert.Equal(0, Backlog.Ahead(day.Cafe, null, day.Now).Orders("espresso"));
        day.Do(Day.Maya, new SettleOrders(OrderStatus.Completed));
        Assert.Equal(OrderStatus.Completed, day.Order(order.OrderId).Status);
    }
}
