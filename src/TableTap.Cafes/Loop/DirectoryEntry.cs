using System.Collections.Immutable;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Realtime.Authentication;

namespace TableTap.Cafes.Loop;

/// <summary>A café as permissions need to know it.</summary>
internal static class DirectoryEntry
{
    /// <summary>The café's counters, staff and covers.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="breakStarts">At which commit each break started, by who has it; one that is not there covers nothing yet.</param>
    public static CafeScope Of(Cafe cafe, IReadOnlyDictionary<string, long> breakStarts) =>
        new(
            cafe.CafeId,
            [.. cafe.Profile.Counters.Items.Select(counter => counter.CounterId)],
            cafe.Profile.Staff.Items.ToDictionary(
                person => person.EmployeeId,
                person => person.Counters.Items
            ),
            cafe.Profile.Staff.Items.ToDictionary(
                person => person.EmployeeId,
                person => CoversOf(cafe, person, breakStarts)
            )
        );

    private static ImmutableArray<BreakCover> CoversOf(
        Cafe cafe,
        StaffRecord person,
        IReadOnlyDictionary<string, long> breakStarts
    ) =>
        cafe.Shifts.Contains(person.EmployeeId)
            ?
            [
                .. cafe
                    .Shifts.Values.Where(shift =>
                        shift.Break?.Covering.Contains(person.EmployeeId) == true
                        && breakStarts.ContainsKey(shift.EmployeeId)
                    )
                    .SelectMany(shift =>
                        shift.Break!.CounterIds.Items.Select(id => new BreakCover(
                            id,
                            breakStarts[shift.EmployeeId]
                        ))
                    ),
            ]
            : [];
}
