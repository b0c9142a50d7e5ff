using System.Runtime.InteropServices;
using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Delivery;

/// <summary>Who hears which channel. Guarded by the fan-out's gate.</summary>
internal sealed class ChannelTable
{
    private readonly Dictionary<ChannelName, List<Subscription>> _readers = [];

    /// <summary>The subscriptions of a channel; valid until the table changes.</summary>
    public ReadOnlySpan<Subscription> ReadersOf(ChannelName channel) =>
        _readers.TryGetValue(channel, out var readers) ? CollectionsMarshal.AsSpan(readers) : [];

    public void Add(Subscription subscription)
    {
        ref var readers = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _readers,
            subscription.Channel,
            out _
        );
        readers ??= new(1);
        subscription.Index = readers.Count;
        readers.Add(subscription);
    }

    public void Remove(Subscription subscription)
    {
        // Order among readers means nothing: the last one takes the empty place.
        var readers = _readers[subscription.Channel];
        var last = readers[^1];
        readers[subscription.Index] = last;
        last.Index = subscription.Index;
        readers.RemoveAt(readers.Count - 1);
        if (readers.Count == 0)
        {
            _readers.Remove(subscription.Channel);
        }
    }
}
