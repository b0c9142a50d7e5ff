using System.Collections.Immutable;

namespace TableTap.Ordering.State;

/// <summary>
/// Who stands where: an employee's counters are those of the staff record plus those of breaks they cover (docs/protocol.md §1).
/// </summary>
public static class CounterStaffing
{
    /// <summary>
    /// The counters an employee has: of the staff record, narrowed by the token where it names some, plus the counters they cover. This is
    /// what belongs into an <c>Actor</c>.
    /// </summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="employeeId">The id of the employee.</param>
    /// <param name="narrowedTo">The token's <c>counters</c>, or null.</param>
    public static ImmutableArray<string> CountersOf(
        Cafe cafe,
        string employeeId,
        ImmutableArray<string>? narrowedTo = null
    )
    {
        var own = cafe.Profile.Employee(employeeId)?.Counters.Items ?? [];
        var kept = narrowedTo is { IsDefault: false } only ? own.Where(only.Contains) : own;
        return [.. kept.Concat(cafe.Staffing.CoveredBy(employeeId)).Distinct()];
    }

    /// <summary>How many people work at a counter now: clocked in, not on a break, assigned to it or covering it.</summary>
    public static int StaffAt(Cafe cafe, string counterId) => cafe.Staffing.At(counterId).Length;

    /// <summary>How many work at a counter at once: those who are there, but no more than its lanes, and at least one.</summary>
    public static int StaffCountAt(Cafe cafe, string counterId) =>
        Math.Max(
            1,
            Math.Min(StaffAt(cafe, counterId), cafe.Profile.Counter(counterId)?.Lanes ?? 1)
        );

    /// <summary>Who works at a counter now.</summary>
    public static ImmutableArray<string> At(Cafe cafe, string counterId) =>
        cafe.Staffing.At(counterId);
}
