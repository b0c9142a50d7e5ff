using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Where channels stand: now, and at the commit of a message.</summary>
internal static class PositionReader
{
    /// <summary>The range of each channel.</summary>
    public static ChannelHeads Heads(StoreReader store, IReadOnlyCollection<ChannelName> channels)
    {
        var names = channels.Distinct().ToList();
        var heads = names.ToDictionary(name => name, _ => new ChannelHead(0, 1));
        foreach (var known in store.Channels(names))
        {
            heads[names[known.Index]] = new(known.Last, store.Oldest(known));
        }

        return new(store.Position(), heads);
    }

    /// <summary>The sequence of each channel when a message was committed; null where the message is not kept.</summary>
    public static IReadOnlyList<ChannelPosition>? Locate(
        StoreReader store,
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        return store.PositionOf(messageId) is { } position
            ? At(store, position, channels, cancellationToken)
            : null;
    }

    /// <summary>The sequence of each channel at a commit; null where what followed it is not kept whole.</summary>
    public static IReadOnlyList<ChannelPosition>? Place(
        StoreReader store,
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        // History is trimmed in the order of commits.
        var last = store.Position();
        var first = store.FirstPosition() ?? last + 1;
        return position >= first - 1 && position <= last
            ? At(store, position, channels, cancellationToken)
            : null;
    }

    private static List<ChannelPosition> At(
        StoreReader store,
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        var names = channels.Distinct().ToList();
        var places = names.ConvertAll(name => new ChannelPosition(name, 0));
        foreach (var known in store.Channels(names))
        {
            cancellationToken.ThrowIfCancellationRequested();
            places[known.Index] = new(names[known.Index], At(store, known, position));
        }

        return places;
    }

    // Positions rise with sequences, so the place is found by halving. What was trimmed lies before the message, which is
    // still kept. Most readers were gone only for a moment: the search starts in growing steps from the head.
    private static long At(StoreReader store, KnownChannel channel, long position)
    {
        var floor = store.Oldest(channel) - 1;
        var (low, high) = (channel.Last, channel.Last + 1);
        for (var step = 1L; low > floor && store.PositionOf(channel.Id, low) > position; step *= 2)
        {
            high = low;
            low = Math.Max(floor, low - step);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (store.PositionOf(channel.Id, middle) > position)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return low;
    }
}
