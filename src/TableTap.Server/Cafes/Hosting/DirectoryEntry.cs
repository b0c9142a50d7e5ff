using System.Collections.Immutable;
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
                person => person.Counters.Items
            ),
            cafe.Profile.Staff.Items.ToDictionary(
                person => person.EmployeeId,
                person => CoversOf(cafe, person)
            )
        );

    private static ImmutableArray<Cover> CoversOf(Cafe cafe, StaffRecord person) =>
        cafe.Shifts.Contains(person.EmployeeId)
            ?
            [
                .. cafe
                    .Shifts.Values.Select(shift => shift.Break)
                    .OfType<Break>()
                    .Where(pause => pause.Covering.Contains(person.EmployeeId))
                    .SelectMany(pause =>
                        pause.CounterIds.Items.Select(id => new Cover(id, pause.StartedAt))
                    ),
            ]
            : [];
}
