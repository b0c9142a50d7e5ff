using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Who is somebody in a café: people with an order, a session or a staff record there (section 10). Into the channel of anybody else
/// nothing may be put from this café. Thread-safe.
/// </summary>
/// <param name="journal">Where orders are found that have left the café's state.</param>
/// <param name="hasSession">Whether somebody has, or lately had, a session for a café; by the user's id and the café's.</param>
public sealed class KnownPeople(IJournal journal, Func<string, string, bool> hasSession)
{
    /// <summary>Whether somebody is known in one of some cafés.</summary>
    /// <param name="personId">The id of the person.</param>
    /// <param name="cafes">The cafés as committed.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async ValueTask<bool> HasAsync(
        string personId,
        IReadOnlyList<Cafe> cafes,
        CancellationToken cancellationToken
    )
    {
        if (
            cafes.Any(cafe =>
                cafe.Profile.Employee(personId) is not null
                || hasSession(personId, cafe.CafeId)
                || HasOrder(cafe, personId)
            )
        )
        {
            return true;
        }

        foreach (var cafe in cafes)
        {
            var cut = await journal.CutAsync(
                new(CafeStream.Of(cafe.CafeId), cafe.Version, [])
                {
                    Find = new([OrderIndex.Customer(personId)], 1),
                },
                cancellationToken
            );
            if (cut.Subjects.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOrder(Cafe cafe, string personId) =>
        cafe
            .OpenOrders.Values.Concat(cafe.ClosedOrders.ById.Values)
            .Any(order => order.OwnerId == personId);
}
