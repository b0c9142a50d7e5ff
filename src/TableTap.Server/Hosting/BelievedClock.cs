namespace TableTap.Server.Hosting;

/// <summary>
/// The system's wall clock, believed only once it has said the same for a while: after a jump it goes on at the steady clock's pace
/// from the time before, and takes the new time over when that still stands a minute later. So a clock that is wrong for some
/// seconds ends no session, expires no payment and stamps nothing. Timers and timestamps are the system's. Thread-safe.
/// </summary>
/// <param name="inner">The system's clock.</param>
public sealed class BelievedClock(TimeProvider inner) : TimeProvider
{
    /// <summary>How far the wall clock may be off from the steady one without being called a jump: what a time service corrects.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>How long a jump must stand to be believed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private (DateTimeOffset Wall, long At) _known = (inner.GetUtcNow(), inner.GetTimestamp());
    private (TimeSpan Off, long At)? _jump;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <inheritdoc />
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc />
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    ) => inner.CreateTimer(callback, state, dueTime, period);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            var (wall, stamp) = (inner.GetUtcNow(), inner.GetTimestamp());
            var expected = _known.Wall + inner.GetElapsedTime(_known.At, stamp);
            var off = wall - expected;
            if (off.Duration() <= Tolerance)
            {
                return Believe(wall, stamp);
            }

            if (_jump is not { } jump || (off - jump.Off).Duration() > Tolerance)
            {
                _jump = (off, stamp);
                return expected;
            }

            return inner.GetElapsedTime(jump.At, stamp) >= Patience
                ? Believe(wall, stamp)
                : expected;
        }
    }

    private DateTimeOffset Believe(DateTimeOffset wall, long stamp)
    {
        _jump = null;
        _known = (wall, stamp);
        return wall;
    }
}
