using TableTap.Faults.Schedule;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>Three servers on a PostgreSQL with a Redis between them: kills, freezes and drains of each, of Redis, a kill of PostgreSQL, and bad lines.</summary>
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
                Clients = 40,
                OrdersPerSecond = 4,
                AnnouncementsPerSecond = 4,
                Duration = TimeSpan.FromSeconds(20),
                Faults = 9,
                Kinds =
                [
                    FaultKind.Kill,
                    FaultKind.Terminate,
                    FaultKind.Freeze,
                    FaultKind.RedisFreeze,
                    FaultKind.RedisKill,
                    FaultKind.DatabaseKill,
                    FaultKind.Cut,
                    FaultKind.Forget,
                ],
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
        Assert.True(report.Times >= 8, report.ToText());
    }
}
