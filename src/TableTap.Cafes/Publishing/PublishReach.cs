using TableTap.Cafes.Hosting;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Publishing;

/// <summary>
/// Which channels a back end reaches: those of its cafés and their counters, and those of people who have an order, a session or a staff
/// record there (section 10). Lives for one request.
/// </summary>
/// <param name="fleet">All cafés of the server.</param>
/// <param name="journal">Where closed orders are found.</param>
/// <param name="hasSession">Whether somebody has, or lately had, a session for a café.</param>
/// <param name="sender">Who publishes.</param>
internal sealed class PublishReach(
    CafeRegistry fleet,
    IJournal journal,
    Func<string, string, bool> hasSession,
    Identity sender
)
{
    private readonly Dictionary<string, bool> _people = [];

    /// <summary>Whether the sender may publish to a channel; what is foreign looks as if it were not there.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    public async ValueTask<bool> ReachesAsync(
        ChannelName channel,
        CancellationToken cancellationToken
    )
    {
        if ((channel.Kind & ChannelKinds.Cafe) != ChannelKinds.None)
        {
            return sender.Owns(channel.Id) && fleet.Find(channel.Id) is not null;
        }

        if ((channel.Kind & ChannelKinds.Counter) != ChannelKinds.None)
        {
            return fleet
                .OwnedBy(sender)
                .Any(loop => loop.Cafe.Profile.Counter(channel.Id) is not null);
        }

        if (!_people.TryGetValue(channel.Id, out var known))
        {
            known = await KnowsAsync(channel.Id, cancellationToken);
            _people.Add(channel.Id, known);
        }

        return known;
    }

    private async Task<bool> KnowsAsync(string personId, CancellationToken cancellationToken)
    {
        var own = fleet.OwnedBy(sender).Select(loop => loop.Cafe).ToList();
        if (
            own.Exists(cafe =>
                cafe.Profile.Employee(personId) is not null
                || hasSession(personId, cafe.CafeId)
                || HasOrder(cafe, personId)
            )
        )
        {
            return true;
        }

        foreach (var cafe in own)
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
