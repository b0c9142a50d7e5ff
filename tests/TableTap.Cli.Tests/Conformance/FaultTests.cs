using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cli.Conformance;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Scenarios;
using TableTap.Testing;

namespace TableTap.Cli.Tests.Conformance;

/// <summary>A client that does one thing wrong fails the scenario that asks for it, and is told what it is.</summary>
public sealed class FaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The scenario, what the client does wrong there, and what of the finding says so.</summary>
    public static TheoryData<string, Fault, string> Faults { get; } =
        new()
        {
            { "connect", Fault.NeverSubscribes, "subscribes `orders:customer:conformance`" },
            { "connect", Fault.SendsNonsense, "only types that a client sends" },
            { "unknown-messages", Fault.StumblesOverUnknown, "gives message 2 " },
            { "large-frames", Fault.TakesSmallFramesOnly, "gives message 1 " },
            { "parts", Fault.TakesPartsApart, "gives message 1 " },
            { "websocket-ping", Fault.StopsReading, "answers a ping of the WebSocket" },
            { "heartbeat", Fault.NeverPings, "sends `ping` in each `heartbeatInterval`" },
            { "token-expiring", Fault.NeverRenews, "answers `token_expiring`" },
            { "duplicates", Fault.DeliversTwice, "a message reaches the application once" },
            { "hole", Fault.IgnoresHoles, "without a hole: next is 2" },
            { "heads", Fault.IgnoresHeads, "behind the `heads` of a `pong`" },
            { "disorder", Fault.IgnoresHoles, "without a hole: next is 2" },
            { "ack", Fault.NeverAcks, "confirms message 1 with an `ack`" },
            { "ack", Fault.AcksTooEarly, "only what the application was given is confirmed" },
            { "resend", Fault.AcksOnce, "confirms message 1 with an `ack`" },
            { "torn", Fault.ForgetsPositions, "sends `reconnect` with the position" },
            { "torn", Fault.NeverReturns, "connects again after the connection was lost" },
            { "away", Fault.HurriesBack, "has tried four times" },
            { "restart", Fault.HurriesBack, "waits 0.5 s before it connects again (`delayMs`)" },
            { "overloaded", Fault.HurriesBack, "waits 1 s before it connects again after 1013" },
            { "too-many", Fault.HurriesBack, "waits 1 s before it connects again after 4429" },
            { "unresponsive", Fault.NeverReturns, "connects again after 4408" },
            { "epoch", Fault.HidesEpoch, "states the `epoch`" },
            { "epoch", Fault.KeepsNumbers, "only what the application was given is confirmed" },
            { "history-lost", Fault.NeverReloads, "loads the state over HTTP" },
            { "unauthenticated", Fault.KeepsToken, "gets a new token after 4401" },
            { "revoked", Fault.KeepsToken, "gets a new token after 4401" },
            { "forbidden", Fault.ReturnsAlways, "stops after 4403" },
            { "malformed", Fault.ReturnsAlways, "stops after 4400" },
            { "command", Fault.AnswersTwice, "gives one answer to a command" },
            { "command", Fault.NeverAnswers, "gives the acknowledgement to its application" },
            { "command-lost", Fault.NeverRepeats, "sends a command without an answer again" },
            { "command-lost", Fault.TakesAnotherId, "again under the same `messageId`" },
            { "command-lost", Fault.ChangesData, "the same type and data again" },
            { "command-unavailable", Fault.HurriesRepeat, "waits 1 s before it sends the command" },
            { "command-limited", Fault.HurriesRepeat, "waits 1 s before it sends the command" },
            { "command-refused", Fault.Insists, "does not send a command again" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_client_that_does_it_wrong_is_told_so(
        string scenario,
        Fault fault,
        string said
    )
    {
        // The kit's time passes when the test says so: who comes back at once is early, however slow the machine is.
        var clock = new FakeTimeProvider(new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero));
        await using var server = await ConformanceServer.StartAsync(
            new() { Only = [scenario], Time = clock },
            Stop
        );
        using var driver = new ClientDriver(server.Address);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var invitation = (await driver.NextAsync())!;
        var client = new CarelessClient(driver, invitation, fault).RunAsync(end.Token);
        var run = server.Run.Scenarios[0];

        await Patience.UntilAsync(() => run.Verdict.IsCompleted || Told(run, fault, said));
        await Patience.UntilAsync(
            () => run.Verdict.IsCompleted,
            () => clock.Advance(TimeSpan.FromSeconds(1))
        );
        await end.CancelAsync();
        await client.Soon();

        var verdict = await run.Verdict;
        Assert.False(verdict.Passed);
        Assert.True(
            verdict.Findings.Any(finding =>
                finding.Expected.Contains(said, StringComparison.Ordinal)
            ),
            JsonSerializer.Serialize(verdict, ConformanceJson.Default.ScenarioVerdict)
        );
    }

    [Fact]
    public async Task The_same_client_without_a_fault_passes_every_scenario()
    {
        await using var server = await ConformanceServer.StartAsync(
            new() { Timeout = Patience.Bound },
            Stop
        );
        using var driver = new ClientDriver(server.Address);
        var waiting = server.Run.WaitAsync(static _ => { }, Stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var clients = new List<Task>();
        while (await driver.NextAsync() is { } invitation)
        {
            clients.Add(new CarelessClient(driver, invitation, Fault.None).RunAsync(end.Token));
        }

        var report = await waiting.Soon();
        await end.CancelAsync();
        await Task.WhenAll(clients).Soon();

        Assert.True(
            report.Passed,
            JsonSerializer.Serialize(report, ConformanceJson.Default.ConformanceReport)
        );
    }

    [Fact]
    public void Every_scenario_can_be_failed() =>
        Assert.Equal(
            ScenarioCatalogue.All.Select(scenario => scenario.Name),
            Faults.Select(row => row.Data.Item1).Distinct()
        );

    [Fact]
    public async Task A_driver_that_says_nonsense_is_told_what_is_allowed()
    {
        await using var server = await ConformanceServer.StartAsync(
            new() { Only = ["connect"] },
            Stop
        );
        using var driver = new ClientDriver(server.Address);
        using var http = new HttpClient();
        var invitation = (await driver.NextAsync())!;

        await RefusedAsync("tea", "The body is not what docs/conformance.md says");
        await RefusedAsync(
            """{"channel":"cafe:demo:general","sequence":1}""",
            "channel has to be orders:customer:conformance."
        );
        Assert.Null(await driver.NextAsync());
        await driver.DeliveredAsync(invitation, new(invitation.Channel, 7));
        Assert.Contains(
            server.Run.Scenarios[0].State.Findings.All,
            finding => finding.Actual == "it was given 7"
        );

        async Task RefusedAsync(string body, string problem)
        {
            using var content = new StringContent(body);
            using var answer = await http.PostAsync(
                new Uri(invitation.DeliveredUrl),
                content,
                Stop
            );
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains(
                problem,
                await answer.Content.ReadAsStringAsync(Stop),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_driver_that_no_longer_asks_ends_the_run_as_failed()
    {
        var clock = new FakeTimeProvider(new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero));
        await using var server = await ConformanceServer.StartAsync(
            new() { Only = ["connect", "hole"], Time = clock },
            Stop
        );
        using var driver = new ClientDriver(server.Address);
        var waiting = server.Run.WaitAsync(static _ => { }, Stop);
        Assert.NotNull(await driver.NextAsync());

        await Patience.UntilAsync(
            () => waiting.IsCompleted,
            () => clock.Advance(TimeSpan.FromSeconds(1))
        );

        var report = await waiting;
        Assert.False(report.Passed);
        Assert.Equal(["hole"], report.NotPlayed);
        Assert.Equal("connect", Assert.Single(report.Scenarios).Scenario);
    }

    // Who waits for something that never comes may go on; who stays away is watched for as long as nobody moves the clock.
    private static bool Told(ScenarioRun run, Fault fault, string said) =>
        (fault != Fault.ReturnsAlways && run.Awaited.Contains(said, StringComparison.Ordinal))
        || run.State.Findings.All.Any(finding =>
            finding.Expected.Contains(said, StringComparison.Ordinal)
        );
}
