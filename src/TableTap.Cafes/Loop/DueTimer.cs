namespace TableTap.Cafes.Loop;

/// <summary>Wakes a loop when the café's next timer is due. One thread sets it.</summary>
internal sealed class DueTimer : IDisposable
{
    /// <summary>A timer that is further away is looked at again after this long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public DueTimer(TimeProvider time, Action wake)
    {
        _time = time;
        _timer = time.CreateTimer(
            _ => wake(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Sets the next waking; null for none.</summary>
    public void Set(DateTimeOffset? due)
    {
        var wait = due is { } at
            ? TimeSpan.FromTicks(Math.Clamp((at - _time.GetUtcNow()).Ticks, 0, Longest.Ticks))
            : Timeout.InfiniteTimeSpan;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
