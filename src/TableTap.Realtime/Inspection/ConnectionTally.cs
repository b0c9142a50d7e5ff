using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Realtime.Inspection;

/// <summary>Counts connections by role, over all and for each café. Not thread-safe.</summary>
internal sealed class ConnectionTally
{
    private static readonly Role[] Known = Enum.GetValues<Role>();

    private readonly int[] _all = new int[Known.Length];
    private readonly Dictionary<string, int[]> _cafes = [];

    /// <summary>All connections that were counted.</summary>
    public RoleCounts All => CountsOf(_all);

    /// <summary>The connections of each café.</summary>
    public IReadOnlyDictionary<string, RoleCounts> OfCafes =>
        _cafes.ToDictionary(cafe => cafe.Key, cafe => CountsOf(cafe.Value));

    /// <summary>Counts a connection under its role and its cafés.</summary>
    /// <param name="identity">Whose it is.</param>
    public void Add(Identity identity)
    {
        _all[(int)identity.Role]++;
        // Most name one café; a name that stands there twice counts once.
        foreach (
            var cafe in identity.Cafes.Length <= 1 ? identity.Cafes : [.. identity.Cafes.Distinct()]
        )
        {
            if (!_cafes.TryGetValue(cafe, out var counts))
            {
                _cafes[cafe] = counts = new int[Known.Length];
            }

            counts[(int)identity.Role]++;
        }
    }

    private static RoleCounts CountsOf(int[] counts) =>
        new(
            counts.Sum(),
            Known
                .Where(role => counts[(int)role] > 0)
                .ToDictionary(role => role.Word, role => counts[(int)role])
        );
}
