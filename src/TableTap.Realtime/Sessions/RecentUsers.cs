using TableTap.Realtime.Authentication;
using TableTap.Realtime.Peers;

namespace TableTap.Realtime.Sessions;

/// <summary>
/// Who has, or lately had, a session for which café: a phone that sleeps is still somebody's. Holds so many at most; beyond that, who came
/// first is forgotten first. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="counts">Who is here, for the peers; null for a server alone.</param>
internal sealed class RecentUsers(TimeProvider time, SharedCounts? counts = null)
{
    /// <summary>The most that are remembered, counted once for each café.</summary>
    public const int Capacity = 100_000;

    // As long as history is kept: who comes back later has to load the state anyway.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string CafeId, string UserId), long> _seen = [];
    private readonly Queue<(string CafeId, string UserId)> _order = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Remembers that somebody is here now.</summary>
    public void Note(Identity identity)
    {
        lock (_gate)
        {
            Sweep();
            foreach (var cafeId in identity.Cafes)
            {
                Remember((cafeId, identity.UserId));
            }
        }
    }

    /// <summary>Whether somebody is, or lately was, here for a café.</summary>
    public bool Knows(string userId, string cafeId)
    {
        lock (_gate)
        {
            if (_seen.TryGetValue((cafeId, userId), out var at) && !IsOver(at))
            {
                return true;
            }
        }

        return counts?.LastKnown(CountKey.Session(userId, cafeId)) > 0;
    }

    private void Remember((string CafeId, string UserId) key)
    {
        if (!_seen.ContainsKey(key))
        {
            if (_seen.Count == Capacity)
            {
                Forget(_order.Dequeue());
            }

            _order.Enqueue(key);
            counts?.Set(CountKey.Session(key.UserId, key.CafeId), 1);
        }

        _seen[key] = time.GetTimestamp();
    }

    private void Forget((string CafeId, string UserId) key)
    {
        _seen.Remove(key);
        counts?.Set(CountKey.Session(key.UserId, key.CafeId), 0);
    }

    private bool IsOver(long at) => time.GetElapsedTime(at) >= Kept;

    private void Sweep()
    {
        if (time.GetElapsedTime(_swept) < SweepInterval)
        {
            return;
        }

        _swept = time.GetTimestamp();
        for (var left = _order.Count; left > 0; left--)
        {
            var key = _order.Dequeue();
            if (IsOver(_seen[key]))
            {
                Forget(key);
            }
            else
            {
                _order.Enqueue(key);
            }
        }
    }
}
