using System.Globalization;
using System.Security.Cryptography;
using TableTap.Faults.Schedule;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>
/// Three servers in the long form, with a new seed each time; only where it is asked for (<c>./test --long</c>), and not beside the one of a
/// single server.
/// </summary>
[Collection(nameof(LongForm))]
public sealed class ServersLongForm
{
    [Theory]
    [InlineData(RedisForm.Sentinel)]
    [InlineData(RedisForm.Cluster)]
    public async Task A_thousand_clients_of_three_servers_lose_nothing_whatever_dies(
        RedisForm redis
    )
    {
        const double FaultsPerMinute = 8;
        const double Most = 15;
        Assert.SkipUnless(
            double.TryParse(
                Environment.GetEnvironmentVariable(LongForm.Setting),
                CultureInfo.InvariantCulture,
                out var minutes
            )
                && minutes > 0,
            $"{LongForm.Setting} says how many minutes of faults are wanted."
        );
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
        minutes = Math.Min(minutes, Most);

        var report = await FaultRun.RunAsync(
            new()
            {
                Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
                Servers = 3,
                Redis = redis,
                Distance = TimeSpan.FromMilliseconds(80),
                Clients = 1000,
                Duration = TimeSpan.FromMinutes(minutes),
                Faults = (int)Math.Ceiling(minutes * FaultsPerMinute),
                Kinds = FaultSchedule.OfServers,
                Heartbeat = TimeSpan.FromSeconds(8),
                Patience = TimeSpan.FromSeconds(90),
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
    }
}
