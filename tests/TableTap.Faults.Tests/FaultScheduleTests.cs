using TableTap.Faults.Schedule;

namespace TableTap.Faults.Tests;

public sealed class FaultScheduleTests
{
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    [Fact]
    public void The_same_seed_draws_the_same() =>
        Assert.Equal(Draw(seed: 7, count: 40), Draw(seed: 7, count: 40));

    [Fact]
    public void Another_seed_draws_another() =>
        Assert.NotEqual(Draw(seed: 7, count: 40), Draw(seed: 8, count: 40));

    [Theory]
    [InlineData(21)]
    [InlineData(24)]
    [InlineData(260)]
    public void Every_kind_comes_and_so_many_in_all(int count)
    {
        var drawn = Draw(seed: 3, count);

        Assert.Equal(count, drawn.Count);
        Assert.Equal(All, drawn.Select(fault => fault.Kind).Distinct().Order());
    }

    [Fact]
    public void What_takes_several_servers_never_happens_to_one()
    {
        FaultKind[] several =
        [
            FaultKind.RedisFreeze,
            FaultKind.RedisKill,
            FaultKind.DatabaseKill,
            FaultKind.DatabaseFreeze,
            FaultKind.LinkCut,
            FaultKind.Join,
            FaultKind.Leave,
        ];

        Assert.Empty(FaultSchedule.OfOneServer.Intersect(several));
        Assert.Equal(several.Order(), FaultSchedule.OfServers.Intersect(several).Order());
    }

    [Fact]
    public void Faults_come_in_order_and_leave_room_at_the_end()
    {
        var times = Draw(seed: 5, count: 100).Select(fault => fault.At).ToArray();

        Assert.Equal(times.Order(), times);
        Assert.True(times[^1] < TimeSpan.FromSeconds(56));
    }

    [Fact]
    public void A_long_freeze_comes_in_the_middle_and_nothing_happens_until_it_is_over()
    {
        var lasts = TimeSpan.FromSeconds(80);
        var drawn = Draw(seed: 5, count: 40);

        var schedule = FaultSchedule.WithFreeze(drawn, lasts);

        var freeze = schedule[20];
        Assert.Equal(
            (FaultKind.Freeze, lasts, drawn[20].At),
            (freeze.Kind, freeze.Lasts, freeze.At)
        );
        Assert.Equal(drawn.Take(20), schedule.Take(20));
        Assert.Equal(
            drawn.Skip(20).Select(fault => fault.At + lasts),
            schedule.Skip(21).Select(fault => fault.At)
        );
        Assert.Equal(drawn, FaultSchedule.WithFreeze(drawn, TimeSpan.Zero));
    }

    private static IReadOnlyList<Fault> Draw(int seed, int count) =>
        FaultSchedule.Draw(seed, TimeSpan.FromSeconds(60), count, All);
}
