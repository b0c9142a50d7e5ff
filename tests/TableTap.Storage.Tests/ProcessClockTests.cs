using TableTap.Testing;

namespace TableTap.Storage.Tests;

/// <summary>The clock of the tests that let days pass: its timers are those of a process.</summary>
public sealed class ProcessClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ProcessClock _time = new(Batch.Noon);
    private readonly List<TimeSpan> _fired = [];

    [Fact]
    public void A_jump_over_many_periods_fires_a_timer_once_and_the_next_time_comes_a_period_later()
    {
        using var timer = Timer(Second, Second);

        _time.Advance(TimeSpan.FromDays(90));
        _time.Advance(Second / 2);
        _time.Advance(Second / 2);

        Assert.Equal([TimeSpan.FromDays(90), TimeSpan.FromDays(90) + Second], _fired);
    }

    [Fact]
    public void Time_that_passes_fires_each_timer_each_time_it_is_due()
    {
        using var often = Timer(Second, 2 * Second);
        using var once = Timer(4 * Second, Timeout.InfiniteTimeSpan);

        _time.Pass(5.5 * Second);

        Assert.Equal([Second, 3 * Second, 4 * Second, 5 * Second], _fired);
        Assert.Equal(Batch.Noon + (5.5 * Second), _time.GetUtcNow());
    }

    [Fact]
    public void A_timer_that_is_set_anew_or_disposed_fires_no_more_as_before()
    {
        using var changed = Timer(Second, Second);
        var disposed = Timer(Second, Second);
        changed.Change(3 * Second, Timeout.InfiniteTimeSpan);
        disposed.Dispose();

        _time.Pass(TimeSpan.FromDays(1));

        Assert.Equal([3 * Second], _fired);
    }

    [Fact]
    public void A_timer_may_set_itself_and_one_without_delay_fires_at_once()
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                _fired.Add(_time.GetUtcNow() - Batch.Noon);
                timer?.Change(Second, Timeout.InfiniteTimeSpan);
            },
            null,
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan
        );
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        _time.Pass(2 * Second);

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, Second, 2 * Second], _fired);
    }

    private ITimer Timer(TimeSpan due, TimeSpan period) =>
        _time.CreateTimer(_ => _fired.Add(_time.GetUtcNow() - Batch.Noon), null, due, period);
}
