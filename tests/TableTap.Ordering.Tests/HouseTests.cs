using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

public class HouseTests
{
    private readonly Day day = new();

    [Fact]
    public void What_is_out_comes_back_everywhere_at_once()
    {
        Assert.IsType<ItemAvailabilityChangedFact>(
            Assert.Single(
                day.Do(Day.Ben, new UpdateItemAvailability("latte", null, false, "espresso"))
            )
        );
        day.Do(Day.Ben, new UpdateItemAvailability("latte", null, false));
        day.Do(Day.Ben, new UpdateItemAvailability("mocha", null, false, "espresso"));
        Assert.Empty(day.Do(Day.Ben, new UpdateItemAvailability("latte", null, false)));

        day.Do(Day.Ben, new UpdateItemAvailability("latte", null, true));

        Assert.Equal(new Outage("mocha", null, "espresso"), Assert.Single(day.Cafe.Outages.Values));
        Assert.Empty(day.Do(Day.Ben, new UpdateItemAvailability("latte", null, true)));
        day.Do(Day.Ben, new UpdateItemAvailability("mocha", null, true, "espresso"));
        Assert.Equal(0, day.Cafe.Outages.Count);
    }

    [Fact]
    public void A_counters_own_outage_ends_without_ending_the_cafés()
    {
        day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", false));
        day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", false, "cold"));

        day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", true, "cold"));

        Assert.Equal(new Outage(null, "Oat milk", null), Assert.Single(day.Cafe.Outages.Values));
    }

    [Fact]
    public void Availability_is_checked()
    {
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new UpdateItemAvailability("latte", null, false)
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateItemAvailability(null, null, false)
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateItemAvailability("latte", "Oat milk", false)
        );
        day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability("unicorn", null, false)
        );
        day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability(null, "Unicorn milk", false)
        );
        day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability("latte", null, false, "nope")
        );
    }

    [Fact]
    public void A_pause_ends_by_itself()
    {
        var until = day.Now.AddMinutes(10);
        var paused = day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, until, " full "))
            .OfType<IntakeChangedFact>()
            .Single();
        Assert.Equal(
            (IntakeMode.Paused, until, "full", "maya"),
            (paused.Mode, paused.Until, paused.Reason, paused.By)
        );
        Assert.Empty(day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, until, "full")));
        Assert.Equal(until, CafeTimers.NextDue(day.Cafe));
        Assert.Null(CafeTimers.Due(day.Cafe, until.AddSeconds(-1)));
        Assert.Empty(day.Do(Actor.System, new ResumeIntake()));

        day.Live(10);

        Assert.Equal(
            (IntakeMode.Normal, "system"),
            (
                day.Facts.OfType<IntakeChangedFact>().Last().Mode,
                day.Facts.OfType<IntakeChangedFact>().Last().By
            )
        );
        Assert.Equal(Intake.Normal, day.Cafe.Intake);
        Assert.Null(CafeTimers.NextDue(day.Cafe));
    }

    [Fact]
    public void A_pause_without_an_end_is_ended_by_a_manager()
    {
        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused));
        day.Live(600);

        Assert.Null(
            day.Refuse(RefusalCode.IntakePaused, Day.Guest, Day.Takeaway("latte")).RetryAfter
        );
        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal, Reason: "done"));
        Assert.Empty(day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal)));
        day.Pending("latte");
    }

    [Fact]
    public void A_pause_that_is_over_stops_nobody_even_before_the_timer_comes()
    {
        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, day.Now.AddMinutes(1)));
        day.Wait(1);

        day.Pending("latte");
    }

    [Fact]
    public void The_intake_is_checked()
    {
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new UpdateIntake(IntakeMode.Paused)
        );
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, new ResumeIntake());
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateIntake(IntakeMode.Paused, day.Now)
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateIntake(IntakeMode.Normal, day.Now.AddHours(1))
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateIntake(IntakeMode.Paused, Reason: new string('x', 501))
        );
    }

    [Fact]
    public void The_owner_rates_a_completed_order_once()
    {
        var order = day.Completed("latte");

        var rated = Assert.IsType<OrderRatedFact>(
            Assert.Single(day.Do(Day.Guest, new RateOrder(order.OrderId, 5, " lovely ")))
        );

        Assert.Equal((5, "lovely", "guest-1"), (rated.Stars, rated.Comment, rated.By));
        Assert.Equal(new Rating(5, "lovely", day.Now), day.Order(order.OrderId).Rating);
        day.Refuse(RefusalCode.Conflict, Day.Guest, new RateOrder(order.OrderId, 1));
    }

    [Fact]
    public void Ratings_are_checked()
    {
        var order = day.Completed("latte");

        foreach (var stars in new[] { int.MinValue, 0, 6, int.MaxValue })
        {
            day.Refuse(
                RefusalCode.ValidationFailed,
                Day.Guest,
                new RateOrder(order.OrderId, stars)
            );
        }

        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            new RateOrder(order.OrderId, 5, new string('x', 501))
        );
        day.Refuse(RefusalCode.NotFound, Day.OtherGuest, new RateOrder(order.OrderId, 5));
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Maya, new RateOrder(order.OrderId, 5));
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Guest,
            new RateOrder(day.ReadyOrder("latte").OrderId, 5)
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Guest,
            new RateOrder(day.Cancelled("latte").OrderId, 5)
        );
    }

    [Fact]
    public void A_manager_changes_the_priority_for_any_reason_and_an_employee_for_a_remake()
    {
        var order = day.Confirmed("latte");

        var changed = Assert.IsType<OrderPriorityChangedFact>(
            Assert.Single(
                day.Do(
                    Day.Maya,
                    new UpdateOrderPriority(order.OrderId, OrderPriority.High, "customer_waiting")
                )
            )
        );
        Assert.Equal(
            (OrderPriority.Normal, OrderPriority.High, "customer_waiting", "maya"),
            (changed.Previous, changed.Current, changed.Reason, changed.By)
        );
        Assert.Empty(
            day.Do(Day.Maya, new UpdateOrderPriority(order.OrderId, OrderPriority.High, "again"))
        );
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new UpdateOrderPriority(order.OrderId, OrderPriority.Low, "lazy")
        );
        day.Do(Day.Anna, new UpdateOrderPriority(order.OrderId, OrderPriority.Urgent, "remake"));
        Assert.Equal(OrderPriority.Urgent, day.Order(order.OrderId).Priority);
    }

    [Fact]
    public void Priorities_are_checked()
    {
        var order = day.Confirmed("latte");
        var update = new UpdateOrderPriority(order.OrderId, OrderPriority.High, "remake");

        day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, update);
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Bank, update);
        day.Refuse(RefusalCode.NotFound, Day.OtherGuest, update);
        day.Refuse(RefusalCode.ValidationFailed, Day.Maya, update with { Reason = "" });
        day.Refuse(RefusalCode.ValidationFailed, Day.Maya, update with { Reason = null! });
        day.Refuse(RefusalCode.Conflict, Day.Maya, update with { ExpectedVersion = 99 });
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            update with
            {
                OrderId = day.Completed("latte").OrderId,
            }
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            update with
            {
                OrderId = day.Cancelled("latte").OrderId,
            }
        );
    }

    [Fact]
    public void An_id_that_is_missing_altogether_is_not_found()
    {
        day.Refuse(RefusalCode.NotFound, Day.Maya, new UpdateOrderStatus(null!, OrderStatus.Ready));
        day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new UpdateCounterStatus(null!, CounterStatus.Active)
        );
    }

    private sealed record Unheard : CafeCommand;

    private sealed record Odd(DateTimeOffset At) : Fact(At);

    private sealed record OddOrder(DateTimeOffset At, string OrderId) : OrderFact(At, OrderId);

    [Fact]
    public void A_command_or_a_fact_that_the_house_does_not_know_is_a_bug()
    {
        var order = day.Confirmed("latte");

        Assert.Throws<ArgumentOutOfRangeException>(() => day.Try(Day.Ada, new Unheard()));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CafeApply.Apply(day.Cafe, new Odd(day.Now))
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CafeApply.Apply(day.Cafe, new OddOrder(day.Now, order.OrderId))
        );
    }
}
