using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;
using TableTap.Realtime.Peers;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// Brings committed messages to all who hear them, and is the referee of who hears what. Everything about readers happens
/// under one gate, so that a subscription begins and a reader joins or leaves between two messages, never within one.
/// Nothing waits under the gate.
/// </summary>
/// <param name="options">The sizes.</param>
/// <param name="budget">The bytes of all outboxes.</param>
/// <param name="metrics">The figures.</param>
/// <param name="counts">Who listens where, for the peers; null for a server alone.</param>
internal sealed class FanOut(
    DeliveryOptions options,
    OutboxBudget budget,
    RealtimeMetrics metrics,
    SharedCounts? counts = null
)
{
    private readonly ChannelTable _table = new();
    private readonly RecentMessages _recent = new(options.RecentMessages);
    private readonly HashSet<Reader> _readers = [];
    private List<Reader> _dirty = [];
    private long _delivery;
    private readonly MessageRun _run = new();
    private readonly int _readerShare = options.OutboxBytes / 4;
    private readonly long _crowdShare = options.OutboxBudgetBytes / 4;

    /// <summary>Who stands at which channel.</summary>
    public ChannelPresence Presence { get; } = new();

    /// <summary>Guards every reader and subscription.</summary>
    public Lock Gate { get; } = new();

    /// <summary>How far owners have confirmed their channels. Gate held.</summary>
    public CursorTable Cursors { get; } = new();

    /// <summary>Whether critical messages are confirmed in time. Gate held.</summary>
    public CriticalMessageTracker Watch { get; } = new();

    /// <summary>Brings back a reader that left; set once, before the first message.</summary>
    public Action<Reader>? CatchUpRequested { get; set; }

    /// <summary>
    /// Channels are about to be subscribed: what peers commit from now on is not passed over. Comes before their heads are read.
    /// </summary>
    /// <param name="channels">The channels.</param>
    public void Expect(IEnumerable<ChannelName> channels)
    {
        if (counts is not null)
        {
            foreach (var channel in channels)
            {
                counts.Expect(CountKey.Channel(channel));
            }
        }
    }

    /// <summary>Lets a connection take part.</summary>
    public void Enter(Reader reader)
    {
        lock (Gate)
        {
            _readers.Add(reader);
        }
    }

    /// <summary>Ends all of a connection's subscriptions.</summary>
    public void Exit(Reader reader)
    {
        lock (Gate)
        {
            reader.IsGone = true;
            _readers.Remove(reader);
            metrics.Unsubscribed(reader.Subscriptions.Count);
            foreach (var subscription in reader.Subscriptions)
            {
                Remove(subscription);
            }

            reader.Subscriptions.Clear();
            reader.Version++;
        }
    }

    /// <summary>
    /// Appends messages to the outboxes of their readers, as many as leave room to those who are quick enough; only the dispatcher calls it, in
    /// commit order, and writes before it goes on.
    /// </summary>
    /// <param name="messages">What was committed.</param>
    /// <param name="next">The first that was not appended yet; moved on.</param>
    /// <param name="dirty">Gets whoever has something to be written.</param>
    public void Deliver(List<StoredMessage> messages, ref int next, List<Reader> dirty)
    {
        var (delivered, forReader, forAll) = (0, 0L, 0L);
        lock (Gate)
        {
            (_dirty, _delivery) = (dirty, _delivery + 1);
            while (next < messages.Count && forReader < _readerShare && forAll < _crowdShare)
            {
                var crowd = Math.Max(1, _table.ReadersOf(messages[next].Channel).Length);
                _run.Collect(
                    messages,
                    ref next,
                    _recent.Position,
                    Math.Min(_readerShare, _crowdShare / crowd)
                );
                var bytes = _run.Bytes * ReadersOf(_run.Messages).Length;
                forReader += _run.Bytes;
                forAll += bytes;
                delivered += budget.HasRoom(bytes)
                    ? Deliver(_run.Messages)
                    : DeliverSingly(_run.Messages);
            }
        }

        metrics.Delivered(delivered);
    }

    /// <summary>Takes the reader off the live path; its catch-up brings it back. Gate held.</summary>
    public void Leave(Reader reader) => Leave(reader, _recent.Position);

    /// <summary>
    /// Puts the reader on the live path, if it has all of its channels up to the position and what was fanned out since
    /// can be handed to it. Gate held.
    /// </summary>
    /// <param name="reader">A reader off the live path.</param>
    /// <param name="position">The commit position up to which it has everything.</param>
    public bool TryJoin(Reader reader, long position)
    {
        if (!_recent.Covers(position))
        {
            return false;
        }

        foreach (var message in _recent.After(position))
        {
            if (
                reader.Find(message.Channel) is not { } subscription
                || message.Sequence <= subscription.Have
            )
            {
                continue;
            }

            // Whoever comes back must not push the others off: past the budget it reads on in small pages.
            // Payment data is encrypted for its reader on the way over the journal: one more page has it.
            if (
                message.Sequence != subscription.Have + 1
                || message.CarriesPayment
                || budget.IsExceeded
                || !reader.Outbox.TryAppend(message)
            )
            {
                return false;
            }

            subscription.Have = message.Sequence;

            // Heard, even if the rest does not fit: nothing may begin before it.
            reader.ReadTo = message.Position;
        }

        reader.IsLive = true;
        return true;
    }

    /// <summary>
    /// Where new subscriptions begin so that the reader goes on hearing all channels in commit order: not before what it
    /// has heard of the others. Gate held.
    /// </summary>
    /// <param name="reader">The reader.</param>
    /// <param name="heads">The heads as they were read.</param>
    /// <param name="starts">The sequence after which each channel is heard.</param>
    /// <returns>False where the heads are too old for that: they must be read again.</returns>
    public bool TryBegin(
        Reader reader,
        ChannelHeads heads,
        out Dictionary<ChannelName, long> starts
    )
    {
        starts = [];
        foreach (var (channel, head) in heads.Heads)
        {
            starts[channel] = head.Sequence;
        }

        var heard = HeardBy(reader);
        if (heard <= heads.Position)
        {
            return true;
        }

        if (heard > _recent.Position || !_recent.Covers(heads.Position))
        {
            return false;
        }

        foreach (var message in _recent.After(heads.Position))
        {
            if (
                message.Position <= heard
                && starts.TryGetValue(message.Channel, out var start)
                && message.Sequence > start
            )
            {
                starts[message.Channel] = message.Sequence;
            }
        }

        return true;
    }

    /// <summary>
    /// The commit up to which a reader has heard its channels: who has just joined may have read further than what was fanned out. Gate held.
    /// </summary>
    public long HeardBy(Reader reader) =>
        reader.IsLive ? Math.Max(_recent.Position, reader.ReadTo) : reader.ReadTo;

    /// <summary>Begins or moves a subscription. Gate held.</summary>
    /// <param name="reader">The reader who subscribes.</param>
    /// <param name="channel">The channel to hear.</param>
    /// <param name="have">The sequence after which it hears.</param>
    public Subscription Subscribe(Reader reader, ChannelName channel, long have)
    {
        if (reader.Find(channel) is not { } subscription)
        {
            subscription = new(reader, channel);
            reader.Subscriptions.Add(subscription);
            _table.Add(subscription);
            counts?.Listen(CountKey.Channel(channel));
            metrics.Subscribed(1);
        }

        subscription.Have = have;
        subscription.Runs = null;
        reader.Version++;
        return subscription;
    }

    /// <summary>Ends a subscription. Gate held.</summary>
    public void Unsubscribe(Subscription subscription)
    {
        var reader = subscription.Reader;
        reader.Subscriptions.Remove(subscription.Channel);
        reader.Version++;
        Remove(subscription);
        metrics.Unsubscribed(1);
    }

    private void Remove(Subscription subscription)
    {
        Presence.Remove(subscription);
        _table.Remove(subscription);
        Cursors.Detach(subscription);
        counts?.Leave(CountKey.Channel(subscription.Channel));
    }

    private void Leave(Reader reader, long position)
    {
        if (reader.IsLive && !reader.IsGone)
        {
            metrics.CaughtUp();
            TakeOff(reader, position);
        }
    }

    private void TakeOff(Reader reader, long position)
    {
        if (!reader.IsLive || reader.IsGone)
        {
            return;
        }

        reader.IsLive = false;
        reader.ReadTo = Math.Max(reader.ReadTo, position);
        CatchUpRequested!(reader);
    }

    // Payment data is encrypted for its reader, which takes too long to be done here: the way over the journal does it.
    private void LeaveToCatchUp(StoredMessage message)
    {
        foreach (var subscription in _table.ReadersOf(message.Channel))
        {
            if (subscription.Have < message.Sequence)
            {
                TakeOff(subscription.Reader, message.Position);
            }
        }
    }

    private ReadOnlySpan<Subscription> ReadersOf(ReadOnlySpan<FramedMessage> run) =>
        run.IsEmpty ? [] : _table.ReadersOf(run[0].Message.Channel);

    // Past the budget somebody has to leave before the next message is appended.
    private int DeliverSingly(ReadOnlySpan<FramedMessage> run)
    {
        var delivered = 0;
        for (var i = 0; i < run.Length; i++)
        {
            delivered += Deliver(run.Slice(i, 1));
            if (budget.IsExceeded)
            {
                Shed();
            }
        }

        return delivered;
    }

    private int Deliver(ReadOnlySpan<FramedMessage> run)
    {
        foreach (var live in run)
        {
            _recent.Add(live.Message);
            Watch.Track(live.Message);
        }

        if (!run.IsEmpty && run[0].Message.CarriesPayment)
        {
            LeaveToCatchUp(run[0].Message);
            return 0;
        }

        var delivered = 0;
        foreach (var subscription in ReadersOf(run))
        {
            if (subscription.Reader.IsLive)
            {
                delivered += Deliver(run, subscription);
            }
        }

        return delivered;
    }

    private int Deliver(ReadOnlySpan<FramedMessage> run, Subscription subscription)
    {
        var reader = subscription.Reader;
        var had = subscription.Have + 1 - run[0].Message.Sequence;
        if (had >= run.Length)
        {
            return 0;
        }

        var rest = run[(int)Math.Max(had, 0)..];
        var appended = had < 0 ? 0 : reader.Outbox.Append(rest);
        subscription.Have += appended;
        if (appended > 0 && reader.LastDelivery != _delivery)
        {
            reader.LastDelivery = _delivery;
            _dirty.Add(reader);
        }

        // A hole, or a reader that takes less than is sent to it: the journal has it all.
        if (appended < rest.Length)
        {
            Leave(reader, rest[appended].Message.Position);
        }

        return appended;
    }

    // The largest backlogs leave the live path: the journal has all of it.
    private void Shed()
    {
        foreach (
            var reader in _readers
                .Where(reader => reader.IsLive)
                .OrderByDescending(reader => reader.Outbox.Backlog)
        )
        {
            TakeBack(reader);
            if (budget.IsRelieved)
            {
                return;
            }
        }
    }

    private void TakeBack(Reader reader)
    {
        foreach (var message in reader.Outbox.TakeBackLive())
        {
            if (reader.Find(message.Channel) is { } subscription)
            {
                subscription.Have = Math.Min(subscription.Have, message.Sequence - 1);
            }
        }

        Leave(reader);
    }
}
