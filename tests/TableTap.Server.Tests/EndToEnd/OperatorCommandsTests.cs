using System.Net;
using System.Net.Sockets;
using TableTap.Cli;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// Every command that an operator has for a data directory, after every other, by the program's own command line: what one leaves
/// behind, all others can work with. The server that is killed is a process of its own.
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
        (string Name, Func<Task> Run)[] commands =
        [
            ("cafe import", ImportAsync),
            ("cafe export", () => DoneAsync("counters:", "cafe", "export", "corner")),
            ("journal stats", () => DoneAsync("audit lines", "journal", "stats")),
            ("journal verify", () => DoneAsync("ok: ", "journal", "verify")),
            ("journal backup", BackupAsync),
            ("journal restore", () => DoneAsync("is restored", "journal", "restore", _backup)),
            ("audit verify", () => DoneAsync("corner: ok", "audit", "verify")),
            ("audit export", () => DoneAsync("cafe_import", "audit", "export")),
            ("serve, SIGTERM", ServeAsync),
            ("serve, kill -9", ServeAndKillAsync),
        ];
        await ImportAsync();
        await BackupAsync();
        var before = "the first import";
        foreach (var number in AllPairs(commands.Length))
        {
            var (name, run) = commands[number];
            try
            {
                await run();
            }
            catch (Exception failed)
            {
                Assert.Fail($"'{name}' after '{before}': {failed.Message}");
            }

            before = name;
        }

        await DoneAsync("ok: ", "journal", "verify", _backup);
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
    }

    private async Task DoneAsync(string words, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(
            [.. arguments, "--data", Data],
            output,
            error,
            Cancel
        );
        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.Contains(words, output.ToString(), StringComparison.Ordinal);
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
