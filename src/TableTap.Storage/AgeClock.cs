namespace TableTap.Storage;

/// <summary>
/// Counts how old a store is, by time that truly passed: what retention goes by, for a wall clock may be wrong. While it is
/// counted the system's steady clock is. The time of a stop is known from the wall clock alone, so it is believed no faster
/// than the wall clock goes on claiming it: an hour of a stop for each hour that the store is open, and no more than the clock
/// still claims once it was set back. Not thread-safe.
/// </summary>
internal sealed class AgeClock
{
    private readonly TimeProvider _time;
    private long _stamp;
    private TimeSpan _age;

    /// <summary>Goes on from what is known of the age.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="age">How old the store was when that was noted.</param>
    /// <param name="owed">How much of earlier stops was not yet believed then.</param>
    /// <param name="noted">When that was, by the wall clock; null for never.</param>
    public AgeClock(TimeProvider time, TimeSpan age, TimeSpan owed, DateTimeOffset? noted)
    {
        _time = time;
        (_stamp, Wall) = (time.GetTimestamp(), time.GetUtcNow());
        _age = age;
        var stopped = noted is { } at ? Wall - at : TimeSpan.Zero;
        Owed = owed + stopped is var sum && sum > TimeSpan.Zero ? sum : TimeSpan.Zero;
    }

    /// <summary>How much of a stop is not yet believed.</summary>
    public TimeSpan Owed { get; private set; }

    /// <summary>What the wall clock said when the age was last asked for.</summary>
    public DateTimeOffset Wall { get; private set; }

    /// <summary>How old the store is at this moment.</summary>
    public TimeSpan Now
    {
        get
        {
            var (stamp, wall) = (_time.GetTimestamp(), _time.GetUtcNow());
            var passed = _time.GetElapsedTime(_stamp, stamp);
            var setBack = wall - Wall - passed;
            if (setBack < TimeSpan.Zero)
            {
                Owed = Owed > -setBack ? Owed + setBack : TimeSpan.Zero;
            }

            var believed = Owed < passed ? Owed : passed;
            Owed -= believed;
            _age += passed + believed;
            (_stamp, Wall) = (stamp, wall);
            return _age;
        }
    }

    /// <summary>
    /// Takes over what another server counted, where that is more: each counts only what truly passed, so the one who counted
    /// longest is right.
    /// </summary>
    /// <param name="age">How old the store is at least.</param>
    /// <param name="owed">How much of a stop that server did not yet believe; what this wall clock no longer claims is not taken over.</param>
    /// <param name="noted">When that was, by the other server's wall clock; null for never.</param>
    public void AtLeast(TimeSpan age, TimeSpan owed, DateTimeOffset? noted)
    {
        if (age <= Now)
        {
            return;
        }

        var setBack = noted - Wall is { } behind && behind > TimeSpan.Zero ? behind : TimeSpan.Zero;
        (_age, Owed) = (age, owed > setBack ? owed - setBack : TimeSpan.Zero);
    }
}
