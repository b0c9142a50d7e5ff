using System.Collections;
using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// What one reader hears. Most hear a handful of channels and have nothing but an array for them; whoever hears many finds them by an index.
/// Guarded by the fan-out's gate.
/// </summary>
internal sealed class SubscriptionSet : IEnumerable<Subscription>
{
    private const int Handful = 8;

    private Subscription[] _items = [];
    private Dictionary<ChannelName, Subscription>? _index;

    /// <summary>How many there are.</summary>
    public int Count => _index?.Count ?? _items.Length;

    /// <summary>The channels heard.</summary>
    public IEnumerable<ChannelName> Channels => this.Select(subscription => subscription.Channel);

    /// <summary>The subscription to a channel; null where it is not heard.</summary>
    public Subscription? Find(ChannelName channel) =>
        _index is null
            ? Array.Find(_items, subscription => subscription.Channel == channel)
            : _index.GetValueOrDefault(channel);

    /// <summary>Adds a subscription to a channel that is not heard yet.</summary>
    public void Add(Subscription subscription)
    {
        if (_index is null && _items.Length < Handful)
        {
            _items = [.. _items, subscription];
            return;
        }

        _index ??= _items.ToDictionary(known => known.Channel);
        _items = [];
        _index.Add(subscription.Channel, subscription);
    }

    /// <summary>Removes the subscription to a channel.</summary>
    public void Remove(ChannelName channel)
    {
        _items = Array.FindAll(_items, subscription => subscription.Channel != channel);
        _index?.Remove(channel);
    }

    /// <summary>Removes every subscription.</summary>
    public void Clear() => (_items, _index) = ([], null);

    /// <inheritdoc />
    public IEnumerator<Subscription> GetEnumerator() =>
        (_index?.Values ?? (IEnumerable<Subscription>)_items).GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
