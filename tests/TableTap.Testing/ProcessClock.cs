using Microsoft.Extensions.Time.Testing;

namespace TableTap.Testing;

/// <summary>
/// A clock that a test moves, with timers as a process has them. One whose time a jump passed fires once, however many of its
/// periods were jumped over: a <see cref="FakeTimeProvider"/> alone fires it for each, which for days is millions of times.
/// </summary>
public sealed class ProcessClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly HashSet<PeriodicAlarm> _alarms = [];

    /// <summary>Lets time pass, and every timer fire at the moment at which it is due.</summary>
    /// <param name="time">How much time passes.</param>
    public void Pass(TimeSpan time)
    {
        var now = GetUtcNow();
        var end = now + time;
        while (now < end)
        {
            var due = NextDue() ?? end;
            // What is set by another thread just now may be due a little later than it says.
            now = due > now ? due : now + Second;
            now = now < end ? now : end;
            SetUtcNow(now);
        }
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var alarm = new PeriodicAlarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    private ITimer Once(Action fires) =>
        base.CreateTimer(_ => fires(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private DateTimeOffset? NextDue()
    {
        lock (_lock)
        {
            return _alarms.Min(alarm => alarm.Due);
        }
    }

    /// <summary>A timer that is set anew each time it fires.</summary>
    private sealed class PeriodicAlarm : ITimer
    {
        private readonly ProcessClock _clock;
        private readonly Action _fires;
        private readonly ITimer _once;
        private TimeSpan _period;

        public PeriodicAlarm(ProcessClock clock, Action fires)
        {
            (_clock, _fires) = (clock, fires);
            _once = clock.Once(Fire);
        }

        /// <summary>When it fires next; null for never.</summary>
        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            return Set(dueTime);
        }

        public void Dispose()
        {
            Set(Timeout.InfiniteTimeSpan);
            _once.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            _fires();
        }

        private bool Set(TimeSpan dueTime)
        {
            lock (_clock._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
                if (Due is null)
                {
                    _clock._alarms.Remove(this);
                }
                else
                {
                    _clock._alarms.Add(this);
                }
            }

            return _once.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }
}
