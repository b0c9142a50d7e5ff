using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

/// <summary>Whose work a ticket is: it comes back to its own counter untouched, and a counter hears of it once (docs/protocol.md §5).</summary>
public class OwnWorkTests
{
    private static readonly CafeProfile TwoBars = DemoCafe.Profile with
    {
        Counters = DemoCafe.Profile.Counters.Add(
            new CounterProfile("terrace", "Terrace Bar", ["hot_drinks"], 1, 1)
        ),
        Staff = DemoCafe.Profile.Staff.Add(
            new StaffRecord("tom", "Tom", Role.Employee, ["terrace"])
        ),
    };

    private static readonly (string CounterId, string Who)[] Places =
    [
        ("espresso", "anna"),
        ("terrace", "tom"),
        ("cold", "ben"),
        ("kitchen", "chloe"),
    ];

    [Fact]
    public void Two_counters_of_one_tag_that_failed_get_their_own_work_again()
    {
        var day = Open(out var orders);
        var own = CountersOf(day, orders);
        Assert.Equal(["espresso", "terrace"], own.Distinct().Order());

        Down(day, "espresso");
        Down(day, "terrace");
        Assert.Equal(["kitchen"], CountersOf(day, orders).Distinct());
        Up(day, "espresso");
        Up(day, "terrace");

        Assert.Equal(own, CountersOf(day, orders));
    }

    /// <summary>Whatever goes down and comes back in whatever order, people going home included: in the end everything is where it was.</summary>
    [Fact]
    [Trait("Lines", "uncounted")]
    public void After_any_failures_each_counter_has_its_own_untouched_work() =>
        Gen.Select(Gen.Int[0, Places.Length - 1], Gen.Int[0, 3])
            .Array[1, 25]
            .Sample(steps =>
            {
                var day = Open(out var orders);
                var own = CountersOf(day, orders);
                foreach (var (place, what) in steps)
                {
                    var (counterId, who) = Places[place];
                    _ = what switch
                    {
                        0 => day.Try(
                            Day.Maya,
                            new UpdateCounterStatus(counterId, CounterStatus.Maintenance)
                        ),
                        1 => day.Try(
                            Day.Maya,
                            new UpdateCounterStatus(counterId, CounterStatus.Active)
                        ),
                        2 => day.Try(Day.Maya, new ClockOutEmployee(who)),
                        _ => day.Try(Day.Maya, new ClockInEmployee(who)),
                    };
                }

                foreach (var (counterId, who) in Places)
                {
                    day.Try(Day.Maya, new ClockInEmployee(who));
                    Up(day, counterId);
                }

                Assert.Equal(own, CountersOf(day, orders));
                Assert.All(
                    day.Cafe.OpenOrders.Values,
                    order => Assert.Equal((0, 0), (order.StoodIn.Count, order.OwnCounters.Count))
                );
            });

    [Fact]
    public void The_last_one_who_goes_home_strands_no_ticket_beside_a_free_counter()
    {
        var day = new Day(TwoBars);
        var order = day.Confirmed("latte");
        Assert.Equal("espresso", order.Lines[0].CounterId);
        day.Do(Day.Maya, new ClockInEmployee("tom"));

        var moved = day.Do(Day.Anna, new ClockOutEmployee()).OfType<OrderAssignedFact>().Single();

        Assert.Equal(("terrace", true), (moved.CounterId, moved.StandsIn));
        day.Do(Day.Maya, new ClockInEmployee("anna"));
        Assert.Equal("espresso", day.Order(order.OrderId).Lines[0].CounterId);
    }

    [Fact]
    public void What_was_started_stays_where_the_last_one_went_home()
    {
        var day = new Day(TwoBars);
        var order = day.Preparing("latte");
        day.Do(Day.Maya, new ClockInEmployee("tom"));

        day.Do(Day.Anna, new ClockOutEmployee());

        Assert.Equal("espresso", day.Order(order.OrderId).Lines[0].CounterId);
    }

    /// <summary>The kitchen makes its own sandwich and, as the fallback, what nobody else can.</summary>
    [Fact]
    public void One_order_is_one_ticket_at_a_counter_with_own_and_fallback_lines()
    {
        var day = new Day();
        var order = day.Pending("latte", "club-sandwich");
        Down(day, "espresso");

        var ticket = day.Pay(order).OfType<OrderAssignedFact>().Single();

        Assert.Equal("kitchen", ticket.CounterId);
        Assert.Equal(order.Lines.Items.Select(line => line.LineId), ticket.LineIds.Items);
        Assert.Equal([order.Lines[0].LineId], ticket.StandInLineIds.Items);
        Up(day, "espresso");
        Assert.Equal(
            ["espresso", "kitchen"],
            day.Order(order.OrderId).Lines.Items.Select(line => line.CounterId)
        );
    }

    private static Day Open(out List<string> orders)
    {
        var day = new Day(TwoBars);
        day.Do(Day.Maya, new ClockInEmployee("tom"));
        orders = [.. Enumerable.Range(0, 6).Select(_ => day.Confirmed("latte").OrderId)];
        return day;
    }

    private static void Down(Day day, string counterId) =>
        day.Do(Day.Maya, new UpdateCounterStatus(counterId, CounterStatus.Maintenance));

    private static void Up(Day day, string counterId) =>
        day.Do(Day.Maya, new UpdateCounterStatus(counterId, CounterStatus.Active));

    private static List<string?> CountersOf(Day day, List<string> orders) =>
        [.. orders.Select(id => day.Order(id).Lines[0].CounterId)];
}
