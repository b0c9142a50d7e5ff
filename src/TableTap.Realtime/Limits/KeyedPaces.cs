using System.Runtime.InteropServices;

namespace TableTap.Realtime.Limits;

/// <summary>A <see cref="Pace"/> for each key; keys that could take all at once again are forgotten. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class KeyedPaces(TimeProvider time)
{
    private static readonly TimeSpan SweepAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _at = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Counts an event of a key, unless it came too soon.</summary>
    /// <param name="key">Whose event it is.</param>
    /// <param name="pace">How often one may come.</param>
    /// <returns>For how long it has to wait; zero where it was counted.</returns>
    public TimeSpan TryTake(string key, Pace pace)
    {
        lock (_gate)
        {
            Forget();
            return pace.TryPass(
                1,
                ref CollectionsMarshal.GetValueRefOrAddDefault(_at, key, out _),
                time
            );
        }
    }

    /// <summary>For how long an event of a key would have to wait; counts nothing.</summary>
    /// <param name="key">Whose event it would be.</param>
    /// <param name="pace">How often one may come.</param>
    public TimeSpan WaitOf(string key, Pace pace)
    {
        lock (_gate)
        {
            var at = _at.GetValueOrDefault(key);
            return pace.Pass(1, ref at, time);
        }
    }

    private void Forget()
    {
        if (time.GetElapsedTime(_swept) < SweepAfter)
        {
            return;
        }

        _swept = time.GetTimestamp();
        foreach (var (key, at) in _at)
        {
            if (at <= _swept)
            {
                _at.Remove(key);
            }
        }
    }
}
