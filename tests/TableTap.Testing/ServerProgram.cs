using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TableTap.Testing;

/// <summary>How a server is started.</summary>
/// <param name="Data">Its data directory; it outlives the process.</param>
/// <param name="Arguments">What follows the address on the command line of <c>serve</c>.</param>
/// <param name="Settings">Settings, as <c>Section:Key</c>.</param>
public sealed record ServerLaunch(
    string Data,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Settings
)
{
    /// <summary>
    /// The assembly that understands <c>serve</c>: the server itself, or a test's host for it. The server can also be the
    /// executable that <c>TABLETAP_BINARY</c> names (a published native file).
    /// </summary>
    public string Assembly { get; init; } = ServerProgram.Server;

    /// <summary>How many files it may have open (RLIMIT_NOFILE, set by <c>prlimit</c>); null for as many as the test.</summary>
    public int? FileLimit { get; init; }

    /// <summary>Where it listens on this machine; 0 for a port that is free, which it keeps over its lives.</summary>
    public int Port { get; init; }

    /// <summary>More of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long it may take to be ready.</summary>
    public TimeSpan ReadyWithin { get; init; } = Patience.Bound;
}

/// <summary>The real server as a process of its own, which can be killed, stopped, frozen and started again on its data.</summary>
public sealed partial class ServerProgram(ServerLaunch launch) : IAsyncDisposable
{
    /// <summary>The server's own assembly.</summary>
    public const string Server = "tabletap.dll";

    private const int MostLines = 5000;

    // Not the word alone: an address that is "already in use" has it, too, and then another server answers there.
    private const string Ready = "ready on ";
    private readonly Queue<string> _log = new();
    private Process? _process;
    private Task _drained = Task.CompletedTask;
    private bool _endIsKnown = true;

    /// <summary>Where it listens; known after the first start.</summary>
    public Uri Http { get; private set; } = new($"http://127.0.0.1:{launch.Port}");

    /// <summary>Where its sockets are.</summary>
    public Uri Socket => new($"ws://{Http.Authority}/v1");

    /// <summary>What the server wrote, both streams: the last lines of it.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>The file of a program that runs from the next start on instead: another version of the server; null for the one of the launch.</summary>
    public string? Executable { get; set; }

    /// <summary>The process's id.</summary>
    public int Id => _process!.Id;

    /// <summary>Whether the process lives.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>A command of the program, ready to be started.</summary>
    /// <param name="assembly">The assembly that understands it.</param>
    /// <param name="arguments">The command.</param>
    public static ProcessStartInfo Command(string assembly, params string[] arguments)
    {
        var binary = Environment.GetEnvironmentVariable("TABLETAP_BINARY");
        return Redirected(
            string.IsNullOrEmpty(binary) || assembly != Server
                ? new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
                : new(binary, arguments)
        );
    }

    /// <summary>Starts it on its data and waits until it is ready; from the second time on, on the same port.</summary>
    public async Task StartAsync()
    {
        string[] arguments =
        [
            "serve",
            "--data",
            launch.Data,
            "--urls",
            $"http://127.0.0.1:{Http.Port}",
            .. launch.Arguments,
        ];
        var info = Executable is null
            ? Command(launch.Assembly, arguments)
            : Redirected(new(Executable, arguments));
        if (launch.FileLimit is { } files)
        {
            // Takes the process's place, so that its id is the server's.
            info.ArgumentList.Insert(0, info.FileName);
            info.ArgumentList.Insert(0, $"--nofile={files}:{files}");
            info.FileName = "prlimit";
        }

        info.RedirectStandardInput = true;
        foreach (var (key, value) in launch.Environment)
        {
            info.Environment[key] = value;
        }

        foreach (var (key, value) in launch.Settings)
        {
            var name = key.Replace(":", "__", StringComparison.Ordinal);
            info.Environment[$"TABLETAP__{name}"] = value;
        }

        var ready = new TaskCompletionSource<Uri>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        _process?.Dispose();
        var process = _process = Process.Start(info)!;
        _endIsKnown = false;
        _drained = Task.WhenAll(
            ReadAsync(process.StandardOutput, ready),
            ReadAsync(process.StandardError, ready)
        );
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended, Task.Delay(launch.ReadyWithin)) != ready.Task)
        {
            await KillAsync();
            throw new InvalidOperationException(
                $"The server was not ready:\n{string.Join('\n', Log)}"
            );
        }

        Http = await ready.Task;
    }

    /// <summary>Kills the server as a power cut would.</summary>
    public async Task KillAsync()
    {
        _endIsKnown = true;
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _drained;
    }

    /// <summary>Asks the server to stop and gives its exit code.</summary>
    /// <param name="signal">The name of the signal that asks.</param>
    public async Task<int> TerminateAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        return await EndAsync();
    }

    /// <summary>Waits for the end of the process and for all that it said.</summary>
    /// <returns>Its exit code: above 128 that of a signal, such as 134 where nobody caught an exception and 137 where it was killed.</returns>
    public async Task<int> EndAsync()
    {
        _endIsKnown = true;
        await _process!.WaitForExitAsync();
        await _drained;
        return _process.ExitCode;
    }

    /// <summary>Sends a signal, such as <c>STOP</c> and <c>CONT</c>.</summary>
    /// <param name="signal">Its name.</param>
    public async Task SignalAsync(string signal)
    {
        _endIsKnown |= signal is not ("STOP" or "CONT" or "HUP");
        using var kill = Process.Start(
            "kill",
            [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]
        );
        await kill.WaitForExitAsync();
    }

    /// <summary>Writes a line to the process's standard input.</summary>
    /// <param name="line">The line.</param>
    public async Task TellAsync(string line)
    {
        await _process!.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Kills it if it lives; the data stays. A server that ended by itself, and whose end nobody asked for, fails the test.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await KillAsync();
        }

        var end = _endIsKnown ? (int?)null : await EndAsync();
        _process?.Dispose();
        if (end is { } code)
        {
            throw new InvalidOperationException(
                $"The server ended by itself with {code}:\n{string.Join('\n', Log)}"
            );
        }
    }

    private static ProcessStartInfo Redirected(ProcessStartInfo info)
    {
        info.UseShellExecute = false;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return info;
    }

    private async Task ReadAsync(StreamReader reader, TaskCompletionSource<Uri> ready)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Enqueue(line);
                if (_log.Count > MostLines)
                {
                    _log.Dequeue();
                }
            }

            if (
                line.Contains(Ready, StringComparison.Ordinal)
                && Address().Match(line) is { Success: true } match
            )
            {
                ready.TrySetResult(new Uri(match.Value));
            }
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
