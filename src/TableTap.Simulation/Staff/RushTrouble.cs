using TableTap.Ordering.Profiles;

namespace TableTap.Simulation.Staff;

/// <summary>What of a café goes wrong in a rush, drawn by the seed; null where the café has none of it.</summary>
/// <param name="Counter">The counter that breaks down.</param>
/// <param name="Dish">The item that runs out and comes back.</param>
/// <param name="Counted">The item of which few are left, until they are ordered out.</param>
internal sealed record RushTrouble(CounterProfile? Counter, MenuItem? Dish, MenuItem? Counted)
{
    /// <summary>How many of the counted item are left.</summary>
    public const int FewLeft = 3;

    /// <summary>The part of the rush after which few are left.</summary>
    public const double IsCounted = 0.7;

    /// <summary>Draws what goes wrong.</summary>
    /// <param name="seed">Fixes what it is.</param>
    /// <param name="profile">The café.</param>
    public static RushTrouble Draw(int seed, CafeProfile profile)
    {
        // Drawn also where there is none, so that what follows does not depend on it.
        var random = new Random(seed);
        return new(
            profile.Counters.Items.ElementAtOrDefault(
                random.Next(Math.Max(1, profile.Counters.Count))
            ),
            profile
                .Menu.Items.Where(item => item.Tag is not null)
                .ElementAtOrDefault(random.Next(Math.Max(1, profile.Menu.Count / 2))),
            profile.Menu.Items.ElementAtOrDefault(random.Next(Math.Max(1, profile.Menu.Count)))
        );
    }
}
