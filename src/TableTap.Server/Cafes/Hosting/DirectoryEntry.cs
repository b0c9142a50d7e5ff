using TableTap.Ordering;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>A café as permissions need to know it.</summary>
internal static class DirectoryEntry
{
    public static CafeScope Of(Cafe cafe) =>
        new(
            cafe.CafeId,
            [.. cafe.Profile.Counters.Items.Select(counter => counter.CounterId)],
            cafe.Profile.Staff.Items.ToDictionary(
                person => person.EmployeeId,
                person => Crew.CountersOf(cafe, person.EmployeeId)
            )
        );
}
