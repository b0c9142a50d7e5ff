using System.Collections.Immutable;

namespace TableTap.Realtime;

/// <summary>A counter that somebody has only while a break is covered (section 3). Immutable.</summary>
/// <param name="CounterId">The counter.</param>
/// <param name="Since">When the break started: what its channels told before is not for the one who covers.</param>
public sealed record Cover(string CounterId, DateTimeOffset Since);

/// <summary>What permissions need to know of a café. Immutable.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Counters">All its counters.</param>
/// <param name="EmployeeCounters">The counters of each employee; a token's <c>counters</c> narrow them, but for covers.</param>
/// <param name="Covers">Which counters each employee has only by covering; null for none.</param>
public sealed record CafeScope(
    string CafeId,
    ImmutableArray<string> Counters,
    IReadOnlyDictionary<string, ImmutableArray<string>> EmployeeCounters,
    IReadOnlyDictionary<string, ImmutableArray<Cover>>? Covers = null
)
{
    /// <summary>Since when an employee covers a counter that is not otherwise theirs; null where they do not.</summary>
    /// <param name="employeeId">Who.</param>
    /// <param name="counterId">Which.</param>
    internal DateTimeOffset? CoveredSince(string employeeId, string counterId) =>
        Covers is not null && Covers.TryGetValue(employeeId, out var covers)
            ? covers.FirstOrDefault(cover => cover.CounterId == counterId)?.Since
            : null;
}
