using TableTap.Realtime.Authentication;

namespace TableTap.Realtime.Sessions;

/// <summary>Who has, or lately had, a session for which café: a phone that sleeps is still somebody's. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class RecentUsers(TimeProvider time)
{
    // As long as history is kept: who comes back later has to load the state anyway.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string CafeId, string UserId), long> _seen = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Remembers that somebody is here now.</summary>
    public void Note(Identity identity)
    {
        lock (_gate)
        {
            Sweep();
            foreach (var cafeId in identity.Cafes)
            {
                _seen[(cafeId, identity.UserId)] = time.GetTimestamp();
            }
        }
    }

    /// <summary>Whether somebody is, or lately was, here for a café.</summary>
    public bool Knows(string userId, string cafeId)
    {
        lock (_gate)
        {
            return _seen.TryGetValue((cafeId, userId), out var at) && !IsOver(at);
        }
    }

    private bool IsOver(long at) => time.GetElapsedTime(at) >= Kept;

    private void Sweep()
    {
        if (time.GetElapsedTime(_swept) < SweepInterval)
        {
            return;
        }

        _swept = time.GetTimestamp();
        foreach (var (key, at) in _seen)
        {
            if (IsOver(at))
            {
                _seen.Remove(key);
            }
        }
    }
}
