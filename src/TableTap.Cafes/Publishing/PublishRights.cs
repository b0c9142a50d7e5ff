using TableTap.Cafes.Hosting;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;

namespace TableTap.Cafes.Publishing;

/// <summary>
/// Which channels a back end may publish to: those of its cafés and their counters, and those of people who have an order, a session or a staff
/// record there (section 10). Lives for one request.
/// </summary>
/// <param name="registry">All cafés of the server.</param>
/// <param name="people">Who is somebody in a café.</param>
/// <param name="sender">Who publishes.</param>
internal sealed class PublishRights(CafeRegistry registry, KnownPeople people, Identity sender)
{
    private readonly Dictionary<string, bool> _people = [];

    /// <summary>Whether the sender may publish to a channel; what is foreign looks as if it were not there.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    public async ValueTask<bool> MayPublishAsync(
        ChannelName channel,
        CancellationToken cancellationToken
    )
    {
        if ((channel.Kind & ChannelKinds.Cafe) != ChannelKinds.None)
        {
            return sender.Owns(channel.Id) && registry.Find(channel.Id) is not null;
        }

        if ((channel.Kind & ChannelKinds.Counter) != ChannelKinds.None)
        {
            return registry
                .OwnedBy(sender)
                .Any(loop => loop.Cafe.Profile.Counter(channel.Id) is not null);
        }

        if (!_people.TryGetValue(channel.Id, out var known))
        {
            known = await people.HasAsync(
                channel.Id,
                [.. registry.OwnedBy(sender).Select(loop => loop.Cafe)],
                cancellationToken
            );
            _people.Add(channel.Id, known);
        }

        return known;
    }
}
