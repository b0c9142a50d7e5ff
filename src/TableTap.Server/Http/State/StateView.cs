using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>What an answer about state is made of: the café at one commit, who reads it and when. Immutable.</summary>
/// <param name="Snapshot">The café, and where its channels stand.</param>
/// <param name="Caller">Who reads the state.</param>
/// <param name="Links">Where guests are sent.</param>
/// <param name="Now">The time of reading.</param>
/// <param name="Languages">The languages that the reader wants, the most wanted first.</param>
internal sealed record StateView(
    CafeAtCommit Snapshot,
    Identity Caller,
    CafeLinks Links,
    DateTimeOffset Now,
    IReadOnlyList<string> Languages
)
{
    /// <summary>The café that the state is of.</summary>
    public Cafe Cafe => Snapshot.Cafe;

    /// <summary>The journal's epoch, without which a sequence means nothing.</summary>
    public string Epoch => Snapshot.Epoch;

    /// <summary>Where to subscribe from, by channel.</summary>
    public IReadOnlyDictionary<string, long> Positions { get; } =
        new SortedDictionary<string, long>(
            Snapshot.Heads.ToDictionary(head => head.Key.Text, head => head.Value),
            StringComparer.Ordinal
        );

    /// <summary>Whether the reader works in the café.</summary>
    public bool ForStaff => Roles.Staff.Has(Caller.Role);
}
