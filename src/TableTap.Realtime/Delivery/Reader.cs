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
    private readonly Dictionary<ChannelName, Subscription> _subscriptions = [];
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

    /// <summary>The last round of delivery that appended something to its outbox.</summary>
    public long Round { get; set; }

    public IReadOnlyDictionary<ChannelName, Subscription> Subscriptions => _subscriptions;

    public Subscription? Find(ChannelName channel) => _subscriptions.GetValueOrDefault(channel);

    public void Add(Subscription subscription) =>
        _subscriptions.Add(subscription.Channel, subscription);

    public void Remove(ChannelName channel) => _subscriptions.Remove(channel);

    public void Clear() => _subscriptions.Clear();

    /// <summary>How far it has heard.</summary>
    public List<ChannelPosition> Positions()
    {
        var positions = new List<ChannelPosition>(_subscriptions.Count);
        foreach (var subscription in _subscriptions.Values)
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
