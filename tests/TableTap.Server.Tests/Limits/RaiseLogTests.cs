using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.Limits;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.Limits;

/// <summary>Raised limits as they are kept: over a restart, and on other servers of the same store.</summary>
public sealed class RaiseLogTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_server_takes_over_what_is_raised_and_what_is_lowered()
    {
        var clock = new FakeTimeProvider();
        await using var journal = new MemoryJournal();
        var (here, there) = (new RaisedLimits(clock), new RaisedLimits(clock));
        using var first = new RaiseLog(journal, here, clock);
        using var second = new RaiseLog(journal, there, clock);

        await first.RaiseAsync(Raise(clock, 20), Line(clock));
        Assert.Equal(5, Of(there));
        await second.FollowAsync(Stop);
        await second.FollowAsync(Stop);
        Assert.Equal(20, Of(there));

        await second.RaiseAsync(Raise(clock, 30), Line(clock));
        await first.FollowAsync(Stop);
        Assert.Equal(30, Of(here));

        await first.LiftAsync(Assert.Single(first.InForce), Line(clock));
        await second.FollowAsync(Stop);
        Assert.Equal((5, 5), (Of(here), Of(there)));
        Assert.Empty(second.InForce);
        Assert.Equal(3, (await journal.ReadAuditAsync(new(10), Stop)).Entries.Count);
    }

    [Fact]
    public async Task After_a_restart_it_holds_for_the_rest_of_its_time_and_never_longer()
    {
        var clock = new FakeTimeProvider();
        await using var journal = new MemoryJournal();
        using (var before = new RaiseLog(journal, new(clock), clock))
        {
            await before.RaiseAsync(Raise(clock, 20), Line(clock));
        }

        clock.Advance(TimeSpan.FromMinutes(40));
        var raised = new RaisedLimits(clock);
        using var after = new RaiseLog(journal, raised, clock);
        await after.ReadAsync(Stop);
        Assert.Equal(20, Of(raised));
        clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(5, Of(raised));
        Assert.Empty(after.InForce);

        // A wall clock that is a day back at the start makes of an hour no day.
        var late = new FakeTimeProvider(clock.GetUtcNow() - TimeSpan.FromDays(1));
        var longer = new RaisedLimits(late);
        using var back = new RaiseLog(journal, longer, late);
        await back.ReadAsync(Stop);
        Assert.Equal(20, Of(longer));
        late.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Of(longer));
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_forward_hides_nothing_that_still_holds()
    {
        var clock = new SetClock();
        await using var journal = new MemoryJournal();
        var raised = new RaisedLimits(clock);
        using var log = new RaiseLog(journal, raised, clock);
        await log.RaiseAsync(Raise(clock, 20), Line(clock));
        clock.Ahead = TimeSpan.FromHours(2);
        Assert.Equal(20, Of(raised));

        await log.LiftAsync(Assert.Single(log.InForce), Line(clock));
        Assert.Equal(5, Of(raised));
        Assert.Empty(log.InForce);
    }

    private static int Of(RaisedLimits raised) => raised.Of(RaisableLimit.SocketsPerUser, "ada", 5);

    private static KeptRaise Raise(TimeProvider time, int value) =>
        new(
            "SocketsPerUser",
            "ada",
            value,
            time.GetUtcNow(),
            time.GetUtcNow() + TimeSpan.FromHours(1),
            "root",
            "Wedding"
        );

    private static AuditLine Line(TimeProvider time) =>
        new("server", "root", "admin", null, "limit_raise", "id", "processed", time.GetUtcNow())
        {
            Target = "ada",
            Reason = "Wedding",
        };

    /// <summary>A clock whose wall is set, while the time that passes is none.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() =>
            new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero) + Ahead;

        public override long GetTimestamp() => 0;
    }
}
