using System.Collections;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// A connection as delivery sees it: what it hears, how far it has heard, and whether it hears it live. Everything but the
/// outbox and the key is guarded by the fan-out's gate.
/// </summary>
/// <param name="outbox">Where its messages go.</param>
internal sealed class Reader(Outbox outbox)
{
    private PublicKey? _encryptionKey;

    public Outbox Outbox { get; } = outbox;

    /// <summary>
    /// Whether the fan-out serves it. If not, exactly one catch-up reads the journal for it until it is again, for all its
    /// channels together.
    /// </summary>
    public bool IsLive { get; set; } = true;

    /// <summary>The commit position up to which its last page of history reached, or the live path when it left it.</summary>
    public long ReadTo { get; set; }

    /// <summary>Whether its next page of history has to be small, for want of room for a whole one.</summary>
    public bool ReadsSmall { get; set; }

    /// <summary>Whether its client has sent <c>ack</c>: only such a one is sent anything again.</summary>
    public bool Acknowledges { get; set; }

    /// <summary>The key to which payment data is encrypted for it; null where it has none (section 9).</summary>
    public PublicKey? EncryptionKey
    {
        get => Volatile.Read(ref _encryptionKey);
        set => Volatile.Write(ref _encryptionKey, value);
    }

    /// <summary>Whether its connection has ended.</summary>
    public bool IsGone { get; set; }

    /// <summary>Rises with every change of what it hears or from where: what was read for an older one is void.</summary>
    public int Version { get; set; }

    /// <summary>The replay that its catch-up writes; null where it only catches up.</summary>
    public RunningReplay? Replay { get; set; }

    /// <summary>Told of the commit up to which everything was appended, at the end of each history; null where nobody cares.</summary>
    public Action<long>? HeardTo { get; set; }

    /// <summary>The number of the last delivery that appended something to its outbox.</summary>
    public long LastDelivery { get; set; }

    public SubscriptionSet Subscriptions { get; } = new();

    public Subscription? Find(ChannelName channel) => Subscriptions.Find(channel);

    /// <summary>How far it has heard.</summary>
    public List<ChannelPosition> Positions()
    {
        var positions = new List<ChannelPosition>(Subscriptions.Count);
        foreach (var subscription in Subscriptions)
        {
            positions.Add(new(subscription.Channel, subscription.Have));
        }

        return positions;
    }
}

/// <summary>A channel as one reader hears it. Guarded by the fan-out's gate.</summary>
/// <param name="reader">Who hears it.</param>
/// <param name="channel">The channel.</param>
internal sealed class Subscription(Reader reader, ChannelName channel)
{
    public Reader Reader { get; } = reader;

    public ChannelName Channel { get; } = channel;

    /// <summary>The last sequence that went into the outbox: the next to be sent is the one after it.</summary>
    public long Have { get; set; }

    /// <summary>The last sequence that the client confirmed.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Whether it is one of the devices of the channel's owner: what it confirms moves the owner's cursor.</summary>
    public bool IsOwners { get; set; }

    /// <summary>What was sent and waits to be confirmed; null while nothing is sent again.</summary>
    public UnconfirmedBatches? Runs { get; set; }

    /// <summary>Whether its reader counts as one who stands at the channel.</summary>
    public bool CountsAsPresence { get; set; }

    /// <summary>Its place among the readers of the channel.</summary>
    public int Index { get; set; }
}

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

    /// <summary>The channels that are heard.</summary>
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

    /// <summary>Removes all subscriptions, and goes back to the small form.</summary>
    public void Clear() => (_items, _index) = ([], null);

    /// <inheritdoc />
    public IEnumerator<Subscription> GetEnumerator() =>
        (_index?.Values ?? (IEnumerable<Subscription>)_items).GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
