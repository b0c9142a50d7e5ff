using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What was not handed over after all is opened again (docs/protocol.md §4, <c>order_reopen</c>).</summary>
public class UndoTests
{
    private readonly Day _day = new();

    private ReopenOrder Reopen(Order order) => new(order.OrderId, "The guest did not get it");

    [Fact]
    public void An_order_that_was_completed_waits_for_its_guest_again_with_its_code()
    {
        var order = _day.Completed("latte");

        var fact = Assert.IsType<OrderReopenedFact>(
            Assert.Single(_day.Do(Day.Anna, Reopen(order)))
        );

        var now = _day.Order(order.OrderId);
        Assert.Equal((OrderStatus.Ready, null), (now.Status, now.ClosedAt));
        Assert.Equal(order.PickupCode!.Code, fact.PickupCode);
        Assert.NotNull(_day.Cafe.OpenOrder(order.OrderId));
        Assert.False(_day.Cafe.ClosedOrders.ById.Contains(order.OrderId));
        Assert.Empty(_day.Cafe.ClosedOrders.ByEnd.Values);
        _day.Do(
            Day.Ben,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: order.PickupCode.Code
            )
        );
        Assert.Equal(OrderStatus.Completed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Once_more_is_acknowledged_and_says_nothing()
    {
        var order = _day.Completed("latte");
        _day.Do(Day.Anna, Reopen(order));

        Assert.Empty(_day.Do(Day.Anna, Reopen(order)));
    }

    [Fact]
    public void It_can_be_done_for_a_quarter_of_an_hour()
    {
        var order = _day.Completed("latte");
        _day.Wait(15);
        Assert.True(
            CafeDecider
                .Decide(_day.Cafe, Reopen(order), new(_day.Now, Day.Anna, _day.Ids))
                .IsAccepted
        );
        _day.Wait(0.1);

        Assert.Contains(
            "more than 15m ago",
            _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Maya, Reopen(order)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Preparing)]
    [InlineData(OrderStatus.Ready)]
    [InlineData(OrderStatus.Cancelled)]
    public void Only_what_was_handed_over_is_opened_again(OrderStatus status) =>
        _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Maya, Reopen(_day.In(status, "latte")));

    [Fact]
    public void What_a_counter_made_that_is_gone_stays_handed_over()
    {
        var order = _day.Completed("lemonade");
        _day.Do(
            Day.Ada,
            new ConfigureCafe(
                _day.Cafe.Profile with
                {
                    Counters = _day.Cafe.Profile.Counters.Items.RemoveAll(counter =>
                        counter.CounterId == "cold"
                    ),
                    Staff = _day.Cafe.Profile.Staff.Items.RemoveAll(person =>
                        person.EmployeeId == "ben"
                    ),
                }
            )
        );

        _day.Refuse(RefusalCode.Conflict, Day.Anna, Reopen(order));
    }

    [Fact]
    public void It_needs_a_reason() =>
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new ReopenOrder(_day.Completed("latte").OrderId, " ")
        );

    [Fact]
    public void A_code_that_another_order_has_by_now_is_another_one()
    {
        var day = new Day { Ids = new(() => $"one-{Guid.CreateVersion7():N}", _ => 0) };
        var first = day.Completed("latte");
        var second = day.ReadyOrder("latte");
        Assert.Equal(first.PickupCode!.Code, second.PickupCode!.Code);

        day.Do(Day.Anna, Reopen(first));

        Assert.NotEqual(second.PickupCode.Code, day.Order(first.OrderId).PickupCode!.Code);
    }

    [Fact]
    public void The_count_of_completed_orders_is_put_right()
    {
        var order = _day.Completed("latte");
        Assert.Equal(1, _day.Cafe.Figures.Hour.Completed);

        _day.Do(Day.Anna, Reopen(order));

        Assert.Equal(0, _day.Cafe.Figures.Hour.Completed);
    }

    [Fact]
    public void Nobody_is_told_that_it_waits_before_it_waited_again()
    {
        var order = _day.Completed("latte");
        _day.Wait(12);
        _day.Do(Day.Anna, Reopen(order));

        Assert.DoesNotContain(
            _day.Do(Actor.System, new ReviewAlerts()).OfType<AlertFiredFact>(),
            fact => fact.Category == AlertCategory.ReadyUncollected
        );
    }

    [Fact]
    public void An_order_that_has_left_the_café_comes_back_for_it()
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                Limits = new CafeLimits { DayCutOff = null, ClosedOrdersCount = 1 },
            }
        );
        var order = day.Completed("latte");
        day.Completed("latte");
        Assert.Null(day.Cafe.Order(order.OrderId));

        day.Do(Day.Anna, Reopen(order));

        Assert.Equal(OrderStatus.Ready, day.Order(order.OrderId).Status);
    }

    [Fact]
    public void What_is_left_over_is_completed_also_where_something_is_to_be_confirmed()
    {
        var order = _day.Paid(
            _day.Place(Day.Guest, Day.Takeaway("latte") with { Allergies = [Allergen.Milk] })
        );
        _day.Wait(60);

        _day.Do(Day.Maya, new SettleOrders(OrderStatus.Completed));

        Assert.Equal(OrderStatus.Completed, _day.Order(order.OrderId).Status);
    }
}
