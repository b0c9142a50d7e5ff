using System.Diagnostics;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary><c>tabletap simulate</c> as an operator runs it: a process of its own, told to stop by a signal.</summary>
[Collection("Environment")]
public sealed class SimulateProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rush_that_a_signal_ends_has_not_passed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        using var process = Process.Start(
            ServerProgram.Command(
                ServerProgram.Server,
                "simulate",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
                "--minutes",
                "600"
            )
        )!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(Cancel);
            // From its first line on it listens to signals.
            if (await process.StandardOutput.ReadLineAsync(Cancel).AsTask().Soon() is null)
            {
                Assert.Fail(await error);
            }

            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync(Cancel);
            var said = await process.StandardOutput.ReadToEndAsync(Cancel).Soon();
            await process.WaitForExitAsync(Cancel).Soon();

            Assert.Equal(ExitCode.Failed, process.ExitCode);
            Assert.Equal("tabletap: stopped before it was done.", (await error).Trim());
            Assert.DoesNotContain("passed", said, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }
    }
}
