using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class RoutingTests
{
    private static readonly CafeProfile TwoBars = DemoCafe.Profile with
    {
        Counters = DemoCafe.Profile.Counters.Add(
            new CounterProfile("terrace", "Terrace Bar", ["hot_drinks", "cold_drinks"], 1, 1)
        ),
        Staff = DemoCafe.Profile.Staff.Add(
            new StaffRecord("tom", "Tom", Role.Employee, ["terrace"])
        ),
    };

    [Fact]
    public void Each_item_goes_to_the_counter_that_serves_its_tag()
    {
        var order = new Day().Confirmed(
            "latte",
            "iced-tea",
            "croissant",
            "club-sandwich",
            "still-water"
        );

        Assert.Equal(
            ["espresso", "cold", "kitchen", "kitchen", null],
            order.Lines.Items.Select(line => line.CounterId)
        );
        Assert.Equal(["espresso", "cold", "kitchen"], order.CounterIds.Items);
        Assert.False(order.IsHeld);
    }

    [Fact]
    public void A_counter_without_staff_is_not_eligible()
    {
        var day = new Day(TwoBars);

        Assert.Equal("espresso", day.Confirmed("latte").Lines[0].CounterId);
        day.Do(Day.Maya, new ClockOutEmployee("anna"));
        day.Do(Day.Maya, new ClockInEmployee("tom"));
        Assert.Equal("terrace", day.Confirmed("latte").Lines[0].CounterId);
    }

    [Fact]
    public void A_counter_that_is_down_or_lacks_the_item_is_not_eligible()
    {
        var day = Staffed();
        day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false, "espresso"));
        day.Do(Day.Anna, new UpdateItemAvailability(null, "Decaf", false, "espresso"));

        Assert.Equal("terrace", day.Confirmed("latte").Lines[0].CounterId);
        Assert.Equal(
            "terrace",
            day.Paid(day.Place(Day.Guest, Day.Takeaway(new NewOrderLine("mocha", 1, ["Decaf"]))))
                .Lines[0]
                .CounterId
        );
        day.Do(Day.Maya, new UpdateCounterStatus("terrace", CounterStatus.Cleaning));
        day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("latte"));
        Assert.Equal("espresso", day.Confirmed("mocha").Lines[0].CounterId);
    }

    [Fact]
    public void The_earliest_finish_wins_and_ties_go_to_priority_then_id()
    {
        var day = Staffed();

        Assert.Equal("espresso", day.Confirmed("latte").Lines[0].CounterId);
        Assert.Equal("terrace", day.Confirmed("latte").Lines[0].CounterId);

        var reversed = Staffed(
            TwoBars with
            {
                Counters = TwoBars
                    .Counters.Items.Select(counter =>
                        counter with
                        {
                            Priority = counter.CounterId == "terrace" ? 0 : 1,
                        }
                    )
                    .ToEquatableList(),
            }
        );
        Assert.Equal("terrace", reversed.Confirmed("latte").Lines[0].CounterId);
    }

    [Fact]
    public void An_order_is_kept_together_when_that_costs_at_most_a_minute()
    {
        var day = Staffed();

        // Espresso would take 3:00 + 0.4 × 1:30 = 3:36; the idle terrace 1:30. That costs more than a minute.
        Assert.Equal(
            ["espresso", "terrace"],
            day.Confirmed("latte", "espresso").Lines.Items.Select(line => line.CounterId)
        );

        var another = Staffed();
        // 1:30 + 0.4 × 1:30 = 2:06 against 1:30 elsewhere: 36 s are worth it.
        Assert.Equal(
            ["espresso", "espresso"],
            another.Confirmed("espresso", "espresso").Lines.Items.Select(line => line.CounterId)
        );
    }

    [Fact]
    public void Without_an_eligible_counter_the_fallback_takes_what_was_accepted()
    {
        var day = new Day();
        var order = day.Pending("latte");
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));

        Assert.Equal("kitchen", day.Paid(order).Lines[0].CounterId);
    }

    [Fact]
    public void Without_a_fallback_the_order_is_held_and_released_when_the_counter_returns()
    {
        var day = new Day();
        var order = day.Pending("latte", "iced-tea");
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));

        var facts = day.Pay(order);

        Assert.Equal("cold", facts.OfType<OrderAssignedFact>().Single().CounterId);
        Assert.Equal([order.Lines[0].LineId], facts.OfType<OrderHeldFact>().Single().LineIds.Items);
        Assert.True(day.Order(order.OrderId).IsHeld);
        Assert.Equal(OrderStatus.Confirmed, day.Order(order.OrderId).Status);

        var back = day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Active));
        Assert.Equal(
            ("espresso", "system"),
            (
                back.OfType<OrderAssignedFact>().Single().CounterId,
                back.OfType<OrderAssignedFact>().Single().By
            )
        );
        Assert.False(day.Order(order.OrderId).IsHeld);
    }

    public static TheoryData<string> WaysBack =>
        ["clock-in", "break-end", "cover", "available", "profile"];

    [Theory]
    [MemberData(nameof(WaysBack))]
    public void Held_work_is_released_by_whatever_comes_back(string way)
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                Counters = [DemoCafe.Profile.Counters[0], DemoCafe.Profile.Counters[1]],
                Menu =
                [
                    .. DemoCafe.Profile.Menu.Items.Where(item =>
                        item.Tag is "hot_drinks" or "cold_drinks"
                    ),
                ],
                Staff = DemoCafe.Profile.Staff.Items.RemoveAt(2),
            }
        );
        var order = day.Pending("latte");
        Action back = way switch
        {
            "clock-in" => Block(
                new ClockOutEmployee("anna"),
                () => day.Do(Day.Anna, new ClockInEmployee())
            ),
            "break-end" => Block(
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), EmployeeId: "anna"),
                () => day.Do(Day.Anna, new EndBreak())
            ),
            "cover" => Block(
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), EmployeeId: "anna"),
                () =>
                {
                    day.Do(Day.Anna, new EndBreak());
                    day.Do(
                        Day.Anna,
                        new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), ["ben"])
                    );
                }
            ),
            "available" => Block(
                new UpdateItemAvailability("latte", null, false, "espresso"),
                () => day.Do(Day.Anna, new UpdateItemAvailability("latte", null, true))
            ),
            _ => Block(
                new UpdateCounterStatus("espresso", CounterStatus.Inactive),
                () =>
                    day.Do(
                        Day.Ada,
                        new ConfigureCafe(
                            day.Cafe.Profile with
                            {
                                Counters = day.Cafe.Profile.Counters.Items.SetItem(
                                    1,
                                    day.Cafe.Profile.Counters[1] with
                                    {
                                        IsFallback = true,
                                    }
                                ),
                            }
                        )
                    )
            ),
        };

        Assert.True(day.Paid(order).IsHeld);
        back();
        Assert.False(day.Order(order.OrderId).IsHeld);

        Action Block(CafeCommand command, Action undo)
        {
            day.Do(Day.Maya, command);
            return undo;
        }
    }

    [Fact]
    public void A_held_order_that_still_nobody_can_take_is_not_said_to_be_held_again()
    {
        var day = new Day();
        var order = day.Pending("latte");
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));
        day.Pay(order);

        Assert.Single(day.Do(Day.Anna, new ClockOutEmployee()));
        Assert.Single(day.Do(Day.Anna, new ClockInEmployee()));
        Assert.Single(day.Facts.OfType<OrderHeldFact>());
    }

    [Fact]
    public void A_held_item_is_not_started_but_can_be_voided_and_forced()
    {
        var day = new Day();
        var order = day.Pending("latte", "espresso", "iced-tea");
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));
        day.Pay(order);

        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );
        day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );
        day.Moved(order, OrderStatus.Preparing);
        Assert.Equal(LineStatus.Queued, day.Order(order.OrderId).Lines[1].Status);
        day.Moved(order, OrderStatus.Ready, reason: "made at the neighbour's");
        Assert.Equal("Cold Bar", day.Facts.OfType<OrderReadyFact>().Single().PickupLocation);
    }

    [Fact]
    public void What_no_counter_made_is_not_taken_back_from_ready()
    {
        var day = new Day();
        var order = day.Pending("latte", "iced-tea");
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));
        day.Pay(order);
        day.Moved(order, OrderStatus.Preparing);
        day.Moved(order, OrderStatus.Ready, reason: "made at the neighbour's");

        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );
        day.Moved(order, OrderStatus.Preparing, reason: "no ice");

        Assert.Equal(
            [LineStatus.Ready, LineStatus.Started],
            day.Order(order.OrderId).Lines.Items.Select(line => line.Status)
        );
    }

    [Fact]
    public void An_order_that_is_held_as_a_whole_cannot_be_started()
    {
        var day = new Day();
        var order = day.Pending("latte");
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Cleaning));
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));
        day.Pay(order);

        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing)
        );
    }

    private static Day Staffed(CafeProfile? profile = null)
    {
        var day = new Day(profile ?? TwoBars);
        day.Do(Day.Maya, new ClockInEmployee("tom"));
        return day;
    }
}
