using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// The real server as a process of its own on a free loopback port, with a data directory of its own. The executable is
/// the build's, or the one that <c>TABLETAP_BINARY</c> names (a published native file passes the same tests).
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _data;
    private readonly string[] _extra;
    private Process? _process;
    private Task _drained = Task.CompletedTask;

    private ServerProcess(string data, string[] extra) => (_data, _extra) = (data, extra);

    public Uri Http { get; private set; } = new("http://127.0.0.1:0");

    public Uri Socket => new($"ws://{Http.Authority}/v1");

    public string DataDirectory => _data;

    /// <summary>Everything the server wrote, both streams.</summary>
    public List<string> Log { get; } = [];

    public static async Task<ServerProcess> StartAsync(params string[] extra)
    {
        var server = new ServerProcess(
            Directory.CreateTempSubdirectory("tabletap-e2e-").FullName,
            extra
        );
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server on the same data; after the first start also on the same port.</summary>
    public async Task StartAgainAsync()
    {
        var ready = new TaskCompletionSource<Uri>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        var info = Command([
            "serve",
            "--demo",
            "--data",
            _data,
            "--urls",
            $"http://127.0.0.1:{Http.Port}",
            .. _extra,
        ]);
        var process =
            Process.Start(info) ?? throw new InvalidOperationException("The server did not start.");
        _process = process;
        _drained = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError));
        var first = await Task.WhenAny(
            ready.Task,
            process.WaitForExitAsync(),
            Task.Delay(StartLimit)
        );
        if (first != ready.Task)
        {
            await DisposeAsync();
            throw new InvalidOperationException(
                $"The server was not ready:\n{string.Join('\n', Log)}"
            );
        }

        Http = await ready.Task;

        async Task Read(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (Log)
                {
                    Log.Add(line);
                }

                if (
                    line.Contains("ready", StringComparison.OrdinalIgnoreCase)
                    && Address().Match(line) is { Success: true } match
                )
                {
                    ready.TrySetResult(new Uri(match.Value));
                }
            }
        }
    }

    /// <summary>Kills the server as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _drained;
    }

    /// <summary>Asks the server to stop (SIGTERM) and gives its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start(
            "kill",
            ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]
        );
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>A token from the server's own command line.</summary>
    public Task<string> TokenAsync(string user, string role, params string[] more) =>
        TokenForAsync("demo", user, role, more);

    /// <summary>A token for another café.</summary>
    public async Task<string> TokenForAsync(
        string cafeId,
        string user,
        string role,
        params string[] more
    )
    {
        var (exitCode, output) = await RunAsync([
            "token",
            "--user",
            user,
            "--role",
            role,
            "--cafe",
            cafeId,
            "--data",
            _data,
            .. more,
        ]);
        return exitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"No token: {output}");
    }

    /// <summary>Runs another command of the same program and gives its exit code and all it wrote.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Command(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>A socket that has authenticated and read its first frame.</summary>
    public async Task<RawSocket> ConnectAsync(string user, string role, params string[] more)
    {
        var socket = await RawSocket.OpenAsync(Socket, await TokenAsync(user, role, more));
        socket.Established = await socket.ExpectAsync("connection_established");
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        var binary = Environment.GetEnvironmentVariable("TABLETAP_BINARY");
        var info = string.IsNullOrEmpty(binary)
            ? new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "tabletap.dll"), .. arguments]
            )
            : new ProcessStartInfo(binary, arguments);
        // Where the document's samples point.
        info.Environment["TABLETAP__Links__Receipt"] = "https://api.table-tap.com/receipts";
        info.Environment["TABLETAP__Links__Rating"] = "https://app.table-tap.com/rate";
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return info;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
