using TableTap.Realtime.Peers;
using TableTap.Server.Configuration;

namespace TableTap.Server.SignIn;

/// <summary>
/// Counts wrong PINs by key (a person, an address, a device) and locks a key that had too many (section 9), by time that truly passed.
/// A try counts from its beginning, so that many at once are no more than one after the other. Bounded. Thread-safe.
/// </summary>
/// <param name="options">How many, in which time, for how long.</param>
/// <param name="time">The clock.</param>
internal sealed class WrongTries(SignInOptions options, TimeProvider time)
{
    /// <summary>The most keys that are remembered at once; beyond them new ones wait.</summary>
    public const int MaxKeys = 100_000;

    /// <summary>What a try waits that others at the same moment keep from beginning, in seconds.</summary>
    public const int Busy = 1;

    // The names under which servers tell each other of PINs.
    private const string Wrong = "wrong-pins";
    private const string Right = "right-pins";
    private const string Lifted = "lifted-pins";

    private readonly Lock _gate = new();
    private SharedRates? _rates;
    private readonly Dictionary<string, Tries> _tries = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Begins a try of all its keys, or of none where one of them is locked.</summary>
    /// <param name="keys">The keys that the try counts for.</param>
    /// <param name="retryAfter">Seconds to wait where it may not begin; otherwise 0.</param>
    public bool TryBegin(IReadOnlyList<string> keys, out int retryAfter)
    {
        lock (_gate)
        {
            Sweep();
            retryAfter = keys.Max(key => Wait(key));
            if (retryAfter > 0)
            {
                return false;
            }

            foreach (var key in keys)
            {
                if (!_tries.TryGetValue(key, out var tries))
                {
                    _tries[key] = tries = new();
                }

                tries.Running++;
            }

            return true;
        }
    }

    /// <summary>Ends a try of its keys.</summary>
    /// <param name="keys">The keys with which it began.</param>
    /// <param name="isWrong">Whether the PIN was wrong.</param>
    /// <returns>The keys that are locked from now on.</returns>
    public IReadOnlyList<string> End(IReadOnlyList<string> keys, bool isWrong)
    {
        if (isWrong)
        {
            foreach (var key in keys)
            {
                _rates?.Tell(Wrong, key);
            }
        }

        return Count(keys, isWrong);
    }

    private List<string> Count(IReadOnlyList<string> keys, bool isWrong)
    {
        List<string> locked = [];
        lock (_gate)
        {
            foreach (var key in keys)
            {
                var tries = _tries[key];
                tries.Running--;
                if (!isWrong)
                {
                    Forget(key, tries);
                    continue;
                }

                tries.Wrongs.Enqueue(time.GetTimestamp());
                if (tries.Wrongs.Count >= options.WrongPins)
                {
                    tries.Wrongs.Clear();
                    tries.Locked = new(time.GetTimestamp(), options.WrongPinsLock);
                    locked.Add(key);
                }
            }
        }

        return locked;
    }

    /// <summary>Counts what happens at all servers of the store together. Set before the first try.</summary>
    /// <param name="rates">What servers tell each other.</param>
    public void Share(SharedRates rates)
    {
        _rates = rates;
        rates.Hear(
            Wrong,
            key =>
            {
                if (TryBegin([key], out _))
                {
                    Count([key], isWrong: true);
                }
            }
        );
        rates.Hear(Right, ClearHere);
        rates.Hear(Lifted, ForgetHere);
    }

    /// <summary>Locks a key as it was locked before the server started.</summary>
    /// <param name="key">The key to lock.</param>
    /// <param name="left">How long the lock lasts from now on.</param>
    public void Lock(string key, TimeSpan left)
    {
        lock (_gate)
        {
            if (_tries.Count < MaxKeys && left > TimeSpan.Zero)
            {
                _tries[key] = new() { Locked = new(time.GetTimestamp(), left) };
            }
        }
    }

    /// <summary>Forgets the wrong tries of a key whose PIN was right; a lock that came meanwhile stays.</summary>
    /// <param name="key">The key.</param>
    public void Clear(string key)
    {
        _rates?.Tell(Right, key);
        ClearHere(key);
    }

    private void ClearHere(string key)
    {
        lock (_gate)
        {
            if (_tries.TryGetValue(key, out var tries))
            {
                tries.Wrongs.Clear();
            }
        }
    }

    /// <summary>Forgets the wrong tries of a key, and its lock.</summary>
    /// <param name="key">The key.</param>
    public void Forget(string key)
    {
        _rates?.Tell(Lifted, key);
        ForgetHere(key);
    }

    private void ForgetHere(string key)
    {
        lock (_gate)
        {
            if (_tries.TryGetValue(key, out var tries))
            {
                tries.Wrongs.Clear();
                tries.Locked = null;
            }
        }
    }

    private int Wait(string key)
    {
        if (!_tries.TryGetValue(key, out var tries))
        {
            return _tries.Count < MaxKeys ? 0 : Busy;
        }

        if (tries.Locked is { } locked)
        {
            if (Left(locked) is var left && left > TimeSpan.Zero)
            {
                return (int)Math.Ceiling(left.TotalSeconds);
            }

            tries.Locked = null;
        }

        Drop(tries);
        return tries.Wrongs.Count + tries.Running < options.WrongPins ? 0 : Busy;
    }

    private TimeSpan Left(PinLock locked) => locked.Length - time.GetElapsedTime(locked.At);

    private void Drop(Tries tries)
    {
        while (
            tries.Wrongs.TryPeek(out var oldest)
            && time.GetElapsedTime(oldest) >= options.WrongPinsWindow
        )
        {
            tries.Wrongs.Dequeue();
        }
    }

    private void Sweep()
    {
        if (time.GetElapsedTime(_swept) < TimeSpan.FromMinutes(1))
        {
            return;
        }

        _swept = time.GetTimestamp();
        foreach (var (key, tries) in _tries)
        {
            Drop(tries);
            Forget(key, tries);
        }
    }

    // What nobody has to wait for is not kept.
    private void Forget(string key, Tries tries)
    {
        var isLocked = tries.Locked is { } locked && Left(locked) > TimeSpan.Zero;
        if (tries.Wrongs.Count == 0 && tries.Running == 0 && !isLocked)
        {
            _tries.Remove(key);
        }
    }

    private sealed class Tries
    {
        public Queue<long> Wrongs { get; } = new();
        public int Running { get; set; }
        public PinLock? Locked { get; set; }
    }

    private sealed record PinLock(long At, TimeSpan Length);
}
