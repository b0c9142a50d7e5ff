using System.Diagnostics;
using System.Text.RegularExpressions;
using TableTap.Cli;
using TableTap.Server.Testing;
using TableTap.Storage.Maintenance;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>
/// The system lets the real server write its files up to a size only, and cuts the write that crosses it short: what was
/// acknowledged is there, what was not is refused with words.
/// </summary>
[Collection("Environment")]
public sealed partial class ShortWriteTests
{
    private const int MostBlocks = 400;

    [Fact]
    public async Task Writes_that_are_cut_short_lose_nothing_that_was_acknowledged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit of a file's size.");
        using var directory = new TemporaryDirectory();
        var store = new OperatedStore(directory.Path);
        var command = ServerProgram.Command(
            ServerProgram.Server,
            "serve",
            "--demo",
            "--urls",
            "http://127.0.0.1:0",
            "--data",
            directory.Path
        );
        // Blocks of 1,024 bytes; the signal that goes with it is ignored, so that the write itself fails.
        var limited = new ProcessStartInfo(
            "bash",
            [
                "-c",
                $"trap '' XFSZ; ulimit -f {MostBlocks}; exec \"$@\"",
                "bash",
                command.FileName,
                .. command.ArgumentList,
            ]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // The runtime's own double mapping makes a large file.
        limited.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var server = Process.Start(limited)!;
        var acknowledged = 0;
        try
        {
            var url = await ReadyAsync(server);
            var refused = 0;
            for (var guest = 1; guest <= 200 && refused < 3; guest++)
            {
                var (status, body) = await store.OrderAsync(url, $"g{guest}");
                Assert.True(status is 200 or 503, body);
                acknowledged += status == 200 ? 1 : 0;
                refused += status == 503 ? 1 : 0;
            }

            Assert.Equal((3, true), (refused, acknowledged > 3));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }

        await using var again = new ServerProgram(
            new(directory.Path, ["--demo"], new Dictionary<string, string>(StringComparer.Ordinal))
        );
        await again.StartAsync();
        Assert.Equal(200, (await store.OrderAsync(again.Http, "later")).Status);
        Assert.Equal(ExitCode.Done, (await store.RunAsync("journal", "verify")).ExitCode);
        using var kept = StoreInspection.Open(Path.Combine(directory.Path, "tabletap.db"));
        Assert.True(kept.Answers().Count() >= acknowledged + 1);
    }

    private static async Task<Uri> ReadyAsync(Process server)
    {
        while (
            await server
                .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .Soon()
                is { } line
        )
        {
            if (Ready().Match(line) is { Success: true } match)
            {
                // Whatever else it says goes unread; its log never waits.
                return new(match.Groups["url"].Value);
            }
        }

        throw new InvalidOperationException("The server ended.");
    }

    [GeneratedRegex("ready on (?<url>http://[0-9.:]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Ready();
}
