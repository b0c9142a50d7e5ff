using System.Text.Json;
using TableTap.Cli.Conformance;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Scenarios;
using TableTap.Testing;

namespace TableTap.Cli.Tests.Conformance;

/// <summary>The conformance kit with a client that does everything right.</summary>
public sealed class ConformanceTests
{
    // Most of the time is waiting that the kit asks for.
    private const int SideBySide = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_for_NET_passes_every_scenario()
    {
        await using var server = await ConformanceServer.StartAsync(
            new() { Timeout = Patience.Bound },
            Stop
        );
        using var driver = new ClientDriver(server.Address);
        var waiting = server.Run.WaitAsync(static _ => { }, Stop);

        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(_ => driver.PlayAllAsync()));
        var report = await waiting.Soon();

        Assert.True(
            report.Passed,
            JsonSerializer.Serialize(report, ConformanceJson.Default.ConformanceReport)
        );
        Assert.Equal(
            ScenarioCatalogue.All.Select(scenario => scenario.Name),
            report.Scenarios.Select(verdict => verdict.Scenario)
        );
    }

    [Fact]
    public async Task Scenarios_are_listed_with_the_section_that_each_is_about()
    {
        using var output = new StringWriter();

        Assert.Equal(
            ExitCode.Done,
            await CommandLine.RunAsync(["conformance", "--list"], output, TextWriter.Null, Stop)
        );
        foreach (var scenario in ScenarioCatalogue.All)
        {
            Assert.Contains($"{scenario.Name} ", output.ToString(), StringComparison.Ordinal);
            Assert.Contains(
                $"(section {scenario.Section})",
                output.ToString(),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("--only", "tea", "There is no scenario \"tea\"")]
    [InlineData("--port", "70000", "--port 70000 is not allowed; allowed: 0 to 65535")]
    [InlineData("--timeout", "0", "--timeout 0 is not allowed; allowed: 1 to 3600")]
    public async Task What_is_not_allowed_is_said(string option, string value, string said)
    {
        using var error = new StringWriter();

        Assert.Equal(
            ExitCode.Usage,
            await CommandLine.RunAsync(["conformance", option, value], TextWriter.Null, error, Stop)
        );
        Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_is_JSON_and_the_end_says_whether_all_was_passed()
    {
        using var output = new StringWriter();
        var words = new LineWriter();
        var running = CommandLine.RunAsync(
            ["conformance", "--only", "connect", "--only", "command", "--json"],
            output,
            words,
            Stop
        );
        var first = await words.FirstLine.Soon();
        using var driver = new ClientDriver(new(first["Conformance kit: ".Length..]));

        await driver.PlayAllAsync();

        Assert.Equal(ExitCode.Done, await running.Soon());
        using var json = JsonDocument.Parse(output.ToString());
        Assert.True(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(
            ["connect", "command"],
            json.RootElement.GetProperty("scenarios")
                .EnumerateArray()
                .Select(verdict => verdict.GetProperty("scenario").GetString())
        );
        Assert.Contains("2 of 2 scenarios passed.", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_scenario_and_address_of_the_kit_is_in_its_page()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs/conformance.md"),
            Stop
        );
        foreach (var scenario in ScenarioCatalogue.All)
        {
            Assert.Contains($"| `{scenario.Name}` |", page, StringComparison.Ordinal);
        }

        foreach (var field in InvitationFields())
        {
            Assert.Contains($"| `{field}` |", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_section_that_a_scenario_names_is_a_heading_of_the_protocol()
    {
        var headings = (
            await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs/protocol.md"), Stop)
        )
            .Where(line => line.StartsWith('#'))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var scenario in ScenarioCatalogue.All)
        {
            var heading = scenario.Section.Split(", ", 2)[1];
            Assert.True(
                headings.Contains($"### {heading}"),
                $"{scenario.Name}: there is no heading '{heading}'."
            );
        }
    }

    private static IEnumerable<string> InvitationFields() =>
        ConformanceJson.Default.ScenarioInvitation.Properties.Select(property => property.Name);

    /// <summary>Takes what the kit says to people, and gives its first line as soon as it is there.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public Task<string> FirstLine => _first.Task;

        public override Task WriteLineAsync(string? value)
        {
            _first.TrySetResult(value ?? "");
            return base.WriteLineAsync(value);
        }
    }
}
