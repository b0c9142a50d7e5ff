using TableTap.Ordering.Profiles;
using TableTap.Simulation.Sockets;

namespace TableTap.Simulation.Staff;

/// <summary>
/// How often each dish is wished for, so that a café is staffed as its guests order: at each counter as much as its hands
/// can make. Pure.
/// </summary>
internal static class MenuDemand
{
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(5);

    /// <summary>The menu with its weights.</summary>
    /// <param name="menu">What can be had.</param>
    /// <param name="profile">The café.</param>
    /// <param name="crew">The staff who work in the rush.</param>
    public static Menu Of(Menu menu, CafeProfile profile, StaffRoster crew)
    {
        var weights = new Dictionary<string, double>();
        foreach (
            var counter in menu
                .Dishes.Select(dish => profile.Item(dish.ItemId))
                .OfType<MenuItem>()
                .GroupBy(item => At(profile, item))
                .Where(group => group.Key is not null)
        )
        {
            var mean = counter.Average(item => (item.Preparation ?? Unknown).TotalSeconds);
            var share = crew.StaffAt(counter.Key!) / (mean * counter.Count());
            foreach (var item in counter)
            {
                weights[item.ItemId] = share;
            }
        }

        var usual = weights.Values.DefaultIfEmpty(1).Average();
        return menu with
        {
            Dishes =
            [
                .. menu.Dishes.Select(dish =>
                    dish with
                    {
                        Weight = weights.GetValueOrDefault(dish.ItemId, usual / 2),
                    }
                ),
            ],
        };
    }

    private static CounterProfile? At(CafeProfile profile, MenuItem item) =>
        item.Tag is null
            ? null
            : profile.Counters.Items.FirstOrDefault(counter => counter.Serves(item.Tag))
                ?? profile.Fallback;
}
