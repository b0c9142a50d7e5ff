using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary><c>tabletap config</c>: what the settings are, where they come from, and whether they are right.</summary>
[Collection("Environment")]
public sealed class ConfigCommandTests : IDisposable
{
    private const string Secret = "p3tYk9Qz1LxVw7RmB8sN";
    private readonly TemporaryDirectory _directory = new();

    private string File => Path.Combine(_directory.Path, "appsettings.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Print_tells_each_setting_with_its_origin_and_masks_secrets()
    {
        var secret = Path.Combine(_directory.Path, "bank");
        await System.IO.File.WriteAllTextAsync(
            secret,
            Secret,
            TestContext.Current.CancellationToken
        );
        Write(
            $$$$$"""{"Limits":{"SocketsPerUser":7,"Subscriptions":10},"Payments":{"Providers":{"bank":{"Secrets":["{{{{{Secret}}}}}"]},"other":{"SecretsFile":"{{{{{secret}}}}}"}}},"Kestrel":{"Certificates":{"Default":{"Password":"{{{{{Secret}}}}}"}}}}"""
        );
        using var environment = new Variables(
            ("TABLETAP__Limits__Subscriptions", "20"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
        );

        var run = await RunAsync("print", "--urls", "http://127.0.0.1:3009");

        string[] lines = run.Output.Split('\n');
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Limits:SocketsPerUser = 7  ({File})", lines);
        Assert.Contains(
            "Limits:Subscriptions = 20  (environment TABLETAP__Limits__Subscriptions)",
            lines
        );
        Assert.Contains("Server:Urls = http://127.0.0.1:3009  (command line)", lines);
        Assert.Contains(
            "Server:OtlpUrl = http://127.0.0.1:4318  (environment OTEL_EXPORTER_OTLP_ENDPOINT)",
            lines
        );
        Assert.Contains("Server:DrainWindow = 10s  (default)", lines);
        Assert.Contains($"Payments:Providers:bank:Secrets = ********  ({File})", lines);
        Assert.Contains($"Payments:Providers:other:Secrets = ********  ({File})", lines);
        Assert.Contains($"Kestrel:Certificates:Default:Password = ********  ({File})", lines);
        Assert.DoesNotContain(Secret, run.Output, StringComparison.Ordinal);
    }

    /// <summary>The reference of the settings says which of them may stand in a file: all of them are tried here.</summary>
    [Fact]
    public async Task Every_secret_that_stands_in_a_file_is_masked_and_told_with_its_origin()
    {
        var file = Path.Combine(_directory.Path, "kept");
        await System.IO.File.WriteAllTextAsync(file, Secret, TestContext.Current.CancellationToken);
        Write(
            $$$$$"""{"Storage":{"Provider":"postgres","ConnectionStringFile":"{{{{{file}}}}}","ReplicaConnectionStringFile":"{{{{{file}}}}}"},"Backplane":{"Provider":"redis","ConnectionStringFile":"{{{{{file}}}}}"},"Payments":{"Providers":{"cards":{"Scheme":"stripe","SecretsFile":"{{{{{file}}}}}","SecretKeyFile":"{{{{{file}}}}}"}}}}"""
        );
        var secrets = System
            .IO.File.ReadLines(Path.Combine(Repository.Root, "docs", "settings.md"))
            .Where(line => line.Contains("` names a file with it", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1].Replace("{name}", "cards", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        var run = await RunAsync("print", "--set");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            secrets.Select(key => $"{key} = ********  ({File})"),
            run.Output.Split('\n')
                .Where(line => line.Contains("********", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(Secret, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Print_as_JSON_and_of_what_is_set_only()
    {
        Write("""{"Limits":{"SocketsPerUser":7}}""");

        var run = await RunAsync("print", "--json", "--set");

        using var settings = JsonDocument.Parse(run.Output);
        var setting = Assert.Single(settings.RootElement.EnumerateArray());
        Assert.Equal("Limits:SocketsPerUser", setting.GetProperty("key").GetString());
        Assert.Equal("7", setting.GetProperty("value").GetString());
        Assert.Equal(File, setting.GetProperty("origin").GetString());
    }

    [Fact]
    public async Task Check_says_that_all_is_right_or_everything_that_is_wrong()
    {
        Write("""{"Limits":{"SocketsPerUser":7}}""");
        var right = await RunAsync("check");
        Write("""{"Limits":{"SocketsPerUser":"many"},"Server":{"Port":80}}""");
        var wrong = await RunAsync("check");

        Assert.Equal((ExitCode.Done, ""), (right.ExitCode, right.Error));
        Assert.Matches(@"^ok: \d+ settings, 1 of them set\n$", right.Output);
        Assert.Equal((ExitCode.Usage, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("Limits:SocketsPerUser", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("Server:Port", wrong.Error, StringComparison.Ordinal);
    }

    private void Write(string json) => System.IO.File.WriteAllText(File, json);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        params string[] arguments
    )
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["config", .. arguments, "--config", File],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Variables of the environment, for as long as one test needs them.</summary>
    private sealed class Variables : IDisposable
    {
        private readonly IReadOnlyList<string> _names;

        public Variables(params (string Name, string Value)[] variables)
        {
            _names = [.. variables.Select(one => one.Name)];
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var name in _names)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
