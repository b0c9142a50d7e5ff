using System.Globalization;
using TableTap.Faults.Setting;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>
/// The server is replaced while the café is full, and rolled back: nothing is lost, doubled or reordered. Where no older program is named, the
/// same one stands for both; one that is named is replaced and not gone back to, for it may have an older schema, and refuses a newer store.
/// </summary>
public sealed class UpgradeTests
{
    private const string OlderBinary = "TABLETAP_OLDER_BINARY";
    private const string Newer = "TABLETAP_BINARY";
    private const string Minutes = "TABLETAP_FAULT_MINUTES";

    /// <summary>The older program; null where none is named.</summary>
    private static string? Older =>
        Environment.GetEnvironmentVariable(OlderBinary) is { Length: > 0 } named ? named : null;

    [Fact]
    public async Task Thirty_clients_live_through_an_upgrade_and_its_roll_back() =>
        await RunAsync(
            new()
            {
                Clients = 30,
                OrdersPerSecond = 8,
                Duration = TimeSpan.FromSeconds(3),
                DrainWindow = TimeSpan.FromMilliseconds(500),
            },
            times: Older is null ? 2 : 1
        );

    [Fact]
    public async Task Five_hundred_clients_live_through_upgrades_and_roll_backs()
    {
        Assert.SkipUnless(
            double.TryParse(
                Environment.GetEnvironmentVariable(Minutes),
                CultureInfo.InvariantCulture,
                out var minutes
            )
                && minutes > 0,
            $"{Minutes} asks for the long form."
        );

        await RunAsync(
            new()
            {
                Clients = 500,
                OrdersPerSecond = 10,
                Duration = TimeSpan.FromMinutes(2),
                DrainWindow = TimeSpan.FromSeconds(5),
            },
            times: Older is null ? 4 : 1
        );
    }

    /// <summary>While one server after the other is replaced, both versions serve the café together.</summary>
    [Fact]
    public async Task Servers_of_two_versions_serve_one_cafe_side_by_side()
    {
        const int Servers = 3;
        Assert.SkipWhen(
            Older is null,
            $"{OlderBinary} names no older program, and one program alone shows nothing of two versions; tests/upgrade --servers 3 makes one."
        );
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");

        await RunAsync(
            new()
            {
                Servers = Servers,
                Clients = 60,
                OrdersPerSecond = 8,
                Duration = TimeSpan.FromSeconds(20),
                DrainWindow = TimeSpan.FromSeconds(1),
            },
            times: Servers
        );
    }

    private static async Task RunAsync(FaultPlan wanted, int times)
    {
        var newer = Environment.GetEnvironmentVariable(Newer) is { Length: > 0 } binary
            ? binary
            : Path.Combine(AppContext.BaseDirectory, "tabletap");
        var older = Older ?? newer;
        Assert.SkipUnless(File.Exists(newer), $"There is no program at {newer}.");
        var plan = UpgradePlan.Of(older, newer, wanted.Duration, times);
        var report = await FaultRun.RunAsync(
            plan with
            {
                Servers = wanted.Servers,
                Clients = wanted.Clients,
                OrdersPerSecond = wanted.OrdersPerSecond,
                DrainWindow = wanted.DrainWindow,
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
        Assert.Equal(times, report.Times);
    }
}
