using System.Collections.Immutable;

namespace TableTap.Realtime.Authentication;

/// <summary>All cafés as they were at one moment. Immutable: what was decided with one map can be checked against the next.</summary>
internal sealed class CafeMap
{
    private readonly ImmutableDictionary<string, CafeScope> _cafes;
    private readonly ImmutableDictionary<string, string> _counterOwners;

    private CafeMap(
        ImmutableDictionary<string, CafeScope> cafes,
        ImmutableDictionary<string, string> counterOwners
    ) => (_cafes, _counterOwners) = (cafes, counterOwners);

    public static CafeMap Empty { get; } =
        new(
            ImmutableDictionary<string, CafeScope>.Empty,
            ImmutableDictionary<string, string>.Empty
        );

    public IEnumerable<CafeScope> Cafes => _cafes.Values;

    public bool Knows(string cafeId) => _cafes.ContainsKey(cafeId);

    public CafeScope? Find(string cafeId) => _cafes.GetValueOrDefault(cafeId);

    /// <summary>The café that has the counter; counter ids are unique per server (section 2).</summary>
    public string? OwnerOf(string counterId) => _counterOwners.GetValueOrDefault(counterId);

    public CafeMap With(CafeScope scope)
    {
        var owners = OwnersWithout(scope.CafeId);
        return new(
            _cafes.SetItem(scope.CafeId, scope),
            owners.SetItems(
                scope.Counters.Select(counter => KeyValuePair.Create(counter, scope.CafeId))
            )
        );
    }

    private ImmutableDictionary<string, string> OwnersWithout(string cafeId) =>
        Find(cafeId) is { } known
            ? _counterOwners.RemoveRange(
                known.Counters.Where(counter => OwnerOf(counter) == cafeId)
            )
            : _counterOwners;
}
