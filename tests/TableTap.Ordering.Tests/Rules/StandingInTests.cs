using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Work that a counter only took over: it goes back to its own as long as nobody has started it (docs/protocol.md §5).</summary>
public class StandingInTests
{
    private static readonly CafeProfile TwoBars = DemoCafe.Profile with
    {
        Counters = DemoCafe.Profile.Counters.Add(
            new CounterProfile("terrace", "Terrace Bar", ["hot_drinks"], 1, 5)
        ),
        Staff = DemoCafe.Profile.Staff.Add(
            new StaffRecord("tom", "Tom", Role.Employee, ["terrace"])
        ),
    };
    private static readonly UpdateCounterStatus Down = new("espresso", CounterStatus.Maintenance);
    private static readonly UpdateCounterStatus Up = new("espresso", CounterStatus.Active);

    [Fact]
    public void What_the_fallback_took_and_nobody_started_returns_with_the_counter()
    {
        var day = new Day();
        var before = day.Confirmed("latte");
        var pending = day.Pending("latte");

        var down = day.Do(Day.Maya, Down).OfType<OrderAssignedFact>().Single();
        day.Pay(pending);

        Assert.Equal(("kitchen", true), (down.CounterId, down.StandsIn));
        Assert.Equal("kitchen", day.Order(pending.OrderId).Lines[0].CounterId);
        var up = day.Do(Day.Maya, Up).OfType<OrderAssignedFact>().ToList();
        Assert.Equal([before.OrderId, pending.OrderId], up.Select(fact => fact.OrderId));
        Assert.All(up, fact => Assert.Equal(("espresso", false), (fact.CounterId, fact.StandsIn)));
        Assert.Equal(0, day.Order(before.OrderId).StoodIn.Count);
    }

    [Fact]
    public void What_the_one_that_stands_in_has_started_stays()
    {
        var day = new Day();
        var order = day.Confirmed("latte", "mocha");
        day.Do(Day.Maya, Down);
        day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );

        day.Do(Day.Maya, Up);

        Assert.Equal(
            ["kitchen", "espresso"],
            day.Order(order.OrderId).Lines.Items.Select(line => line.CounterId)
        );
    }

    [Fact]
    public void A_managers_own_assignment_is_not_undone()
    {
        var day = new Day();
        var order = day.Confirmed("latte");
        day.Do(Day.Maya, new AssignOrder(order.OrderId, "kitchen"));

        day.Do(Day.Maya, Down);
        Assert.Empty(day.Do(Day.Maya, Up).OfType<OrderAssignedFact>());

        Assert.Equal("kitchen", day.Order(order.OrderId).Lines[0].CounterId);
    }

    [Fact]
    public void Work_moved_to_another_bar_comes_back_to_its_own()
    {
        var day = new Day(TwoBars);
        day.Do(Day.Maya, new ClockInEmployee("tom"));
        var orders = new[] { day.Confirmed("latte"), day.Confirmed("latte") };
        foreach (var order in orders)
        {
            day.Do(Day.Maya, new AssignOrder(order.OrderId, "espresso"));
        }

        day.Do(Day.Maya, Down);
        Assert.All(
            orders,
            order => Assert.Equal("terrace", day.Order(order.OrderId).Lines[0].CounterId)
        );
        day.Do(Day.Maya, Up);

        Assert.Equal(
            ["espresso", "espresso"],
            orders.Select(order => day.Order(order.OrderId).Lines[0].CounterId!)
        );
    }

    [Fact]
    public void An_item_that_is_out_at_one_counter_is_made_at_another()
    {
        var day = new Day(TwoBars);
        day.Do(Day.Maya, new ClockInEmployee("tom"));
        var order = day.Confirmed("latte");
        Assert.Equal("espresso", order.Lines[0].CounterId);

        var facts = day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false, "espresso"));

        Assert.Equal(
            [order.OrderId],
            facts.OfType<ItemAvailabilityChangedFact>().Single().AffectedOrders.Items
        );
        Assert.Equal("terrace", facts.OfType<OrderAssignedFact>().Single().CounterId);
        Assert.Equal("terrace", day.Order(order.OrderId).Lines[0].CounterId);
    }

    [Fact]
    public void An_item_that_is_out_everywhere_stays_with_its_orders_and_they_are_named()
    {
        var day = new Day();
        var pending = day.Pending("latte");
        var confirmed = day.Confirmed("mocha", "latte");
        var started = day.Preparing("latte");
        day.ReadyOrder("latte");
        day.Confirmed("mocha");

        var out_ = day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false));

        // What is not paid is not looked after: it is offered again without the item, and here nothing is left of it.
        Assert.Equal(
            [confirmed.OrderId, started.OrderId],
            Assert.IsType<ItemAvailabilityChangedFact>(out_[0]).AffectedOrders.Items
        );
        Assert.Equal(
            (pending.OrderId, CancelReason.ItemUnavailable),
            (
                Assert.IsType<OrderCancelledFact>(Assert.Single(out_[1..])).OrderId,
                ((OrderCancelledFact)out_[1]).Reason
            )
        );
        Assert.Equal(confirmed, day.Order(confirmed.OrderId));
        Assert.Equal(
            0,
            day.Do(Day.Anna, new UpdateItemAvailability("latte", null, true))
                .OfType<ItemAvailabilityChangedFact>()
                .Single()
                .AffectedOrders.Count
        );
    }

    [Fact]
    public void A_customisation_that_is_out_names_the_orders_that_asked_for_it()
    {
        var day = new Day();
        var order = day.Paid(
            day.Place(Day.Guest, Day.Takeaway(new NewOrderLine("latte", 1, ["Oat milk"])))
        );
        day.Confirmed("latte");

        var changed = day.Do(Day.Anna, new UpdateItemAvailability(null, "Oat milk", false))
            .OfType<ItemAvailabilityChangedFact>()
            .Single();

        Assert.Equal([order.OrderId], changed.AffectedOrders.Items);
        Assert.Equal(
            0,
            day.Do(Day.Ben, new UpdateItemAvailability(null, "Oat milk", false, "cold"))
                .OfType<ItemAvailabilityChangedFact>()
                .Single()
                .AffectedOrders.Count
        );
    }

    [Fact]
    public void The_last_counter_for_a_tag_takes_its_items_off_the_menu_until_it_is_back()
    {
        var day = new Day();
        var latte = DemoCafe.Profile.Item("latte")!;

        day.Do(Day.Maya, Down);
        Assert.False(MenuAvailability.IsAvailable(day.Cafe, latte));
        day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("latte"));
        day.Pending("croissant");

        day.Do(Day.Maya, Up);
        Assert.True(MenuAvailability.IsAvailable(day.Cafe, latte));
        day.Pending("latte");
    }

    [Fact]
    public void A_counter_that_is_down_can_be_said_to_be_down_for_longer()
    {
        var day = new Day();
        day.Do(Day.Maya, Down with { Reason = "Descaling", EstimatedDowntime = Minutes(20) });
        Assert.Empty(day.Do(Day.Maya, Down));
        day.Wait(15);

        var longer = Assert.IsType<CounterStatusChangedFact>(
            Assert.Single(day.Do(Day.Maya, Down with { EstimatedDowntime = Minutes(30) }))
        );

        Assert.Equal(
            (CounterStatus.Maintenance, CounterStatus.Maintenance, Minutes(30)),
            (longer.From, longer.To, longer.EstimatedDowntime)
        );
        Assert.Equal(day.Now.AddMinutes(30), day.Cafe.CounterStates.Items["espresso"].BackAt);
        day.Wait(10);
        day.Do(Day.Maya, Down with { Reason = "Waiting for a part" });
        Assert.Equal(day.Now.AddMinutes(20), day.Cafe.CounterStates.Items["espresso"].BackAt);
    }

    [Fact]
    public void A_counter_that_is_back_is_down_for_no_time()
    {
        var day = new Day();
        day.Do(Day.Maya, Down with { EstimatedDowntime = Minutes(20) });

        var back = day.Do(Day.Maya, Up with { EstimatedDowntime = Minutes(20) });

        Assert.Null(back.OfType<CounterStatusChangedFact>().Single().EstimatedDowntime);
        Assert.Null(day.Cafe.CounterStates.Items["espresso"].BackAt);
    }

    [Fact]
    public void Of_two_managers_at_once_the_second_finds_it_done_or_has_the_last_word()
    {
        var day = new Day();
        var order = day.Confirmed("latte");

        day.Do(Day.Maya, Down);
        var again = day.Do(Day.Ada, Down);
        var other = day.Do(Day.Ada, Down with { Status = CounterStatus.Cleaning });
        var back = day.Do(Day.Maya, Up);

        Assert.Empty(again);
        Assert.Empty(other.OfType<OrderAssignedFact>());
        Assert.Equal(
            CounterStatus.Maintenance,
            other.OfType<CounterStatusChangedFact>().Single().From
        );
        Assert.Equal("espresso", back.OfType<OrderAssignedFact>().Single().CounterId);
        Assert.Equal("espresso", day.Order(order.OrderId).Lines[0].CounterId);
    }

    [Fact]
    public void When_everybody_went_home_nothing_new_is_taken_and_nothing_open_is_lost()
    {
        var day = new Day();
        var order = day.Confirmed("latte", "croissant");
        foreach (var person in new[] { "anna", "ben", "chloe", "maya" })
        {
            day.Do(Day.Maya, new ClockOutEmployee(person));
        }

        day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("latte"));
        day.Pending("still-water");
        day.Wait(10);
        day.Do(Actor.System, new ReviewCafe());
        Assert.Equal(
            WaitCause.NobodyThere,
            Quotes.Of(day.Cafe, day.Order(order.OrderId), day.Now)!.Reason.Cause
        );

        day.Do(Day.Anna, new ClockInEmployee());
        day.Do(Day.Chloe, new ClockInEmployee());
        day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));
        day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));
        day.Do(Day.Chloe, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));
        Assert.Equal(OrderStatus.Ready, day.Order(order.OrderId).Status);
    }

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);
}
