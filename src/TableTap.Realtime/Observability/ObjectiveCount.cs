namespace TableTap.Realtime.Observability;

/// <summary>How many there were of something that has an objective, and how many of them missed it. Thread-safe.</summary>
/// <param name="target">What takes longer is late.</param>
public sealed class ObjectiveCount(TimeSpan target)
{
    private long _all;
    private long _late;

    /// <summary>How many there were since the start, and how many of them were late or did not come.</summary>
    public (long All, long Late) Now
    {
        get
        {
            // In this order, and added in the other: nothing is late here without being one of all.
            var late = Interlocked.Read(ref _late);
            return (Interlocked.Read(ref _all), late);
        }
    }

    /// <summary>Whether something that took so long is late.</summary>
    /// <param name="time">How long it took.</param>
    public bool IsLate(TimeSpan time) => time > target;

    /// <summary>Adds what came since the last call.</summary>
    /// <param name="all">How many there were.</param>
    /// <param name="late">How many of them were late, or did not come.</param>
    public void Add(int all, int late)
    {
        Interlocked.Add(ref _all, all);
        if (late > 0)
        {
            Interlocked.Add(ref _late, late);
        }
    }
}
