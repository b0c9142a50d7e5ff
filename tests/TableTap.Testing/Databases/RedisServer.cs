using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TableTap.Testing.Databases;

/// <summary>
/// A real Redis of Debian's package on a free loopback port, which keeps nothing on a disk. It ends with the process that started it,
/// however that ends.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    // Ends the server when the line to the test breaks.
    // What the server says goes the way of errors, which is read: its process id comes alone.
    private const string Watch =
        "\"$@\" >&2 & server=$!; echo $server; read word; kill -KILL $server 2>/dev/null; wait $server 2>/dev/null";

    private static readonly Lazy<Task<RedisServer>> OfThisProcess = new(() => StartAsync());

    private readonly string[] _settings;
    private readonly string? _config;
    private Process? _watch;
    private int _pid;

    private RedisServer(int port, string[] settings, string? config = null) =>
        (Port, _settings, _config) = (port, settings, config);

    /// <summary>Where the program is; null where none is installed.</summary>
    public static string? Program { get; } =
        new[] { "/usr/bin/redis-server", "/usr/local/bin/redis-server" }.FirstOrDefault(
            File.Exists
        );

    /// <summary>The one that all tests of a process share; nobody kills it.</summary>
    public static Task<RedisServer> Shared => OfThisProcess.Value;

    public int Port { get; }

    /// <summary>How it is reached.</summary>
    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts one of its own, which may be killed.</summary>
    /// <param name="settings">Words of its command line: <c>--cluster-enabled yes</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer(PostgresServer.FreePort(), settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A Sentinel that watches over a primary; not started yet.</summary>
    /// <param name="primary">The primary.</param>
    /// <param name="name">What it calls it.</param>
    /// <param name="quorum">How many Sentinels have to agree that the primary is gone.</param>
    /// <param name="settings">What else it is told of the primary: <c>down-after-milliseconds</c> with its value.</param>
    public static RedisServer Sentinel(
        RedisServer primary,
        string name,
        int quorum = 1,
        params (string Setting, int Value)[] settings
    )
    {
        var port = PostgresServer.FreePort();
        // It keeps what it knows in its file.
        var config = Path.Combine(
            Directory.CreateTempSubdirectory("tabletap-sentinel-").FullName,
            "sentinel.conf"
        );
        File.WriteAllText(
            config,
            string.Create(
                CultureInfo.InvariantCulture,
                $"port {port}\nbind 127.0.0.1\nsentinel monitor {name} 127.0.0.1 {primary.Port} {quorum}\n"
            )
                + string.Concat(
                    settings.Select(one =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"sentinel {one.Setting} {name} {one.Value}\n"
                        )
                    )
                )
        );
        return new(port, ["--sentinel"], config);
    }

    /// <summary>Kills it with all that it does.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await EndAsync();
    }

    /// <summary>Sends it a signal.</summary>
    public Task SignalAsync(string signal) =>
        PostgresServer.RunAsync("kill", $"-{signal}", _pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        _pid = int.Parse(
            (await _watch!.StandardOutput.ReadLineAsync())!,
            CultureInfo.InvariantCulture
        );
        await Patience.UntilAsync(() => AnswersAsync("PING", "+PONG"));
    }

    /// <summary>Asks it something in a line, and says whether the answer begins so.</summary>
    /// <param name="line">The command.</param>
    /// <param name="answer">What the answer begins with.</param>
    public async Task<bool> AnswersAsync(string line, string answer) =>
        await AskAsync(line, lines: 1) is [var got]
        && got.StartsWith(answer, StringComparison.Ordinal);

    /// <summary>Asks it something in a line.</summary>
    /// <param name="line">The command.</param>
    /// <param name="lines">How many lines the answer has at least, in Redis' own protocol.</param>
    /// <returns>So many lines of the answer; fewer where it broke off, none where nobody is there.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(string line, int lines)
    {
        var answer = new List<string>();
        using var bound = new CancellationTokenSource(Patience.Bound);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, bound.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), bound.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (answer.Count < lines && await reader.ReadLineAsync(bound.Token) is { } got)
            {
                answer.Add(got);
            }
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            // It is gone; what it said before counts.
        }

        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_config is not null)
        {
            Directory.Delete(Path.GetDirectoryName(_config)!, recursive: true);
        }
    }

    private void Launch()
    {
        string[] plain =
        [
            "--port",
            Port.ToString(CultureInfo.InvariantCulture),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            Path.GetTempPath(),
        ];
        string[] words = [Program!, .. _config is null ? plain : [_config], .. _settings];
        _watch = Process.Start(
            new ProcessStartInfo("sh", ["-c", Watch, "sh", .. words])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _watch.ErrorDataReceived += (_, _) => { };
        _watch.BeginErrorReadLine();
    }

    private async Task EndAsync()
    {
        if (_watch is null)
        {
            return;
        }

        _watch.StandardInput.Close();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
        _watch = null;
    }
}
