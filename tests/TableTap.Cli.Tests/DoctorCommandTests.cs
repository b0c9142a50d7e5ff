using System.Text.Json;
using TableTap.Server.Testing;

namespace TableTap.Cli.Tests;

/// <summary><c>tabletap doctor</c>: how it tells and how it ends; what it finds is told by the examination's own tests.</summary>
[Collection("Environment")]
public sealed class DoctorCommandTests : IDisposable
{
    private static readonly string[] Sound = ["--urls", "http://127.0.0.1:0"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_wrong_ends_with_0()
    {
        var run = await RunAsync(Settings("{}"), Sound);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("ok: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_ends_with_0_and_with_1_where_that_is_asked_for()
    {
        var settings = Settings("""{"Links":{"Payment":"https://pay.example.com"}}""");

        var run = await RunAsync(settings, Sound);
        var strict = await RunAsync(settings, [.. Sound, "--strict"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(ExitCode.Failed, strict.ExitCode);
        Assert.Equal(run.Output, strict.Output);
        Assert.StartsWith("warning payment-unreported: Guests are sent", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("0 errors, 1 warning\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_ends_with_1_and_is_told_with_its_fix()
    {
        var run = await RunAsync(Settings("{}"), "--urls", "http://0.0.0.0:0");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith("error   plain-text: http://0.0.0.0:0", run.Output, StringComparison.Ordinal);
        Assert.Contains("Security:AllowPlainText", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error, 0 warnings\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_stop_the_start_are_findings_too()
    {
        var run = await RunAsync(
            Settings("""{"Limits":{"SocketsPerUser":"many"},"Kitchen":{"Sink":1}}"""),
            [.. Sound, "--json"]
        );

        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(2, report.RootElement.GetProperty("errors").GetInt32());
        Assert.Equal(0, report.RootElement.GetProperty("warnings").GetInt32());
        Assert.All(
            report.RootElement.GetProperty("findings").EnumerateArray(),
            finding =>
            {
                Assert.Equal("settings", finding.GetProperty("check").GetString());
                Assert.Equal("error", finding.GetProperty("severity").GetString());
                Assert.NotEmpty(finding.GetProperty("fix").GetString()!);
            }
        );
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2()
    {
        var run = await RunAsync(Settings("{}"), "--heal");

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
    }

    private string Settings(string json)
    {
        var path = Path.Combine(_directory.Path, "appsettings.json");
        File.WriteAllText(path, json);
        return path;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string settings,
        params string[] arguments
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "doctor",
                "--config",
                settings,
                "--data",
                Path.Combine(_directory.Path, "data"),
                .. arguments,
            ],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (code, output.ToString(), error.ToString());
    }
}
