using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Cli.Tests;

public sealed class LoadCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("idle", "--connections", "8")]
    [InlineData("fanout", "--connections", "6", "--rate", "20")]
    [InlineData("channels", "--connections", "6", "--rate", "20")]
    [InlineData("commands", "--connections", "6", "--rate", "20", "--staff", "3")]
    [InlineData("replay", "--connections", "3", "--messages", "700", "--rate", "5")]
    [InlineData("storm", "--connections", "5", "--rate", "10", "--window", "0.2")]
    public async Task Every_kind_of_load_measures_the_demo_and_loses_nothing(
        string scenario,
        params string[] options
    )
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);

        var run = await RunAsync(server, [scenario, "--duration", "1", "--json", .. options]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        var report = json.RootElement;
        Assert.Equal(scenario, report.GetProperty("scenario").GetString());
        Assert.True(report.GetProperty("seconds").GetDouble() > 0);
        Assert.True(report.GetProperty("offered").GetInt64() > 0);
        Assert.True(report.GetProperty("done").GetInt64() > 0, run.Output);
        Assert.True(report.GetProperty("refused").GetInt64() == 0, run.Output);
        var latency = report.GetProperty("latencyMs");
        double[] percentiles =
        [
            .. new[] { "p50", "p95", "p99", "p999", "max" }.Select(name =>
                latency.GetProperty(name).GetDouble()
            ),
        ];
        Assert.True(percentiles[0] > 0);
        Assert.Equal(percentiles.Order(), percentiles);
        Assert.Equal(0, report.GetProperty("connections").GetProperty("lost").GetInt32());
        if (report.GetProperty("delivery") is { ValueKind: JsonValueKind.Object } delivery)
        {
            Assert.True(delivery.GetProperty("expected").GetInt64() > 0);
            Assert.Equal(
                delivery.GetProperty("expected").GetInt64(),
                delivery.GetProperty("heard").GetInt64()
            );
            Assert.Equal(0, delivery.GetProperty("misplaced").GetInt64());
        }

        // The server is in this process, which the lock of its journal gives away.
        Assert.True(report.GetProperty("server").GetProperty("rssBytes").GetInt64() > 0);
    }

    [Fact]
    public async Task Orders_of_a_load_go_all_the_way_and_none_stays_open()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);

        var run = await RunAsync(
            server,
            "commands",
            "--duration",
            "2",
            "--rate",
            "20",
            "--connections",
            "4",
            "--json"
        );

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var statuses = new List<string>();
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/orders",
            server.Token("maya", Role.Manager)
        );
        using var orders = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        foreach (var order in orders.RootElement.GetProperty("orders").EnumerateArray())
        {
            statuses.Add(order.GetProperty("status").GetString()!);
        }

        Assert.Contains("completed", statuses);
        Assert.All(statuses, status => Assert.True(status is "completed" or "cancelled", status));
    }

    [Fact]
    public async Task Refusals_are_counted_by_their_code()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Limits:MessagesPerMinute", "2"),
        ]);

        var run = await RunAsync(
            server,
            "commands",
            "--duration",
            "2",
            "--rate",
            "30",
            "--connections",
            "2",
            "--staff",
            "1",
            "--json"
        );

        using var report = JsonDocument.Parse(run.Output);
        Assert.True(
            report.RootElement.GetProperty("refusals").GetProperty("RATE_LIMIT_EXCEEDED").GetInt64()
                > 0,
            run.Output
        );
    }

    [Fact]
    public async Task A_p99_above_the_limit_fails_and_is_said()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);

        var run = await RunAsync(
            server,
            "fanout",
            "--duration",
            "1",
            "--connections",
            "2",
            "--max-p99",
            "0.001"
        );

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("more than 0.001 ms", run.Error, StringComparison.Ordinal);
        Assert.Contains("fanout", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_that_is_stopped_reports_what_it_measured_so_far()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var running = CommandLine.RunAsync(
            [
                "load",
                "fanout",
                "--duration",
                "600",
                "--connections",
                "2",
                "--json",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
            ],
            output,
            error,
            stop.Token
        );
        using var answer = await HeardAsync(server);
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Failed, await running);
        using var report = JsonDocument.Parse(output.ToString());
        Assert.True(report.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.True(report.RootElement.GetProperty("done").GetInt64() > 0);
        Assert.Contains("stopped before it was done", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_in_one_line()
    {
        using var directory = new TemporaryDirectory();
        Server.Auth.TokenKeys.Open(directory.Path);
        await using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            [
                "load",
                "fanout",
                "--connections",
                "2",
                "--url",
                "http://127.0.0.1:9",
                "--data",
                directory.Path,
            ],
            TextWriter.Null,
            error,
            Stop
        );

        Assert.Equal(ExitCode.Failed, code);
        Assert.Single(
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line =>
                line.Contains("http://127.0.0.1:9/ took no connection", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Who_cannot_have_the_tokens_learns_at_once_what_to_name()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        await using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            ["load", "fanout", "--duration", "600", "--url", server.Url.ToString()],
            TextWriter.Null,
            error,
            Stop
        );

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(
            "Name the server's data directory with --data",
            error.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--connections", "0")]
    [InlineData("--rate", "0")]
    [InlineData("--duration", "5000")]
    [InlineData("--cafe", "no café")]
    [InlineData("--window", "1")]
    [InlineData("--pid", "x")]
    public async Task Wrong_usage_is_refused(string option, string value)
    {
        await using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            ["load", "fanout", option, value],
            TextWriter.Null,
            error,
            Stop
        );

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Waits until a message of the load was told in the café.</summary>
    private static async Task<HttpResponseMessage> HeardAsync(TestServer server)
    {
        var answer = await server.Http.GetAsync(
            new Uri(
                $"/v1/events?channels=cafe:demo:general&token={server.Token("watcher", Role.Customer)}",
                UriKind.Relative
            ),
            HttpCompletionOption.ResponseHeadersRead,
            Stop
        );
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (line.Contains("due ", StringComparison.Ordinal))
            {
                break;
            }
        }

        return answer;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        TestServer server,
        params string[] arguments
    )
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            ["load", .. arguments, "--url", server.Url.ToString(), "--data", server.DataDirectory],
            output,
            error,
            Stop
        );
        return (exitCode, output.ToString(), error.ToString());
    }
}
