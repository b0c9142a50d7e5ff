using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

public class CafeCommandTests
{
    private readonly Day _day = new();

    [Fact]
    public void What_is_out_comes_back_everywhere_at_once()
    {
        Assert.IsType<ItemAvailabilityChangedFact>(
            Assert.Single(
                _day.Do(Day.Ben, new UpdateItemAvailability("latte", null, false, "espresso"))
            )
        );
        _day.Do(Day.Ben, new UpdateItemAvailability("latte", null, false));
        _day.Do(Day.Ben, new UpdateItemAvailability("mocha", null, false, "espresso"));
        Assert.Empty(_day.Do(Day.Ben, new UpdateItemAvailability("latte", null, false)));

        _day.Do(Day.Ben, new UpdateItemAvailability("latte", null, true));

        Assert.Equal(
            new Outage("mocha", null, "espresso"),
            Assert.Single(_day.Cafe.Outages.Values)
        );
        Assert.Empty(_day.Do(Day.Ben, new UpdateItemAvailability("latte", null, true)));
        _day.Do(Day.Ben, new UpdateItemAvailability("mocha", null, true, "espresso"));
        Assert.Equal(0, _day.Cafe.Outages.Count);
    }

    [Fact]
    public void A_counters_own_outage_ends_without_ending_the_cafés()
    {
        _day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", false));
        _day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", false, "cold"));

        _day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", true, "cold"));

        Assert.Equal(new Outage(null, "Oat milk", null), Assert.Single(_day.Cafe.Outages.Values));
    }

    [Fact]
    public void Availability_is_checked()
    {
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new UpdateItemAvailability("latte", null, false)
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateItemAvailability(null, null, false)
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateItemAvailability("latte", "Oat milk", false)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability("unicorn", null, false)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability(null, "Unicorn milk", false)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability("latte", null, false, "nope")
        );
    }

    [Fact]
    public void A_pause_ends_by_itself()
    {
        var until = _day.Now.AddMinutes(10);
        var paused = _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, until, " full "))
            .OfType<IntakeChangedFact>()
            .Single();
        Assert.Equal(
            (IntakeMode.Paused, until, "full", "maya"),
            (paused.Mode, paused.Until, paused.Reason, paused.By)
        );
        Assert.Empty(_day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, until, "full")));
        Assert.Equal(until, CafeTimers.Next(_day.Cafe)?.At);
        Assert.Empty(_day.Do(Actor.System, new ResumeIntake()));

        _day.Live(10);

        Assert.Equal(
            (IntakeMode.Normal, "system"),
            (
                _day.Facts.OfType<IntakeChangedFact>().Last().Mode,
                _day.Facts.OfType<IntakeChangedFact>().Last().By
            )
        );
        Assert.Equal(Intake.Normal, _day.Cafe.Intake);
        Assert.Null(CafeTimers.Next(_day.Cafe));
    }

    [Fact]
    public void A_pause_without_an_end_is_ended_by_a_manager()
    {
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused));
        _day.Live(600);

        Assert.Null(
            _day.Refuse(RefusalCode.IntakePaused, Day.Guest, Day.Takeaway("latte")).RetryAfter
        );
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal, Reason: "done"));
        Assert.Empty(_day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal)));
        _day.Pending("latte");
    }

    [Fact]
    public void A_pause_that_is_over_stops_nobody_even_before_the_timer_comes()
    {
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, _day.Now.AddMinutes(1)));
        _day.Wait(1);

        _day.Pending("latte");
    }

    [Fact]
    public void The_intake_is_checked()
    {
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new UpdateIntake(IntakeMode.Paused)
        );
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, new ResumeIntake());
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateIntake(IntakeMode.Paused, _day.Now)
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateIntake(IntakeMode.Normal, _day.Now.AddHours(1))
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateIntake(IntakeMode.Paused, Reason: new string('x', 501))
        );
    }

    [Fact]
    public void The_owner_rates_a_completed_order_once()
    {
        var order = _day.Completed("latte");

        var rated = Assert.IsType<OrderRatedFact>(
            Assert.Single(_day.Do(Day.Guest, new RateOrder(order.OrderId, 5, " lovely ")))
        );

        Assert.Equal((5, "lovely", "guest-1"), (rated.Stars, rated.Comment, rated.By));
        Assert.Equal(new Rating(5, "lovely", _day.Now), _day.Order(order.OrderId).Rating);
        _day.Refuse(RefusalCode.Conflict, Day.Guest, new RateOrder(order.OrderId, 1));
    }

    [Fact]
    public void Ratings_are_checked()
    {
        var order = _day.Completed("latte");

        foreach (var stars in new[] { int.MinValue, 0, 6, int.MaxValue })
        {
            _day.Refuse(
                RefusalCode.ValidationFailed,
                Day.Guest,
                new RateOrder(order.OrderId, stars)
            );
        }

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            new RateOrder(order.OrderId, 5, new string('x', 501))
        );
        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, new RateOrder(order.OrderId, 5));
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Maya, new RateOrder(order.OrderId, 5));
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Guest,
            new RateOrder(_day.ReadyOrder("latte").OrderId, 5)
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Guest,
            new RateOrder(_day.Cancelled("latte").OrderId, 5)
        );
    }

    [Fact]
    public void A_manager_changes_the_priority_for_any_reason_and_an_employee_for_a_remake()
    {
        var order = _day.Confirmed("latte");

        var changed = Assert.IsType<OrderPriorityChangedFact>(
            Assert.Single(
                _day.Do(
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
            _day.Do(Day.Maya, new UpdateOrderPriority(order.OrderId, OrderPriority.High, "again"))
        );
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new UpdateOrderPriority(order.OrderId, OrderPriority.Low, "lazy")
        );
        _day.Do(Day.Anna, new UpdateOrderPriority(order.OrderId, OrderPriority.Urgent, "remake"));
        Assert.Equal(OrderPriority.Urgent, _day.Order(order.OrderId).Priority);
    }

    [Fact]
    public void Priorities_are_checked()
    {
        var order = _day.Confirmed("latte");
        var update = new UpdateOrderPriority(order.OrderId, OrderPriority.High, "remake");

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, update);
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Bank, update);
        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, update);
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, update with { Reason = "" });
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, update with { Reason = null! });
        _day.Refuse(RefusalCode.Conflict, Day.Maya, update with { ExpectedVersion = 99 });
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            update with
            {
                OrderId = _day.Completed("latte").OrderId,
            }
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            update with
            {
                OrderId = _day.Cancelled("latte").OrderId,
            }
        );
    }

    [Fact]
    public void An_id_that_is_missing_altogether_is_not_found()
    {
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new UpdateOrderStatus(null!, OrderStatus.Ready)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new UpdateCounterStatus(null!, CounterStatus.Active)
        );
    }

    private sealed record Unheard : CafeCommand;

    private sealed record Odd(DateTimeOffset At) : Fact(At);

    private sealed record OddOrder(DateTimeOffset At, string OrderId) : OrderFact(At, OrderId);

    [Fact]
    public void A_command_or_a_fact_that_the_cafe_does_not_know_is_a_bug()
    {
        var order = _day.Confirmed("latte");

        Assert.Throws<ArgumentOutOfRangeException>(() => _day.Try(Day.Ada, new Unheard()));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CafeApply.Apply(_day.Cafe, new Odd(_day.Now))
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CafeApply.Apply(_day.Cafe, new OddOrder(_day.Now, order.OrderId))
        );
    }
}
