using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Subscriptions;

/// <summary>
/// What a <c>reconnect</c> says the client has: a position for each channel, else its last message (section 7). Immutable.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="sameEpoch">Whether its positions belong to this history.</param>
/// <param name="located">Where the other channels were when the last message was committed; null where it is not known.</param>
internal sealed class KnownPositions(
    Reconnect request,
    bool sameEpoch,
    IReadOnlyList<ChannelPosition>? located
)
{
    private readonly Dictionary<ChannelName, long> _located =
        located?.ToDictionary(place => place.Channel, place => place.Sequence) ?? [];

    /// <summary>The last sequence the client has of a channel, null where it states none; and whether what follows is lost.</summary>
    public (long? After, bool IsLost) Of(PlannedChannel planned, ChannelHead head)
    {
        if (Stated(request, planned.Channel) is { } stated)
        {
            return (stated, !head.CanReplay(stated, sameEpoch));
        }

        if (request.LastMessageId is null)
        {
            return (null, false);
        }

        return _located.TryGetValue(planned.Channel, out var place)
            ? (place, !head.CanReplay(place, sameEpoch))
            : (null, true);
    }

    /// <summary>The position that a request states for a channel.</summary>
    public static long? Stated(Reconnect request, ChannelName channel) =>
        request.Positions is { } positions && positions.TryGetValue(channel.Text, out var position)
            ? position
            : null;
}
