using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>A pipe that takes the log and that nobody reads: the server goes on, and the lines that were dropped are counted.</summary>
public sealed partial class FullPipeTests
{
    private const int Requests = 3000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_that_nobody_reads_holds_nothing_up_and_its_lost_lines_are_counted()
    {
        using var directory = new TemporaryDirectory();
        var info = ServerProgram.Command(
            ServerProgram.Server,
            "serve",
            "--demo",
            "--urls",
            "http://127.0.0.1:0",
            "--data",
            directory.Path
        );
        info.Environment["TABLETAP__Logging__LogLevel__Default"] = "Trace";
        // Each request is told in many lines.
        info.Environment["TABLETAP__Logging__LogLevel__Microsoft.AspNetCore"] = "Trace";
        using var server = Process.Start(info)!;
        try
        {
            var url = await ReadyAsync(server);
            using var http = new HttpClient { Timeout = Patience.Bound };
            for (var request = 0; request < Requests; request++)
            {
                using var answer = await http.GetAsync(
                    new Uri(url, "/health/ready"),
                    TestContext.Current.CancellationToken
                );
                Assert.True(answer.IsSuccessStatusCode);
            }

            // The pipe is read again: what waited comes, and the other one tells how much did not.
            using var found = new CancellationTokenSource();
            var asking = AskAsync(http, url, found.Token);
            var read = server.StandardOutput.BaseStream.CopyToAsync(
                Stream.Null,
                CancellationToken.None
            );
            // Other lines come all the time: the one that is wanted has one bound over all of them.
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            bound.CancelAfter(Patience.Bound);
            while (await server.StandardError.ReadLineAsync(bound.Token) is { } line)
            {
                if (Dropped().Match(line) is { Success: true } match)
                {
                    Assert.True(
                        long.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) > 0
                    );
                    await found.CancelAsync();
                    await asking;
                    server.Kill();
                    await read;
                    return;
                }
            }

            Assert.Fail("No line says how many were dropped.");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task AskAsync(HttpClient http, Uri server, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var answer = await http.GetAsync(
                new Uri(server, "/health/ready"),
                CancellationToken.None
            );
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<Uri> ReadyAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync(Cancel).AsTask().Soon() is { } line)
        {
            if (Ready().Match(line) is { Success: true } match)
            {
                return new(match.Groups["url"].Value);
            }
        }

        throw new InvalidOperationException("The server ended.");
    }

    [GeneratedRegex("ready on (?<url>http://[0-9.:]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Ready();

    [GeneratedRegex("(?<count>[0-9]+) message\\(s\\) dropped", RegexOptions.ExplicitCapture)]
    private static partial Regex Dropped();
}
