using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// The cursors of the owners who are here, of those with something to write, and of some who were here lately: the journal
/// has all of them. Guarded by the fan-out's gate.
/// </summary>
internal sealed class CursorTable
{
    private const int MaxIdle = 10_000;
    private readonly Dictionary<ChannelName, OwnerCursor> _cursors = [];
    private readonly Queue<OwnerCursor> _idle = [];
    private HashSet<OwnerCursor> _dirty = [];

    /// <summary>Rises when cursors are forgotten: what was read of the journal before may be old.</summary>
    public int Forgotten { get; private set; }

    /// <summary>Every cursor at hand.</summary>
    public IEnumerable<OwnerCursor> All => _cursors.Values;

    /// <summary>Whether a channel is somebody's own; only their confirmations count.</summary>
    public static bool Owns(Identity identity, ChannelName channel) =>
        channel.Kind == ChannelKinds.CustomerOrders && channel.Id == identity.UserId;

    public OwnerCursor? Find(ChannelName channel) => _cursors.GetValueOrDefault(channel);

    /// <summary>The cursor that a device moves; null for one that is not the owner's. It stays as long as the device.</summary>
    public OwnerCursor? Of(Subscription device) => device.IsOwners ? Find(device.Channel) : null;

    /// <summary>Adds a cursor as the journal has it.</summary>
    public OwnerCursor Add(ChannelName channel, long confirmed)
    {
        var cursor = new OwnerCursor(channel, confirmed);
        _cursors.Add(channel, cursor);
        Queue(cursor);
        return cursor;
    }

    /// <summary>One of the owner's devices hears the channel.</summary>
    public static void Attach(OwnerCursor cursor, Subscription device)
    {
        if (!device.IsOwners)
        {
            device.IsOwners = true;
            cursor.Devices.Add(device);
        }
    }

    /// <summary>Takes a device that no longer subscribes out of its owner's cursor; what it had counts as sent.</summary>
    public void Detach(Subscription device)
    {
        if (Of(device) is not { } cursor)
        {
            return;
        }

        cursor.Sent(device.Have, 1);
        cursor.Devices.Remove(device);
        device.IsOwners = false;
        if (cursor.Devices.Count == 0)
        {
            Queue(cursor);
        }
    }

    /// <summary>The owner confirms everything up to a sequence.</summary>
    public void Confirm(OwnerCursor cursor, long sequence)
    {
        if (cursor.Confirm(sequence))
        {
            _dirty.Add(cursor);
        }
    }

    /// <summary>Takes what is to be written.</summary>
    public IReadOnlyList<ChannelPosition> TakeDirty()
    {
        if (_dirty.Count == 0)
        {
            return [];
        }

        var taken = _dirty
            .Select(cursor => new ChannelPosition(cursor.Channel, cursor.Confirmed))
            .ToArray();
        _dirty = [];
        return taken;
    }

    /// <summary>What was taken is durable.</summary>
    public void Written(IEnumerable<ChannelPosition> cursors)
    {
        foreach (var (channel, sequence) in cursors)
        {
            if (Find(channel) is { } cursor)
            {
                cursor.Written = Math.Max(cursor.Written, sequence);
            }
        }
    }

    /// <summary>What was taken could not be written: it is taken again.</summary>
    public void PutBack(IEnumerable<ChannelPosition> cursors) =>
        _dirty.UnionWith(cursors.Select(cursor => Find(cursor.Channel)).OfType<OwnerCursor>());

    // Once each: who is here when their turn comes stands here again when they leave.
    private void Queue(OwnerCursor cursor)
    {
        if (!cursor.IsQueued)
        {
            cursor.IsQueued = true;
            _idle.Enqueue(cursor);
        }

        for (var left = _idle.Count; left > MaxIdle; left--)
        {
            var oldest = _idle.Dequeue();
            oldest.IsQueued = false;
            if (oldest.IsIdle)
            {
                _cursors.Remove(oldest.Channel);
                Forgotten++;
            }
            else if (oldest.Devices.Count == 0)
            {
                // Not before it is written.
                oldest.IsQueued = true;
                _idle.Enqueue(oldest);
            }
        }
    }
}
