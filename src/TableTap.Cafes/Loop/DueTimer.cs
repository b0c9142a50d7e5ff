namespace TableTap.Cafes.Loop;

/// <summary>Wakes a loop when the café's next timer is due. One thread sets it.</summary>
internal sealed class DueTimer : IDisposable
{
    /// <summary>A timer that is further away is looked at again after this long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TimeProvider time;
    private readonly ITimer timer;

    public DueTimer(TimeProvider time, Action wake)
    {
        this.time = time;
        timer = time.CreateTimer(
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
            ? TimeSpan.FromTicks(Math.Clamp((at - time.GetUtcNow()).Ticks, 0, Longest.Ticks))
            : Timeout.InfiniteTimeSpan;
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();
}
