using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>
/// At most so many events in any minute: exact, by remembering when each event of the last minute was. A bucket that
/// refills would let through more than the limit says; a fixed minute would let through twice as much at its edge.
/// Grows only with what happens; not thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="limit">Events in a window at most.</param>
internal sealed class SlidingWindow(TimeProvider time, int limit)
{
    private const int Seconds = MessageLimitOptions.WindowSeconds;

    private Queue<long>? _events;

    /// <summary>Whether nothing happened within the window.</summary>
    public bool IsEmpty
    {
        get
        {
            Forget();
            return _events is null;
        }
    }

    /// <summary>Whether there are fewer events in the window than may be just now.</summary>
    /// <param name="most">How many that is.</param>
    public bool HasRoom(int most)
    {
        Forget();
        return (_events?.Count ?? 0) < most;
    }

    /// <summary>Counts an event, unless the window is full.</summary>
    public bool TryTake() => TryTake(limit);

    /// <summary>Counts an event, unless there are as many in the window as may be just now.</summary>
    /// <param name="most">How many that is.</param>
    public bool TryTake(int most)
    {
        if (!HasRoom(most))
        {
            return false;
        }

        (_events ??= new Queue<long>(4)).Enqueue(time.GetTimestamp());
        return true;
    }

    /// <summary>Whole seconds until the window has room again; at least 1.</summary>
    public int RetryAfter() => RetryAfter(limit);

    /// <summary>Whole seconds until the window has room again; at least 1.</summary>
    /// <param name="most">How many events may be in it then; where it was more until now, several have to leave.</param>
    public int RetryAfter(int most)
    {
        if (_events is not { Count: > 0 })
        {
            return 1;
        }

        var last = _events.Count > most ? _events.ElementAt(_events.Count - most) : _events.Peek();
        var left = TimeSpan.FromSeconds(Seconds) - time.GetElapsedTime(last);
        return Math.Max(1, (int)Math.Ceiling(left.TotalSeconds));
    }

    private void Forget()
    {
        if (_events is null)
        {
            return;
        }

        while (
            _events.TryPeek(out var oldest) && time.GetElapsedTime(oldest).TotalSeconds >= Seconds
        )
        {
            _events.Dequeue();
        }

        if (_events.Count == 0)
        {
            _events = null;
        }
    }
}
