using System.Diagnostics;
using System.Runtime.InteropServices;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary><c>./run</c> and <c>./test</c> in a tree of their own, beside a <c>dotnet</c> that takes its time.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("run", PosixSignal.SIGINT, "Building TableTap …", "Stopped while building.")]
    [InlineData("run", PosixSignal.SIGTERM, "Building TableTap …", "Stopped while building.")]
    [InlineData("test", PosixSignal.SIGINT, "Building", "Stopped by a signal before the end.")]
    [InlineData("test", PosixSignal.SIGTERM, "Building", "Stopped by a signal before the end.")]
    public async Task A_signal_while_it_builds_ends_it_with_a_failure(
        string script,
        PosixSignal signal,
        string began,
        string ended
    )
    {
        using var process = await StartAsync(script, "exec sleep 600");
        var said = await SaidAsync(process, began);

        Kill(process, signal);
        var all =
            said
            + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(ended, all, StringComparison.Ordinal);
        if (script == "test")
        {
            Assert.EndsWith("0 passed, 1 failed, 0 skipped\n", all, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_signal_while_the_tests_run_ends_them_with_a_failure_and_what_was_counted()
    {
        using var process = await StartAsync(
            "test",
            """case "$1" in *.Tests.dll) echo "passed TableTap.Server.Tests.A.B (1ms)"; exec sleep 600 ;; esac"""
        );
        var said = await SaidAsync(process, "Server 1");

        Kill(process, PosixSignal.SIGINT);
        var all =
            said
            + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.EndsWith("1 passed, 1 failed, 0 skipped\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_are_told_with_their_reasons_and_the_sum_is_the_last_line()
    {
        using var process = await StartAsync(
            "test",
            """
            case "$1" in *.Tests.dll)
              echo "passed TableTap.Server.Tests.A.B (1ms)"
              echo "failed TableTap.Ordering.Tests.C.D (2ms)"
              echo "  it was 1 and not 2"
              echo "skipped TableTap.Pages.Tests.E.F (0ms)"
              printf 'Test run summary: Failed!\n  total: 3\n  failed: 1\n  succeeded: 1\n  skipped: 1\n'
              exit 2
            esac
            """,
            "--no-coverage"
        );

        var all = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Ordering 1 (1 FAILED)", all, StringComparison.Ordinal);
        Assert.Contains("  it was 1 and not 2", all, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed, 1 skipped\n", all, StringComparison.Ordinal);
    }

    private async Task<Process> StartAsync(string script, string dotnet, params string[] arguments)
    {
        var tree = _directory.Path;
        foreach (var name in (string[])["src", "web", "docs", "tests/TableTap.Server.Tests", "bin"])
        {
            Directory.CreateDirectory(Path.Combine(tree, name));
        }

        foreach (
            var name in (string[])
                ["global.json", "Directory.Build.props", "Directory.Packages.props"]
        )
        {
            await File.WriteAllTextAsync(Path.Combine(tree, name), "");
        }

        File.Copy(Path.Combine(Repository.Root, script), Path.Combine(tree, script));
        await ProgramAsync(
            "dotnet",
            $"[ \"$1\" != --list-sdks ] || {{ echo 10.0.100; exit; }}\n{dotnet}\n"
        );
        await ProgramAsync("npm", "exit 1\n");
        await ProgramAsync("node", "exit 0\n");
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = tree,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        // Both streams in one, so that what is awaited comes in its order.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec ./{script} {string.Join(' ', arguments)} 2>&1");
        start.Environment["PATH"] =
            $"{Path.Combine(tree, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["TABLETAP_CHROMIUM"] = "none";
        return Process.Start(start)!;

        async Task ProgramAsync(string name, string text)
        {
            var path = Path.Combine(tree, "bin", name);
            await File.WriteAllTextAsync(path, $"#!/usr/bin/env bash\n{text}");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    path,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            }
        }
    }

    private static async Task<string> SaidAsync(Process process, string words)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        bound.CancelAfter(Patience.Bound);
        var said = "";
        while (!said.Contains(words, StringComparison.Ordinal))
        {
            var line = await process.StandardOutput.ReadLineAsync(bound.Token);
            Assert.True(line is not null, said);
            said += line + "\n";
        }

        return said;
    }

    private static void Kill(Process process, PosixSignal signal)
    {
        using var kill = Process.Start(
            "kill",
            [signal == PosixSignal.SIGINT ? "-INT" : "-TERM", $"{process.Id}"]
        );
        kill.WaitForExit();
    }
}
