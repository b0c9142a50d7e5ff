using System.Collections.Concurrent;
using TableTap.Server.Testing;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;

namespace TableTap.Simulation.Tests;

/// <summary>What is told while a rush runs.</summary>
public sealed class RushProgressTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>At the clock's own speed the café first learns how fast its staff is, which takes minutes.</summary>
    [Fact]
    public async Task What_comes_before_the_rush_is_told_and_is_no_minute_of_it()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var shown = new ConcurrentQueue<SimulationProgress>();
        var rush = new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role)),
                OrdersPerHour = 3000,
                Duration = TimeSpan.FromMinutes(5),
                Run = "t8",
            }
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            rush.RunAsync(
                now =>
                {
                    shown.Enqueue(now);
                    if (now.WarmUp.All > 0 || now.CafeTime is not null)
                    {
                        enough.Cancel();
                    }
                },
                enough.Token
            )
        );

        Assert.Equal("opening the café", shown.First().Line);
        Assert.All(shown, now => Assert.Null(now.CafeTime));
        Assert.Matches(
            @"^before the rush the café learns how fast its staff is: \d+ of at most \d+ first orders served$",
            shown.Last().Line
        );
    }

    [Fact]
    public void The_rush_has_its_own_time_from_its_beginning_on() =>
        Assert.Equal(
            "00:01:30  guests 7  orders 5  done 2  waiting bar 3 kitchen 0  reconnects 1",
            new SimulationProgress(
                TimeSpan.FromSeconds(90),
                new(9, 9),
                7,
                5,
                2,
                new Dictionary<string, int> { ["bar"] = 3, ["kitchen"] = 0 },
                1,
                0
            ).Line
        );
}
