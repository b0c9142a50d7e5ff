using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Observability;
using TableTap.Server.Observability;

namespace TableTap.Server.Tests.Observability;

/// <summary>How fast the share that may be late is used up.</summary>
public sealed class ObjectiveHistoryTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void What_is_as_long_as_the_target_is_in_time()
    {
        var count = new ObjectiveCount(Target);

        Assert.False(count.IsLate(Target));
        Assert.True(count.IsLate(Target + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void One_in_five_late_burns_a_budget_of_one_in_a_hundred_twenty_times_as_fast()
    {
        var clock = new FakeTimeProvider();
        var count = new ObjectiveCount(Target);
        var history = new ObjectiveHistory(count, 0.01, 100, clock);
        Assert.Equal(0, history.BurnRate(Minute));

        count.Add(100, 20);
        clock.Advance(Minute);
        Assert.Equal(20, history.BurnRate(Minute), 9);

        // It is over: the short window forgets it, the long one does not.
        history.Note();
        clock.Advance(5 * Minute);
        history.Note();
        count.Add(100, 0);
        Assert.Equal(0, history.BurnRate(5 * Minute));
        Assert.Equal(10, history.BurnRate(6 * Minute), 9);
    }

    [Fact]
    public void A_server_that_has_just_started_has_burned_nothing_before()
    {
        var clock = new FakeTimeProvider();
        var count = new ObjectiveCount(Target);
        var history = new ObjectiveHistory(count, 0.01, 100, clock);
        count.Add(8, 2);
        clock.Advance(2 * Minute);

        Assert.Equal(25, history.BurnRate(Minute), 9);
        Assert.Equal(10, history.BurnRate(5 * Minute), 9);
        Assert.Equal(25 / 30d, history.BurnRate(60 * Minute), 9);
    }

    [Fact]
    public void Where_nothing_came_nothing_burns()
    {
        var clock = new FakeTimeProvider();
        var count = new ObjectiveCount(Target);
        count.Add(10, 10);
        var history = new ObjectiveHistory(count, 0.01, 100, clock);

        // What was before it began to remember is not its affair.
        Assert.Equal(0, history.BurnRate(Minute));
    }

    /// <summary>Against a list of everything that ever was.</summary>
    [Fact]
    public void A_window_has_what_came_since_the_last_moment_that_is_as_old() =>
        Gen.Select(Gen.Int[0, 90], Gen.Int[0, 9], Gen.Int[0, 9], Gen.Bool)
            .List[0, 40]
            .Select(Gen.Int[0, 300])
            .Sample(
                (steps, window) =>
                {
                    const int most = 12;
                    var clock = new FakeTimeProvider();
                    var began = clock.GetUtcNow();
                    var count = new ObjectiveCount(Target);
                    var history = new ObjectiveHistory(count, 0.5, most, clock);
                    var (all, late) = (0L, 0L);
                    var moments = new List<(double At, long All, long Late)> { (0, 0, 0) };
                    foreach (var (seconds, good, bad, note) in steps)
                    {
                        clock.Advance(TimeSpan.FromSeconds(seconds));
                        count.Add(good + bad, bad);
                        (all, late) = (all + good + bad, late + bad);
                        if (note)
                        {
                            history.Note();
                            moments.Add(((clock.GetUtcNow() - began).TotalSeconds, all, late));
                        }
                    }

                    var now = (clock.GetUtcNow() - began).TotalSeconds;
                    var kept = moments.TakeLast(most).ToList();
                    var since = kept.Exists(moment => moment.At <= now - window)
                        ? kept.FindLast(moment => moment.At <= now - window)
                        : kept[0];
                    var expected =
                        all == since.All
                            ? 0
                            : (late - since.Late) / (double)(all - since.All) / 0.5;
                    var age = now - since.At;
                    var known = age < window ? age / window : 1;
                    Assert.Equal(
                        expected * known,
                        history.BurnRate(TimeSpan.FromSeconds(window)),
                        9
                    );
                }
            );
}
