using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>The rules and the dashboard in <c>deploy/</c>, loaded and asked by a real Prometheus that reads a real server.</summary>
[Collection("Traces")]
public sealed class PrometheusTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    [Fact]
    public async Task Alerts_fire_for_what_they_are_there_for_and_for_nothing_else()
    {
        using var promtool = Start("promtool", "test", "rules", "rules.test.yml");

        Assert.True(await EndAsync(promtool), "promtool test rules: " + await OutputOf(promtool));
    }

    [Fact]
    public void Every_alert_is_told_to_operators_with_whom_it_wakes_and_is_raised_by_an_example()
    {
        var alerts = Found(
            Path.Combine(Deploy, "prometheus", "rules.yml"),
            @"- alert: (?<name>\w+)\n(?:(?! +- ).*\n)*? +severity: (?<what>\w+)"
        );
        var told = Found(
            Path.Combine(Repository.Root, "docs", "operations.md"),
            @"^\| `(?<name>TableTap\w+)` \| (?<what>yes|no) \|"
        );
        var raised = Found(
            Path.Combine(Deploy, "prometheus", "rules.test.yml"),
            @"alertname(?:: |="")(?<name>\w+)\b(?!\n +exp_alerts: \[\])"
        );

        Assert.NotEmpty(alerts);
        Assert.Equal(
            alerts.Select(alert => (alert.Name, alert.What == "page" ? "yes" : "no")).Order(),
            told.Order()
        );
        Assert.Equal(
            alerts.Select(alert => alert.Name).Order(),
            raised.Select(alert => alert.Name).Distinct().Order()
        );
    }

    [Fact]
    public async Task Every_panel_and_every_rule_has_an_answer_from_a_server_that_works()
    {
        await using var collector = await OtlpTests.CollectorAsync();
        await using var server = await TestServer.StartAsync(
            ("Server:ProbeInterval", "200ms"),
            ("Server:OtlpUrl", collector.Urls.Single()),
            ("Server:OtlpInterval", "1h"),
            ("Server:TracedCafes:0", "demo")
        );
        using var folder = new TemporaryDirectory();
        var url = await ConfigureAsync(server, folder.Path);
        using var prometheus = Start(
            "prometheus",
            "--config.file",
            Path.Combine(folder.Path, "prometheus.yml"),
            "--storage.tsdb.path",
            Path.Combine(folder.Path, "data"),
            "--web.listen-address",
            url.Authority,
            "--enable-feature",
            "exemplar-storage",
            "--log.level",
            "error"
        );
        using var http = new HttpClient { BaseAddress = url };
        try
        {
            using var guest = await PlayAsync(server);
            await Patience.UntilAsync(async () =>
                await ValueAsync(http, "tabletap:delivery_slow:ratio_rate5m") is not null
                && await ValueAsync(http, "sum(tabletap_connections)") == 1
                && await ValueAsync(http, "tabletap_probe_seconds_count > 0") is not null
                && await ValueAsync(http, "count_over_time(up{job=\"tabletap\"}[1m])") >= 4
                && await ValueAsync(
                    http,
                    "min(count_over_time(tabletap_connection_bytes_count[1m]))"
                ) >= 2
            );

            Assert.Equal(1, await ValueAsync(http, "up{job=\"tabletap\"}"));
            Assert.Equal(1, await ValueAsync(http, "sum(tabletap_connections)"));
            Assert.All(
                await RulesAsync(http),
                rule => Assert.Equal(("ok", ""), (rule.Health, rule.Error))
            );
            var unanswered = new List<string>();
            foreach (var (panel, question) in Questions())
            {
                if (await ValueAsync(http, question) is null)
                {
                    unanswered.Add($"{panel}: {question}");
                }
            }

            Assert.Empty(unanswered);
            Assert.Equal([server.Url.Authority], await ChoiceAsync(http));
            // From a slow commit or delivery on the dashboard to the trace of a command in it.
            foreach (var figure in new[] { "tabletap_delivery_seconds", "tabletap_commit_seconds" })
            {
                Assert.All(
                    await ExemplarsAsync(http, figure + "_bucket"),
                    trace => Assert.Matches("^[0-9a-f]{32}$", trace)
                );
            }
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The files of <c>deploy/</c> with what an operator fills in, and no quarter of a minute between two looks.</summary>
    private static async Task<Uri> ConfigureAsync(TestServer server, string folder)
    {
        var source = Path.Combine(Deploy, "prometheus");
        File.Copy(Path.Combine(source, "rules.yml"), Path.Combine(folder, "rules.yml"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "tabletap.token"),
            server.Token("prometheus", Role.Service)
        );
        var settings = await File.ReadAllTextAsync(Path.Combine(source, "prometheus.yml"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "prometheus.yml"),
            settings.Replace("127.0.0.1:3001", server.Url.Authority).Replace(": 15s", ": 250ms")
        );
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return new($"http://{free.LocalEndpoint}");
    }

    /// <summary>A guest orders, and is still there.</summary>
    private static async Task<ClientWebSocket> PlayAsync(TestServer server)
    {
        // One that ends, whose bytes are counted then.
        using (var ended = await server.ConnectAsync(server.Token("bob", Role.Customer)))
        {
            await ended.ReadAsync("connection_established");
            ended.Abort();
        }

        var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        await guest.SendAsync(
            """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
        );
        await guest.ReadAsync("subscription_confirmed");
        await guest.SendAsync(
            """
            {"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash",
            "items":[{"itemId":"cappuccino","quantity":1}]}}
            """
        );
        await guest.ReadAsync("order_created");
        return guest;
    }

    /// <summary>What the panels of the dashboard ask, with its variables filled in.</summary>
    private static IEnumerable<(string Panel, string Question)> Questions() =>
        from panel in Dashboard()["panels"]!.AsArray()
        from target in panel!["targets"]?.AsArray() ?? []
        select (
            (string)panel["title"]!,
            ((string)target!["expr"]!).Replace("$__rate_interval", "1m").Replace("$instance", ".*")
        );

    /// <summary>The servers that the dashboard's variable offers, asked for as Grafana does.</summary>
    private static async Task<List<string>> ChoiceAsync(HttpClient http)
    {
        var variable = Assert.Single(
            Dashboard()["templating"]!["list"]!.AsArray(),
            one => (string)one!["type"]! == "query"
        )!;
        var asked = Regex.Match(
            (string)variable["query"]!["query"]!,
            @"^label_values\((?<series>.+), (?<label>\w+)\)$"
        );
        Assert.True(asked.Success);
        Assert.Equal((string)variable["name"]!, asked.Groups["label"].Value);
        var series = Uri.EscapeDataString(asked.Groups["series"].Value);
        using var body = JsonDocument.Parse(
            await http.GetStringAsync(
                $"/api/v1/label/{asked.Groups["label"].Value}/values?match%5B%5D={series}",
                TestContext.Current.CancellationToken
            )
        );
        return
        [
            .. body
                .RootElement.GetProperty("data")
                .EnumerateArray()
                .Select(value => value.GetString()!),
        ];
    }

    private static JsonNode Dashboard() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Deploy, "grafana", "tabletap.json")))!;

    private static List<(string Name, string What)> Found(string file, string pattern) =>
        [
            .. Regex
                .Matches(File.ReadAllText(file), pattern, RegexOptions.Multiline)
                .Select(match => (match.Groups["name"].Value, match.Groups["what"].Value)),
        ];

    private static async Task<double?> ValueAsync(HttpClient http, string question)
    {
        try
        {
            using var answer = await http.GetAsync(
                $"/api/v1/query?query={Uri.EscapeDataString(question)}",
                TestContext.Current.CancellationToken
            );
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // It is still starting.
                return null;
            }

            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{question}: {body}");
            using var document = JsonDocument.Parse(body);
            var result = document.RootElement.GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 0
                ? null
                : double.Parse(
                    result[0].GetProperty("value")[1].GetString()!.Replace("Inf", "Infinity"),
                    System.Globalization.CultureInfo.InvariantCulture
                );
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return null;
        }
    }

    private static async Task<List<string>> ExemplarsAsync(HttpClient http, string series)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var body = JsonDocument.Parse(
            await http.GetStringAsync(
                $"/api/v1/query_exemplars?query={series}&start={now - 600}&end={now + 60}",
                TestContext.Current.CancellationToken
            )
        );
        var found = (
            from named in body.RootElement.GetProperty("data").EnumerateArray()
            from exemplar in named.GetProperty("exemplars").EnumerateArray()
            select exemplar.GetProperty("labels").GetProperty("trace_id").GetString()!
        ).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    private static async Task<List<(string Health, string Error)>> RulesAsync(HttpClient http)
    {
        using var body = JsonDocument.Parse(await http.GetStringAsync("/api/v1/rules"));
        return
        [
            .. from gathered in body
                .RootElement.GetProperty("data")
                .GetProperty("groups")
                .EnumerateArray()
            from rule in gathered.GetProperty("rules").EnumerateArray()
            select (
                rule.GetProperty("health").GetString()!,
                rule.TryGetProperty("lastError", out var error) ? error.GetString()! : ""
            ),
        ];
    }

    private static Process Start(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    WorkingDirectory = Path.Combine(Deploy, "prometheus"),
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed (Debian's package prometheus).");
            throw;
        }
    }

    private static async Task<bool> EndAsync(Process process)
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }

    private static async Task<string> OutputOf(Process process) =>
        await process.StandardOutput.ReadToEndAsync()
        + await process.StandardError.ReadToEndAsync();
}
