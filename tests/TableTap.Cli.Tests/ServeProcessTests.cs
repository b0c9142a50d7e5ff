using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using TableTap.Server.Testing;

namespace TableTap.Cli.Tests;

/// <summary>The program as an operator runs it: a process of its own, told to stop by a signal.</summary>
public sealed partial class ServeProcessTests
{
    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task Server_says_ready_drains_at_a_signal_and_ends_with_0(PosixSignal signal)
    {
        using var directory = new TemporaryDirectory();
        using var server = Start(
            "serve",
            "--demo",
            "--urls",
            "http://127.0.0.1:0",
            "--data",
            directory.Path
        );

        var began = new StringBuilder();
        var address = await ReadyAsync(server, began);
        using var http = new HttpClient();
        using var ready = await http.GetAsync(
            new Uri($"{address}/health/ready"),
            TestContext.Current.CancellationToken
        );
        Signal(server, signal);
        var all =
            began
            + await server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)ready.StatusCode);
        Assert.Equal(ExitCode.Done, server.ExitCode);
        Assert.Contains($"{address}/?show=guest", all, StringComparison.Ordinal);
        Assert.Contains("draining", all, StringComparison.Ordinal);
        Assert.Contains("stopped", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_server_on_the_same_data_ends_with_1_and_one_line()
    {
        using var directory = new TemporaryDirectory();
        using var first = Start("serve", "--urls", "http://127.0.0.1:0", "--data", directory.Path);
        await ReadyAsync(first);

        using var second = Start("serve", "--urls", "http://127.0.0.1:0", "--data", directory.Path);
        var error = await second.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Signal(first, PosixSignal.SIGINT);
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failed, second.ExitCode);
        Assert.StartsWith(
            "tabletap: ",
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        Assert.Contains(directory.Path, error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, first.ExitCode);
    }

    private static Process Start(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send.");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "tabletap.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    // The log has a writer of its own: what is printed after the start may stand before the line that says ready.
    private static async Task<string> ReadyAsync(Process server, StringBuilder? lines = null)
    {
        while (
            await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                is { } line
        )
        {
            lines?.AppendLine(line);
            if (Ready().Match(line) is { Success: true } match)
            {
                return match.Groups["url"].Value;
            }
        }

        throw new InvalidOperationException(
            await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
    }

    private static void Signal(Process server, PosixSignal signal)
    {
        using var kill = Process.Start("kill", [$"-{signal.ToString()[3..]}", $"{server.Id}"]);
        kill.WaitForExit();
    }

    [GeneratedRegex("ready on (?<url>http://[0-9.:]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Ready();
}
