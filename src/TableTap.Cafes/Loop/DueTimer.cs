namespace TableTap.Cafes.Loop;

/// <summary>
/// Wakes a loop when the café's next timer is due. What is still due although the loop has turned for it many times waits longer and
/// longer: a loop that can do nothing about it must not keep a processor busy. One thread sets it.
/// </summary>
internal sealed class DueTimer : IDisposable
{
    /// <summary>So often the loop turns at once for one due time: much that is due together is done in parts.</summary>
    internal const int AtOnce = 64;

    /// <summary>The first pause before the loop turns again for what it could do nothing about; each one after it is twice as long.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>No pause is longer.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>A timer that is further away is looked at again after this long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly LoopServices _tools;
    private readonly string _cafeId;
    private readonly ITimer _timer;
    private DateTimeOffset? _still;
    private int _turns;
    private TimeSpan _pause;
    private long _pausedAt;

    /// <summary>Makes it; <see cref="Set"/> begins.</summary>
    /// <param name="tools">The clock, and where to log.</param>
    /// <param name="cafeId">Whose loop it is.</param>
    /// <param name="wake">Has the loop turn.</param>
    public DueTimer(LoopServices tools, string cafeId, Action wake)
    {
        (_tools, _cafeId) = (tools, cafeId);
        _timer = tools.Time.CreateTimer(
            _ => wake(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Sets the next waking; null for none.</summary>
    public void Set(DateTimeOffset? due)
    {
        var wait = Timeout.InfiniteTimeSpan;
        if (due is { } at && at <= _tools.Time.GetUtcNow())
        {
            wait = PauseBefore(at);
        }
        else
        {
            (_still, _turns, _pause) = (null, 0, TimeSpan.Zero);
            if (due is { } later)
            {
                var left = (later - _tools.Time.GetUtcNow()).Ticks;
                wait = TimeSpan.FromTicks(Math.Clamp(left, 0, Longest.Ticks));
            }
        }

        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>How long the loop waits before it turns for something that is due already; nothing where that is new.</summary>
    private TimeSpan PauseBefore(DateTimeOffset at)
    {
        if (!(at <= _still))
        {
            (_still, _turns, _pause) = (at, 0, TimeSpan.Zero);
        }

        if (++_turns <= AtOnce)
        {
            return TimeSpan.Zero;
        }

        // A turn that something else brought about puts a pause that is under way no further off.
        var left = _pause - _tools.Time.GetElapsedTime(_pausedAt);
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        if (_pause == TimeSpan.Zero)
        {
            _tools.Log.StillDue(_cafeId, at);
        }

        _pause =
            _pause == TimeSpan.Zero ? FirstPause
            : _pause * 2 < LongestPause ? _pause * 2
            : LongestPause;
        _pausedAt = _tools.Time.GetTimestamp();
        return _pause;
    }
}
