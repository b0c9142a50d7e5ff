using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Hub;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Sessions;

/// <summary>A process that stood still knows it, and for how long.</summary>
public sealed class FreezeWatchTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Time_in_which_timers_ran_is_no_freeze()
    {
        var time = new FakeTimeProvider();
        using var watch = new FreezeWatch(Second, time);
        time.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.Zero, watch.Take());
    }

    [Fact]
    public void Time_in_which_no_timer_ran_is_one_and_is_told_once()
    {
        var time = new StillTime();
        using var watch = new FreezeWatch(Second, time);
        time.Now += 4 * Second;
        Assert.Equal(TimeSpan.Zero, watch.Take());

        time.Now += 80 * Second;
        Assert.Equal(79 * Second, watch.Take());
        Assert.Equal(TimeSpan.Zero, watch.Take());
    }

    // Its timers never fire, as those of a stopped process.
    private sealed class StillTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(
            TimerCallback callback,
            object? state,
            TimeSpan dueTime,
            TimeSpan period
        ) => new FakeTimeProvider().CreateTimer(callback, state, dueTime, period);
    }
}
