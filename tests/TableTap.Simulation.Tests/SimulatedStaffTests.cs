using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Staff;
using TableTap.Terms;
using Crew = TableTap.Simulation.Staff.StaffRoster;

namespace TableTap.Simulation.Tests;

/// <summary>Who works in a rush, and how.</summary>
public sealed class SimulatedStaffTests
{
    private static readonly CafeProfile Demo = DemoCafe.Profile;

    [Fact]
    public void One_pair_of_hands_makes_the_longest_first_and_adds_a_part_of_each_other()
    {
        var steps = PreparationPlan.Steps([
            ("b", TimeSpan.FromSeconds(5)),
            ("a", TimeSpan.FromSeconds(10)),
            ("c", TimeSpan.FromSeconds(5)),
        ]);

        Assert.Equal(
            [
                (0, "a", LineStatus.Started),
                (7, "b", LineStatus.Started),
                (9, "c", LineStatus.Started),
                (10, "a", LineStatus.Ready),
                (12, "b", LineStatus.Ready),
                (14, "c", LineStatus.Ready),
            ],
            steps.Select(step => (step.At.TotalSeconds, step.LineId, step.Status))
        );
        Assert.Empty(PreparationPlan.Steps([]));
    }

    [Fact]
    public void The_crew_is_whoever_the_café_says()
    {
        var crew = Crew.Of("demo", Demo);

        Assert.Equal("maya", crew.ManagerId);
        Assert.Equal(["anna", "ben", "chloe"], crew.Baristas.Select(person => person.UserId));
        Assert.Equal(1, crew.StaffAt(Demo.Counter("espresso")!));
    }

    [Fact]
    public void A_café_without_manager_or_with_a_counter_nobody_works_at_is_told_so()
    {
        var alone = Assert.Throws<SimulationException>(() =>
            Crew.Of("demo", Demo with { Staff = Demo.Staff.Items.RemoveAt(3) })
        );
        var uncovered = Assert.Throws<SimulationException>(() =>
            Crew.Of("demo", Demo with { Staff = Demo.Staff.Items.RemoveAt(1) })
        );

        Assert.Equal("The café 'demo' has no manager.", alone.Message);
        Assert.StartsWith(
            "Nobody works at Cold Bar of the café 'demo'",
            uncovered.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Wishes_fill_the_hands_of_every_counter_alike()
    {
        var menu = new Menu([.. Demo.Menu.Items.Select(item => new Dish(item.ItemId, [], []))], []);
        var balanced = MenuDemand.Of(menu, Demo, Crew.Of("demo", Demo));

        double Work(string tag) =>
            balanced
                .Dishes.Where(dish => Demo.Item(dish.ItemId)!.Tag == tag)
                .Sum(dish => dish.Weight * Demo.Item(dish.ItemId)!.Preparation!.Value.TotalSeconds);
        Assert.Equal(Work("hot_drinks"), Work("cold_drinks"), 0.001);
        Assert.Equal(Work("hot_drinks"), Work("food") + Work("pastry"), 0.001);
        Assert.All(balanced.Dishes, dish => Assert.True(dish.Weight > 0));
    }

    [Fact]
    public void A_rail_hangs_each_ticket_once_whoever_shows_it_and_again_when_it_comes_back()
    {
        var rail = new TicketQueue("cold");

        Assert.True(rail.Add(Assigned("o1", version: 2)));
        Assert.False(rail.Add(Assigned("o1", version: 2)));
        Assert.Equal("o1", rail.Next()!.OrderId);
        Assert.Null(rail.Next());
        Assert.True(rail.Add(Assigned("o1", version: 5)));
        rail.Clear();
        Assert.Equal(0, rail.Waiting);
    }

    [Fact]
    public void A_line_that_was_put_back_is_next_unless_its_order_is_over()
    {
        var rail = new TicketQueue("cold");
        rail.Add(Assigned("o1", version: 2));
        rail.Add(Assigned("o2", version: 2));
        var ticket = rail.Next()!;

        rail.Return(ticket, "o1-line");
        var again = rail.Next()!;

        Assert.Equal(("o1", "o1-line"), (again.OrderId, Assert.Single(again.Items).LineId));
        rail.Remove("o1");
        rail.Return(ticket, "o1-line");
        Assert.Equal("o2", rail.Next()!.OrderId);
        Assert.Null(rail.Next());
    }

    [Fact]
    public void A_party_of_twelve_comes_as_one_order()
    {
        var menu = new Menu([new("latte", [], []), new("soup", [], [])], ["1"]);
        var plans = GuestPlan.Draw(
            new Random(1),
            "demo",
            menu,
            [new(TimeSpan.FromMinutes(1), 2), new(TimeSpan.FromMinutes(5), 1)]
        );

        var with = GuestPlan.WithParty(new Random(1), plans, TimeSpan.FromMinutes(4), 48, menu);

        Assert.Equal(plans.Count, with.Count);
        Assert.Equal(48, with[2].Order.Items.Count);
        Assert.Equal((null, false), (with[2].CancelsAfter, with[2].Forgets));
        Assert.Equal(plans.Take(2), with.Take(2));
        Assert.All(
            with,
            plan => Assert.Equal(PaymentMethod.Cash, plan.InCash().Order.PaymentMethod)
        );
    }

    private static OrderAssigned Assigned(string orderId, int version) =>
        new(
            orderId,
            "ORD-000001",
            [
                new(
                    $"{orderId}-line",
                    "iced-tea",
                    "Iced Tea",
                    1,
                    [],
                    OrderPriority.Normal,
                    LineStatus.Queued
                ),
            ],
            OrderType.Takeaway,
            null,
            null,
            2,
            default,
            version
        );
}
