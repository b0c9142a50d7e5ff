using System.Globalization;
using TableTap.Faults.Setting;

namespace TableTap.Faults.Tests;

/// <summary>
/// The server is replaced while the café is full, and rolled back: nothing is lost, doubled or reordered. Where no older program is named, the
/// same one stands for both.
/// </summary>
public sealed class UpgradeTests
{
    private const string Older = "TABLETAP_OLDER_BINARY";
    private const string Newer = "TABLETAP_BINARY";
    private const string Minutes = "TABLETAP_FAULT_MINUTES";

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
            times: 2
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
            times: 4
        );
    }

    private static async Task RunAsync(FaultPlan wanted, int times)
    {
        var newer = Environment.GetEnvironmentVariable(Newer) is { Length: > 0 } binary
            ? binary
            : Path.Combine(AppContext.BaseDirectory, "tabletap");
        var older = Environment.GetEnvironmentVariable(Older) is { Length: > 0 } kept
            ? kept
            : newer;
        Assert.SkipUnless(File.Exists(newer), $"There is no program at {newer}.");
        var plan = UpgradePlan.Of(older, newer, wanted.Duration, times);
        var report = await FaultRun.RunAsync(
            plan with
            {
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
