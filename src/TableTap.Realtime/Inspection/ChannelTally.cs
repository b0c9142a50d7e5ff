using System.Runtime.InteropServices;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;

namespace TableTap.Realtime.Inspection;

/// <summary>Who hears a channel, and how far.</summary>
/// <param name="Readers">How many hear it.</param>
/// <param name="Behind">How many of them are off the live path.</param>
/// <param name="Least">The least sequence that one of them has.</param>
/// <param name="Most">The largest sequence that one of them has.</param>
internal readonly record struct ChannelReaders(int Readers, int Behind, long Least, long Most)
{
    /// <summary>Whether one of them has less than another, or less than there is.</summary>
    public bool IsUneven => Behind > 0 || Least < Most;
}

/// <summary>Counts the readers of channels. Not thread-safe.</summary>
internal sealed class ChannelTally
{
    private readonly Dictionary<ChannelName, ChannelReaders> _channels = [];

    /// <summary>How many channels somebody hears.</summary>
    public int Count => _channels.Count;

    /// <summary>Counts what a reader hears. The fan-out's gate is held.</summary>
    /// <param name="reader">The reader.</param>
    public void Add(Reader reader)
    {
        var behind = reader.IsLive ? 0 : 1;
        foreach (var subscription in reader.Subscriptions)
        {
            ref var all = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _channels,
                subscription.Channel,
                out var isKnown
            );
            var have = subscription.Have;
            all = isKnown
                ? new(
                    all.Readers + 1,
                    all.Behind + behind,
                    Math.Min(all.Least, have),
                    Math.Max(all.Most, have)
                )
                : new(1, behind, have, have);
        }
    }

    /// <summary>The channels of which the heads are worth reading, in about the order that is wanted.</summary>
    /// <param name="order">Which come first.</param>
    /// <param name="most">How many are wanted in the end.</param>
    /// <param name="mostHeads">The most whose lag is worked out to find the largest.</param>
    public IReadOnlyList<KeyValuePair<ChannelName, ChannelReaders>> Choose(
        ChannelOrder order,
        int most,
        int mostHeads
    ) =>
        order switch
        {
            ChannelOrder.Name => FirstOf.Many(_channels, most, ByName),
            ChannelOrder.Lag => FirstOf.Many(
                _channels,
                Math.Max(most, Math.Min(mostHeads, Uneven)),
                ByLag
            ),
            _ => FirstOf.Many(_channels, most, ByReaders),
        };

    private int Uneven
    {
        get
        {
            var uneven = 0;
            foreach (var readers in _channels.Values)
            {
                uneven += readers.IsUneven ? 1 : 0;
            }

            return uneven;
        }
    }

    private static int ByName(
        KeyValuePair<ChannelName, ChannelReaders> one,
        KeyValuePair<ChannelName, ChannelReaders> other
    ) => string.CompareOrdinal(one.Key.Text, other.Key.Text);

    private static int ByReaders(
        KeyValuePair<ChannelName, ChannelReaders> one,
        KeyValuePair<ChannelName, ChannelReaders> other
    )
    {
        var readers = other.Value.Readers.CompareTo(one.Value.Readers);
        return readers != 0 ? readers : ByName(one, other);
    }

    private static int ByLag(
        KeyValuePair<ChannelName, ChannelReaders> one,
        KeyValuePair<ChannelName, ChannelReaders> other
    )
    {
        var spread = (other.Value.Most - other.Value.Least).CompareTo(
            one.Value.Most - one.Value.Least
        );
        var behind = other.Value.Behind.CompareTo(one.Value.Behind);
        return spread != 0 ? spread
            : behind != 0 ? behind
            : ByReaders(one, other);
    }
}
