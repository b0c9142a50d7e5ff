using System.Net;
using System.Net.Sockets;
using TableTap.Cli;
using TableTap.Server.Testing;
using TableTap.Storage.Maintenance;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// Every command that an operator has for a data directory, after every other, by the program's own command line: what one leaves
/// behind, all others can work with. Those that only read leave nothing behind, so that they need not meet each other, and the servers
/// meet them in one row. The server that is killed is a process of its own. What needs a PostgreSQL (<c>journal copy</c>, <c>journal
/// epoch</c>) has its own tests.
/// </summary>
[Collection("Environment")]
public sealed class OperatorCommandsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ServerProgram _server = null!;
    private string _backup = "";
    private int _backups;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory.Path, "data");

    private string File => Path.Combine(_directory.Path, "corner.yaml");

    private string Settings => Path.Combine(_directory.Path, "quiet.json");

    public async ValueTask InitializeAsync()
    {
        await System.IO.File.WriteAllTextAsync(File, Example.Yaml, Cancel);
        await System.IO.File.WriteAllTextAsync(
            Settings,
            """{"Server": {"DrainWindow": "0s"}, "Logging": {"LogLevel": {"Default": "None"}}}""",
            Cancel
        );
        _server = new(new(Data, [], new Dictionary<string, string>(StringComparer.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Every_command_of_an_operator_works_after_every_other()
    {
        Step[] writers =
        [
            new("cafe import", ImportAsync),
            new("journal restore", () => DoneAsync("is restored", "journal", "restore", _backup)),
            new("journal salvage", SalvageAsync),
            new("serve, SIGTERM", ServeAsync) { IsServer = true },
            new("serve, kill -9", ServeAndKillAsync) { IsServer = true },
        ];
        Step[] readers =
        [
            new("cafe export", () => DoneAsync("counters:", "cafe", "export", "corner")),
            new("journal stats", () => DoneAsync("audit lines", "journal", "stats")),
            new("journal verify", () => DoneAsync("ok: ", "journal", "verify")),
            new("journal backup", BackupAsync),
            new("audit verify", () => DoneAsync("corner: ok", "audit", "verify")),
            new("audit export", () => DoneAsync("cafe_import", "audit", "export")),
            new("doctor", DoctorAsync),
            new("config check", () => DoneAsync("ok: ", "config", "check")),
            new("token", TokenAsync),
        ];
        await ImportAsync();
        await BackupAsync();
        var before = "the first import";
        foreach (var step in Round(writers, readers))
        {
            try
            {
                await step.Run();
            }
            catch (Exception failed)
            {
                Assert.Fail($"'{step.Name}' after '{before}': {failed.Message}");
            }

            before = step.Name;
        }

        await DoneAsync("ok: ", "journal", "verify", _backup);
    }

    /// <summary>One command that is run again and again.</summary>
    private sealed record Step(string Name, Func<Task> Run)
    {
        /// <summary>Whether it starts a server, which takes longer than all the others.</summary>
        public bool IsServer { get; init; }
    }

    // Each writer follows each other one, and itself; where it comes first, each reader follows it and is followed by it.
    private static IEnumerable<Step> Round(Step[] writers, Step[] readers)
    {
        var met = new HashSet<Step>();
        foreach (var writer in AllPairs(writers.Length).Select(number => writers[number]))
        {
            yield return writer;
            if (!met.Add(writer))
            {
                continue;
            }

            foreach (var reader in readers)
            {
                yield return reader;
                if (!writer.IsServer || reader == readers[^1])
                {
                    yield return writer;
                }
            }
        }
    }

    // The shortest round in which each number follows each other one, and itself: all pairs by their Lyndon words.
    private static IEnumerable<int> AllPairs(int count)
    {
        for (var first = 0; first < count; first++)
        {
            yield return first;
            for (var second = first + 1; second < count; second++)
            {
                yield return first;
                yield return second;
            }
        }

        yield return 0;
    }

    private Task ImportAsync() => DoneAsync("corner", "cafe", "import", File);

    private async Task BackupAsync()
    {
        _backup = Path.Combine(_directory.Path, $"backup-{++_backups}.db");
        await DoneAsync(" bytes", "journal", "backup", _backup);
    }

    // Nothing is lost here; it is a new epoch all the same.
    private async Task SalvageAsync()
    {
        var before = Epoch();
        await DoneAsync("can be used again", "journal", "salvage");
        Assert.NotEqual(before, Epoch());
    }

    private Task DoctorAsync() =>
        DoneAsync("\"errors\":0,", "doctor", "--urls", "http://127.0.0.1:0", "--json");

    private Task TokenAsync() =>
        DoneAsync("eyJ", "token", "--user", "lena", "--role", "manager", "--cafe", "corner");

    private async Task ServeAsync()
    {
        using var sigterm = new CancellationTokenSource();
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var (output, error) = (new StringWriter(), new StringWriter());
        var running = CommandLine.RunAsync(
            ["serve", "--data", Data, "--urls", url.ToString(), "--config", Settings],
            output,
            error,
            sigterm.Token
        );
        using var http = new HttpClient();
        await Patience.UntilAsync(async () =>
            running.IsCompleted || await IsReadyAsync(http, new(url, "/health/ready"))
        );
        await WorkBesideAsync(url);
        await sigterm.CancelAsync();
        Assert.Equal((0, ""), (await running, error.ToString()));
    }

    private async Task ServeAndKillAsync()
    {
        await _server.StartAsync();
        await WorkBesideAsync(_server.Http);
        await _server.KillAsync();
    }

    private async Task WorkBesideAsync(Uri server)
    {
        await DoneAsync("corner", "cafe", "import", File, "--url", server.ToString());
        await DoneAsync("ok: ", "journal", "verify");
        var (exitCode, _, error) = await RunAsync("journal", "salvage");
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("Stop that server", error, StringComparison.Ordinal);
    }

    private async Task DoneAsync(string words, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        params string[] arguments
    )
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(
            [.. arguments, "--data", Data],
            output,
            error,
            Cancel
        );
        return (exitCode, output.ToString(), error.ToString());
    }

    private string Epoch()
    {
        using var store = StoreInspection.Open(Path.Combine(Data, "tabletap.db"));
        return store.Figures().Epoch;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri health)
    {
        try
        {
            using var answer = await http.GetAsync(health, Cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
