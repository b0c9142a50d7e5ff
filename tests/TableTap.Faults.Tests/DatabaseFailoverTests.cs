using TableTap.Faults.Setting;
using TableTap.Faults.Truth;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>PostgreSQL is killed for good under two servers, and its synchronous standby is promoted.</summary>
public sealed class DatabaseFailoverTests
{
    private const int Before = 6;
    private const string Id = "failover";

    [Fact]
    public async Task Servers_go_on_with_the_standby_and_what_they_acknowledged_counts_once()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
        await using var bench = ServerBench.Make(new() { Servers = 2, HasHeir = true });
        await bench.StartAsync();
        using var one = new HttpClient { BaseAddress = bench.Programs[0].Http };
        using var two = new HttpClient { BaseAddress = bench.Programs[1].Http };
        HttpClient[] servers = [one, two];
        var answers = new List<string>();
        for (var guest = 0; guest < Before; guest++)
        {
            answers.Add(await OrderAsync(servers[guest % 2], $"before-{guest}"));
        }

        await bench.FailOverAsync();

        await OrderAsync(one, "after-0");
        await OrderAsync(two, "after-1");
        for (var guest = 0; guest < Before; guest++)
        {
            // The other one, too, has the first answer.
            var again = await OrderAsync(servers[(guest + 1) % 2], $"before-{guest}");
            Assert.Equal(answers[guest], again);
        }

        var orders = JournalTruth.Read(bench.Heir!.ConnectionString).CreatedFor;
        string[] guests =
        [
            .. Enumerable.Range(0, Before).Select(number => $"before-{number}"),
            "after-0",
            "after-1",
        ];
        Assert.All(guests, guest => Assert.Equal(1, orders[guest]));

        Task<string> OrderAsync(HttpClient server, string guest) =>
            OrderByHttp.UntilMadeAsync(bench, server, guest, Id);
    }
}
