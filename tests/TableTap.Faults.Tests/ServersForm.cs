using TableTap.Faults.Schedule;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>
/// Three servers on a PostgreSQL with a Redis between them, the last of them 80 ms away with a standby of PostgreSQL beside it: kills, freezes and
/// drains of servers, one that joins, one that leaves for a while, clocks that jump, kills and freezes of Redis and of PostgreSQL, a way to both
/// that is cut in one direction, and bad lines to the guests.
/// </summary>
public sealed class ServersForm
{
    [Fact]
    public async Task Three_servers_that_come_and_go_lose_double_and_reorder_nothing()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
        var report = await FaultRun.RunAsync(
            new()
            {
                Seed = 20260115,
                Servers = 3,
                Distance = TimeSpan.FromMilliseconds(80),
                Clients = 40,
                OrdersPerSecond = 4,
                AnnouncementsPerSecond = 4,
                Duration = TimeSpan.FromSeconds(24),
                Faults = 13,
                Kinds =
                [
                    FaultKind.Kill,
                    FaultKind.Terminate,
                    FaultKind.Freeze,
                    FaultKind.ClockJump,
                    FaultKind.RedisFreeze,
                    FaultKind.RedisKill,
                    FaultKind.DatabaseKill,
                    FaultKind.DatabaseFreeze,
                    FaultKind.LinkCut,
                    FaultKind.Join,
                    FaultKind.Leave,
                    FaultKind.Cut,
                    FaultKind.Forget,
                ],
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
        Assert.True(report.Times >= 13, report.ToText());
    }
}
