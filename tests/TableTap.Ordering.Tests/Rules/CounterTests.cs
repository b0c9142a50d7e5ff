using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class CounterTests
{
    private static readonly CafeProfile TwoBars = DemoCafe.Profile with
    {
        Counters = DemoCafe.Profile.Counters.Add(
            new CounterProfile("terrace", "Terrace Bar", ["hot_drinks"], 1, 5)
        ),
        Staff = DemoCafe.Profile.Staff.Items.SetItem(
            1,
            DemoCafe.Profile.Staff[1] with
            {
                Counters = ["cold", "terrace"],
            }
        ),
    };

    private static readonly UpdateCounterStatus Down = new(
        "espresso",
        CounterStatus.Maintenance,
        " Cleaning ",
        TimeSpan.FromMinutes(20)
    );

    [Fact]
    public void A_counter_that_goes_down_keeps_what_is_started_and_hands_on_what_waits()
    {
        var day = new Day(TwoBars);
        var started = day.Moved(day.Confirmed("latte"), OrderStatus.Preparing);
        var queued = day.Confirmed("latte", "espresso");
        var elsewhere = day.Confirmed("croissant");
        day.Do(Day.Maya, new AssignOrder(queued.OrderId, "espresso"));

        var facts = day.Do(Day.Maya, Down);

        var changed = Assert.IsType<CounterStatusChangedFact>(facts[0]);
        Assert.Equal(
            (
                CounterStatus.Active,
                CounterStatus.Maintenance,
                "Cleaning",
                TimeSpan.FromMinutes(20),
                "maya"
            ),
            (changed.From, changed.To, changed.Reason, changed.EstimatedDowntime, changed.By)
        );
        Assert.Equal([started.OrderId], changed.AffectedOrders.Items);
        var moved = facts.OfType<OrderAssignedFact>().Single();
        Assert.Equal(
            (queued.OrderId, "terrace", 2),
            (moved.OrderId, moved.CounterId, moved.LineIds.Count)
        );
        Assert.Equal("espresso", day.Order(started.OrderId).Lines[0].CounterId);
        Assert.Equal(elsewhere, day.Order(elsewhere.OrderId));
        Assert.Equal(day.Now.AddMinutes(20), day.Cafe.CounterStates.Items["espresso"].BackAt);
    }

    [Fact]
    public void What_nobody_took_waits_and_returns_with_the_counter()
    {
        var day = new Day();
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        var order = day.Confirmed("latte");

        var down = day.Do(Day.Maya, Down);
        Assert.Equal(order.OrderId, down.OfType<OrderHeldFact>().Single().OrderId);
        var late = down.OfType<OrderEstimateChangedFact>().Single();
        Assert.Equal((4, 24, true), (late.Previous, late.Current, late.Delayed));
        Assert.True(day.Order(order.OrderId).Delayed);

        day.Wait(5);
        var up = day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Active));
        Assert.Equal("espresso", up.OfType<OrderAssignedFact>().Single().CounterId);
        var better = up.OfType<OrderEstimateChangedFact>().Single();
        Assert.Equal(
            (19, 4, true, new WaitReason(WaitCause.Next, "espresso", 0, 1)),
            (better.Previous, better.Current, better.Delayed, better.Wait)
        );
        Assert.Null(day.Cafe.CounterStates.Items["espresso"].BackAt);
    }

    [Fact]
    public void Guests_hear_of_a_moved_time_at_most_once_a_minute_and_only_of_moves_that_matter()
    {
        var day = new Day();
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Confirmed("latte");

        Assert.Single(day.Do(Day.Maya, Down).OfType<OrderEstimateChangedFact>());
        day.Wait(0.5);
        Assert.Empty(
            day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Active))
                .OfType<OrderEstimateChangedFact>()
        );
        Assert.Empty(
            day.Do(Day.Maya, new UpdateCounterStatus("cold", CounterStatus.Cleaning))
                .OfType<OrderEstimateChangedFact>()
        );
    }

    [Fact]
    public void An_order_that_is_not_late_after_all_is_not_delayed()
    {
        var day = new Day();
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Confirmed("latte");
        day.Do(
            Day.Maya,
            new UpdateOrderPriority(
                day.Confirmed("latte", "latte", "latte").OrderId,
                OrderPriority.Low,
                "no hurry"
            )
        );
        var last = day.Confirmed("latte");
        day.Do(Day.Maya, new UpdateOrderPriority(last.OrderId, OrderPriority.Urgent, "vip"));

        day.Do(Day.Maya, new UpdateCounterStatus("cold", CounterStatus.Cleaning));

        Assert.Equal(
            (3 + 1, false),
            (day.Order(last.OrderId).MinutesLeft(day.Now), day.Order(last.OrderId).Delayed)
        );
    }

    [Fact]
    public void The_same_status_again_says_nothing()
    {
        var day = new Day();

        Assert.Empty(day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Active)));
        day.Do(Day.Maya, Down);
        Assert.Empty(day.Do(Day.Maya, Down));
        Assert.IsType<CounterStatusChangedFact>(
            Assert.Single(day.Do(Day.Maya, Down with { Status = CounterStatus.Cleaning }))
        );
    }

    [Fact]
    public void Counters_are_a_managers()
    {
        var day = new Day();

        day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, Down);
        day.Refuse(RefusalCode.NotFound, Day.Maya, Down with { CounterId = "nope" });
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            Down with
            {
                Reason = new string('x', 501),
            }
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            Down with
            {
                EstimatedDowntime = TimeSpan.FromMinutes(-1),
            }
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            Down with
            {
                EstimatedDowntime = TimeSpan.FromMinutes(24 * 60 + 1),
            }
        );
    }

    [Fact]
    public void A_manager_assigns_what_is_not_started_to_another_counter()
    {
        var day = new Day();
        var order = day.Confirmed("latte", "espresso");
        day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );

        var assigned = day.Do(Day.Maya, new AssignOrder(order.OrderId, "kitchen"))
            .OfType<OrderAssignedFact>()
            .Single();

        Assert.Equal(("kitchen", "maya"), (assigned.CounterId, assigned.By));
        Assert.Equal(
            ["espresso", "kitchen"],
            day.Order(order.OrderId).Lines.Items.Select(line => line.CounterId)
        );
        Assert.Empty(day.Do(Day.Maya, new AssignOrder(order.OrderId, "kitchen")));
    }

    [Fact]
    public void A_manager_gives_an_order_to_somebody()
    {
        var day = new Day();
        var order = day.Confirmed("latte");

        var given = Assert.IsType<EmployeeAssignedFact>(
            Assert.Single(day.Do(Day.Maya, new AssignOrder(order.OrderId, EmployeeId: "ben")))
        );

        Assert.Equal(("ben", "maya"), (given.EmployeeId, given.By));
        Assert.Equal("ben", day.Order(order.OrderId).AssigneeId);
        Assert.Empty(day.Do(Day.Maya, new AssignOrder(order.OrderId, EmployeeId: "ben")));
    }

    [Fact]
    public void Assignments_are_checked()
    {
        var day = new Day();
        var order = day.Confirmed("latte");
        day.Do(Day.Chloe, new ClockOutEmployee());
        day.Do(Day.Maya, new UpdateCounterStatus("cold", CounterStatus.Cleaning));

        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new AssignOrder(order.OrderId, "cold")
        );
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new AssignOrder(order.OrderId, "cold")
        );
        day.Refuse(RefusalCode.ValidationFailed, Day.Maya, new AssignOrder(order.OrderId));
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new AssignOrder(order.OrderId, "kitchen", "ben")
        );
        day.Refuse(RefusalCode.NotFound, Day.Maya, new AssignOrder(order.OrderId, "nope"));
        day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new AssignOrder(order.OrderId, EmployeeId: "nobody")
        );
        day.Refuse(RefusalCode.Conflict, Day.Maya, new AssignOrder(order.OrderId, "cold"));
        day.Refuse(
            RefusalCode.Conflict,
            Day.Maya,
            new AssignOrder(order.OrderId, EmployeeId: "chloe")
        );
        day.Refuse(
            RefusalCode.Conflict,
            Day.Maya,
            new AssignOrder(order.OrderId, "kitchen") { ExpectedVersion = 1 }
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new AssignOrder(day.Pending("latte").OrderId, "kitchen")
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new AssignOrder(day.Pending("latte").OrderId, EmployeeId: "ben")
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new AssignOrder(day.Preparing("latte").OrderId, "kitchen")
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new AssignOrder(day.Completed("latte").OrderId, EmployeeId: "ben")
        );
    }
}
