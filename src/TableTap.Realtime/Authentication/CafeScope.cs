using System.Collections.Immutable;

namespace TableTap.Realtime.Authentication;

/// <summary>A counter that somebody has only while a break is covered (section 3). Immutable.</summary>
/// <param name="CounterId">The id of the covered counter.</param>
/// <param name="After">
/// The commit position at which the break started: what its channels told up to there is not for the one who covers. No time
/// says that, for clocks are put back.
/// </param>
public sealed record BreakCover(string CounterId, long After);

/// <summary>What permissions need to know of a café. Immutable.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="Counters">All its counters.</param>
/// <param name="EmployeeCounters">The counters of each employee; a token's <c>counters</c> narrow them, but for covers.</param>
/// <param name="Covers">Which counters each employee has only by covering; null for none.</param>
public sealed record CafeScope(
    string CafeId,
    ImmutableArray<string> Counters,
    IReadOnlyDictionary<string, ImmutableArray<string>> EmployeeCounters,
    IReadOnlyDictionary<string, ImmutableArray<BreakCover>>? Covers = null
)
{
    /// <summary>
    /// This scope without what another one does not have; the same instance where nothing is missing. It gives nobody anything.
    /// </summary>
    /// <param name="other">The other scope of the same café.</param>
    public CafeScope Within(CafeScope other)
    {
        var counters = Counters.RemoveAll(counter => !other.Counters.Contains(counter));
        var own = Common(EmployeeCounters, other.EmployeeCounters);
        var covers = Covers is null ? null : Common(Covers, other.Covers ?? Nobody);
        return
            counters == Counters
            && ReferenceEquals(own, EmployeeCounters)
            && ReferenceEquals(covers, Covers)
            ? this
            : new(CafeId, counters, own, covers);
    }

    /// <summary>Whether the caller's role holds here: the café is one of theirs and, for a role of the staff, its record has them (section 1).</summary>
    /// <param name="caller">The person or back end that a token speaks for.</param>
    public bool HoldsFor(Identity caller) =>
        caller.Owns(CafeId) && (!caller.IsOfStaff || EmployeeCounters.ContainsKey(caller.UserId));

    private static readonly IReadOnlyDictionary<string, ImmutableArray<BreakCover>> Nobody =
        ImmutableDictionary<string, ImmutableArray<BreakCover>>.Empty;

    private static IReadOnlyDictionary<string, ImmutableArray<T>> Common<T>(
        IReadOnlyDictionary<string, ImmutableArray<T>> these,
        IReadOnlyDictionary<string, ImmutableArray<T>> others
    )
    {
        var common = these
            .Where(entry => others.ContainsKey(entry.Key))
            .ToDictionary(
                entry => entry.Key,
                entry => entry.Value.RemoveAll(one => !others[entry.Key].Contains(one))
            );
        return common.Count == these.Count && common.All(entry => entry.Value == these[entry.Key])
            ? these
            : common;
    }

    /// <summary>After which commit an employee covers a counter that is not otherwise theirs; null where they do not.</summary>
    /// <param name="employeeId">The id of the employee.</param>
    /// <param name="counterId">The id of the counter.</param>
    internal long? CoveredAfter(string employeeId, string counterId) =>
        Covers is not null && Covers.TryGetValue(employeeId, out var covers)
            ? covers.Where(cover => cover.CounterId == counterId).Min(cover => (long?)cover.After)
            : null;
}
