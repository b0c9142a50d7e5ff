using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>A <see cref="SlidingWindow"/> for each key; keys without a recent event are forgotten. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="limit">Events of a key in a window at most.</param>
internal sealed class KeyedWindows(TimeProvider time, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SlidingWindow> _windows = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Events of a key in a window at most; another value counts from the next event on, and what was counted stays counted.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>Counts an event of a key; otherwise says when to come again, in seconds.</summary>
    public bool TryTake(string key, out int retryAfter) => TryTake(key, Limit, out retryAfter);

    /// <summary>Counts an event of a key; otherwise says when to come again, in seconds.</summary>
    /// <param name="key">Whose event it is.</param>
    /// <param name="most">How many of the key may be in the window.</param>
    /// <param name="retryAfter">Seconds to wait; 0 where it was counted.</param>
    public bool TryTake(string key, int most, out int retryAfter)
    {
        lock (_gate)
        {
            Forget();
            if (!_windows.TryGetValue(key, out var window))
            {
                _windows[key] = window = new(time, most);
            }

            var taken = window.TryTake(most);
            retryAfter = taken ? 0 : window.RetryAfter(most);
            return taken;
        }
    }

    /// <summary>Counts an event of a key that happened at another server.</summary>
    public void Note(string key) => TryTake(key, out _);

    /// <summary>Whether a key has no event left; counts nothing.</summary>
    public bool IsFull(string key) => IsFull(key, Limit);

    /// <summary>Whether a key has no event left; counts nothing.</summary>
    /// <param name="key">Whose event it would be.</param>
    /// <param name="most">How many of the key may be in the window.</param>
    public bool IsFull(string key, int most)
    {
        lock (_gate)
        {
            return _windows.TryGetValue(key, out var window) && !window.HasRoom(most);
        }
    }

    private void Forget()
    {
        if (time.GetElapsedTime(_swept).TotalSeconds < MessageLimitOptions.WindowSeconds)
        {
            return;
        }

        _swept = time.GetTimestamp();
        foreach (var (key, window) in _windows)
        {
            if (window.IsEmpty)
            {
                _windows.Remove(key);
            }
        }
    }
}
