using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Tests;

public sealed class ArrivalProcessTests
{
    private static readonly Menu Menu = new(
        [
            new Dish("latte", ["Oat milk", "Extra shot"], []),
            new Dish("croissant", ["Warmed up"], []),
            new Dish("still-water", [], []),
        ],
        ["1", "2", "3"]
    );

    [Fact]
    public void Orders_come_at_the_rate_that_was_asked_for()
    {
        var orders = Enumerable
            .Range(1, 200)
            .Select(seed => (double)Draw(seed).Sum(party => party.Size))
            .Average();
        Assert.InRange(orders, 590, 610);
    }

    [Fact]
    public void Counts_scatter_as_a_process_of_parties_does()
    {
        var counts = Enumerable.Range(1, 400).Select(seed => (double)Draw(seed).Count).ToArray();
        var mean = counts.Average();
        var variance = counts.Sum(count => Math.Pow(count - mean, 2)) / counts.Length;
        // Poisson: the variance is the mean.
        Assert.InRange(variance / mean, 0.8, 1.25);
    }

    [Fact]
    public void Guests_come_in_two_peaks_and_not_at_a_constant_rate()
    {
        var tenths = new double[10];
        for (var seed = 1; seed <= 100; seed++)
        {
            foreach (var party in Draw(seed))
            {
                tenths[(int)(party.At / TimeSpan.FromHours(2) * 10)]++;
            }
        }

        var mean = tenths.Average();
        Assert.True(tenths[3] > 1.4 * mean);
        Assert.True(tenths[7] > 1.1 * mean);
        Assert.True(tenths[0] < 0.7 * mean);
        Assert.True(tenths[5] < tenths[3] && tenths[5] < tenths[7]);
        Assert.InRange(ArrivalProcess.PeakFactor, 1.5, 2.5);
    }

    [Fact]
    public void Parties_are_of_one_to_four_mostly_of_one()
    {
        var sizes = Enumerable
            .Range(1, 50)
            .SelectMany(Draw)
            .CountBy(party => party.Size)
            .ToDictionary();
        Assert.Equal([1, 2, 3, 4], sizes.Keys.Order());
        Assert.InRange(sizes[1] / (double)sizes.Values.Sum(), 0.55, 0.61);
    }

    [Fact]
    public void Same_seed_gives_the_same_rush_and_another_seed_another()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.Equal(Plans(7).Select(Words), Plans(7).Select(Words));
    }

    [Fact]
    public void Guests_order_one_to_five_items_that_the_menu_has()
    {
        var plans = Plans(3);
        var counts = plans.Select(plan => plan.Order.Items.Count).ToArray();
        Assert.Equal((1, 5), (counts.Min(), counts.Max()));
        foreach (var item in plans.SelectMany(plan => plan.Order.Items))
        {
            var dish = Assert.Single(Menu.Dishes, dish => dish.ItemId == item.ItemId);
            Assert.Subset(dish.Customizations.ToHashSet(), (item.Customizations ?? []).ToHashSet());
        }
    }

    [Fact]
    public void Shares_are_those_of_a_cafe()
    {
        var plans = Enumerable.Range(1, 30).SelectMany(Plans).ToArray();
        Assert.InRange(Share(plan => plan.IsDeclinedFirst), 0.025, 0.045);
        Assert.InRange(Share(plan => plan.DropsAfter is not null), 0.12, 0.18);
        Assert.InRange(Share(plan => plan.CancelsAfter is not null), 0.05, 0.07);
        Assert.InRange(Share(plan => plan.Order.PaymentMethod == PaymentMethod.Cash), 0.1, 0.14);
        Assert.InRange(Share(plan => plan.Order.OrderType == OrderType.DineIn), 0.4, 0.5);
        Assert.InRange(
            Share(plan => plan.Order.Items.Any(item => item.Customizations is { Count: > 0 })),
            0.25,
            0.5
        );
        Assert.All(
            plans,
            plan =>
                Assert.Equal(
                    plan.Order.OrderType == OrderType.DineIn,
                    plan.Order.TableNumber is not null
                )
        );

        double Share(Func<GuestPlan, bool> has) => plans.Count(has) / (double)plans.Length;
    }

    private static IReadOnlyList<Party> Draw(int seed) =>
        ArrivalProcess.Draw(new Random(seed), 300, TimeSpan.FromHours(2));

    private static IReadOnlyList<GuestPlan> Plans(int seed) =>
        GuestPlan.Draw(new Random(seed), "demo", Menu, Draw(seed));

    private static string Words(GuestPlan plan) =>
        string.Join(
            ' ',
            plan.Number,
            plan.Arrives,
            plan.CollectsAfter,
            plan.DropsAfter,
            string.Join(',', plan.Order.Items.Select(item => item.ItemId))
        );
}
