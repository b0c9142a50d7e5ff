using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests;

/// <summary>A second café on the same server, with its own counter and people.</summary>
internal static class OtherCafe
{
    public const string Id = "other";

    public static CafeProfile Profile { get; } =
        DemoCafe.Profile with
        {
            Name = "The Other Café",
            Counters = [new("bar", "Bar", ["hot_drinks", "cold_drinks", "food", "pastry"])],
            Staff =
            [
                new("otto", "Otto Other", Role.Employee, ["bar"]),
                new("olga", "Olga Other", Role.Manager, []),
            ],
        };
}
