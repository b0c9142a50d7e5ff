using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Tests.Life;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>What is due wakes the loop at once, and what stays due whatever the loop does keeps no processor busy.</summary>
public sealed class DueTimerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Day.Morning);
    private readonly MemoryLog _log = new();
    private readonly DueTimer _timer;
    private int _woken;

    public DueTimerTests()
    {
        var tools = new LoopServices(
            new MemoryJournal(),
            _time,
            new IdGenerator(_time),
            new CafeLinks(),
            _ => false,
            _ => { },
            _log
        );
        _timer = new(tools, "demo", () => _woken++);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void What_is_due_later_wakes_the_loop_then()
    {
        _timer.Set(Day.Morning.AddSeconds(2));
        Assert.Equal(0, _woken);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, _woken);
    }

    [Fact]
    public void What_stays_due_is_looked_at_after_longer_and_longer_pauses_and_told_once()
    {
        Spin();
        Assert.Equal(DueTimer.AtOnce, _woken);
        Assert.Empty(_log.Lines);

        var pauses = Enumerable.Range(0, 7).Select(_ => PauseMs()).ToList();

        Assert.Equal([50, 100, 200, 400, 800, 1000, 1000], pauses);
        Assert.Contains("still due", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_turn_for_something_else_puts_a_pause_no_further_off()
    {
        Spin();
        _timer.Set(Day.Morning);
        _time.Advance(DueTimer.FirstPause - TimeSpan.FromMilliseconds(10));
        _timer.Set(Day.Morning);
        Assert.Equal(DueTimer.AtOnce, _woken);

        _time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(DueTimer.AtOnce + 1, _woken);
    }

    [Fact]
    public void What_becomes_due_after_it_has_its_turn_at_once()
    {
        Spin();
        _timer.Set(Day.Morning);
        Assert.Equal(DueTimer.AtOnce, _woken);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        _timer.Set(_time.GetUtcNow());

        Assert.Equal(DueTimer.AtOnce + 1, _woken);
    }

    [Fact]
    public void What_was_done_at_last_may_be_due_again_later_without_a_pause()
    {
        Spin();
        _timer.Set(Day.Morning);
        _timer.Set(null);
        Assert.Equal(DueTimer.AtOnce, _woken);

        _timer.Set(Day.Morning);

        Assert.Equal(DueTimer.AtOnce + 1, _woken);
    }

    private void Spin()
    {
        for (var turn = 0; turn < DueTimer.AtOnce; turn++)
        {
            _timer.Set(Day.Morning);
        }
    }

    private int PauseMs()
    {
        var (before, waited) = (_woken, 0);
        for (_timer.Set(Day.Morning); _woken == before && waited < 5000; waited++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return waited;
    }
}
