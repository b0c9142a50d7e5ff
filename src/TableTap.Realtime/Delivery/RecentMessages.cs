using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// The last messages that were fanned out, in commit order: what lies between where a reader stopped reading history and
/// where the live path is by then. Guarded by the fan-out's gate.
/// </summary>
/// <param name="capacity">How many messages are kept.</param>
internal sealed class RecentMessages(int capacity)
{
    private readonly StoredMessage[] _ring = new StoredMessage[capacity];
    private long _count;
    private long _forgotten;

    /// <summary>The commit position of the last message fanned out; 0 before the first.</summary>
    public long Position { get; private set; }

    private long Oldest => Math.Max(0, _count - capacity);

    public void Add(StoredMessage message)
    {
        Position = message.Position;
        if (capacity == 0)
        {
            _forgotten = message.Position;
            return;
        }

        ref var slot = ref _ring[_count % capacity];
        if (_count >= capacity)
        {
            _forgotten = slot.Position;
        }

        slot = message;
        _count++;
    }

    /// <summary>Whether everything fanned out after a commit position is still here.</summary>
    public bool Covers(long position) => position >= _forgotten;

    /// <summary>What was fanned out after a commit position, in order.</summary>
    public IEnumerable<StoredMessage> After(long position)
    {
        // Bisect to the first one after the position.
        var (low, high) = (Oldest, _count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) =
                _ring[middle % capacity].Position > position ? (low, middle) : (middle + 1, high);
        }

        for (var i = low; i < _count; i++)
        {
            yield return _ring[i % capacity];
        }
    }
}
