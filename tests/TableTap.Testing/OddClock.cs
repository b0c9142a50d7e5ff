namespace TableTap.Testing;

/// <summary>
/// A clock of a machine whose wall clock is set by somebody: <see cref="Pass"/> lets time truly pass, <see cref="Set"/> moves
/// only what the wall clock says. Timers and timestamps follow the time that passes.
/// </summary>
public sealed class OddClock(DateTimeOffset start) : TimeProvider
{
    private readonly ProcessClock _steady = new(start);
    private long _ahead;

    /// <inheritdoc />
    public override long TimestampFrequency => _steady.TimestampFrequency;

    /// <summary>Lets time pass from timer to timer, as where a process runs.</summary>
    public void Pass(TimeSpan time) => _steady.Pass(time);

    /// <summary>Sets the wall clock ahead of the right time, or behind it where it is negative; zero sets it right.</summary>
    public void Set(TimeSpan ahead) => Interlocked.Exchange(ref _ahead, ahead.Ticks);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() =>
        _steady.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    /// <inheritdoc />
    public override long GetTimestamp() => _steady.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    ) => _steady.CreateTimer(callback, state, dueTime, period);
}
