using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace TableTap.Testing.Databases;

/// <summary>
/// A real PostgreSQL of Debian's package, in a directory of its own, on a free loopback port. It ends with the process that
/// started it, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";

    // Ends the server when the line to the test breaks, and takes its data along where nobody says to keep it.
    private const string Watch =
        "data=$1; shift; \"$@\" >&2 & server=$!; echo $server; read word; kill -QUIT $server 2>/dev/null; wait $server 2>/dev/null; [ \"$word\" = keep ] || rm -rf \"$data\"";

    private static readonly Lazy<Task<PostgresServer>> OfThisProcess = new(() => StartAsync());
    private static readonly Lazy<Task<string>> Fresh = new(KeepFreshAsync);
    private static int _schemas;

    private readonly string _directory;
    private readonly string[] _settings;
    private Process? _watch;
    private int _pid;

    private PostgresServer(string directory, int port, string[] settings) =>
        (_directory, Port, _settings) = (directory, port, settings);

    /// <summary>Where the programs of the newest installed version are; null where none is installed.</summary>
    public static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(path =>
                    int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)
                )
                .Select(path => Path.Combine(path, "bin"))
                .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
            : null;

    /// <summary>The one that all tests of a process share.</summary>
    public static Task<PostgresServer> Shared => OfThisProcess.Value;

    public int Port { get; }

    /// <summary>How a database of it is reached.</summary>
    public string ConnectionString => Reached(Port);

    /// <summary>Starts one of its own, which may be killed.</summary>
    /// <param name="settings">Settings that differ from the defaults: <c>fsync=on</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var directory = await NewDirectoryAsync();
        var server = new PostgresServer(directory, FreePort(), settings);
        await RunAsync("cp", "-a", await Fresh.Value, server.Data);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a standby of it, which follows and answers questions.</summary>
    /// <param name="port">Another port that leads to the server, as a long line has: the standby follows through it.</param>
    /// <param name="settings">Settings of the standby that differ from the defaults: <c>fsync=on</c>.</param>
    public async Task<PostgresServer> StartStandbyAsync(int? port = null, params string[] settings)
    {
        var directory = await NewDirectoryAsync();
        await RunAsync([
            .. AsUser,
            Path.Combine(Programs!, "pg_basebackup"),
            "-D",
            Path.Combine(directory, "data"),
            "-h",
            "127.0.0.1",
            "-p",
            (port ?? Port).ToString(CultureInfo.InvariantCulture),
            "-U",
            "tabletap",
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        ]);
        var standby = new PostgresServer(directory, FreePort(), settings);
        await standby.StartAgainAsync();
        return standby;
    }

    /// <summary>Makes a primary of a standby, and waits until it is one.</summary>
    public Task PromoteAsync() =>
        RunAsync([
            .. AsUser,
            Path.Combine(Programs!, "pg_ctl"),
            "promote",
            "--pgdata",
            Data,
            "--wait",
            "--silent",
        ]);

    /// <summary>Makes an empty schema, and says how it is reached.</summary>
    /// <param name="port">Another port that leads to the server, as a proxy has.</param>
    public async Task<string> NewSchemaAsync(int? port = null)
    {
        var name = $"s{Environment.ProcessId}_{Interlocked.Increment(ref _schemas)}";
        await ExecuteAsync($"CREATE SCHEMA {name}");
        return $"{Reached(port ?? Port)};Search Path={name}";
    }

    /// <summary>Makes an empty database, and says how it is reached.</summary>
    /// <param name="port">Another port that leads to the server, as a pool's.</param>
    public async Task<string> NewDatabaseAsync(int? port = null)
    {
        var name = $"d{Environment.ProcessId}_{Interlocked.Increment(ref _schemas)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Reached(port ?? Port, name);
    }

    /// <summary>Runs a statement in a database that is reached so.</summary>
    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Kills it with all that it does, as a power cut would.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await EndAsync();
    }

    /// <summary>Sends the main process a signal.</summary>
    public Task SignalAsync(string signal) =>
        RunAsync("kill", $"-{signal}", _pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets it stand still with all its processes, as on a machine that hangs, and go on.</summary>
    /// <param name="still">How long it stands still.</param>
    public async Task FreezeAsync(TimeSpan still)
    {
        // It comes first: from then on no process of it begins, and none is gone without it.
        await SignalAsync("STOP");
        var others = ChildProcesses.Of(_pid);
        try
        {
            await ChildProcesses.SignalAsync("STOP", others);
            await Task.Delay(still, CancellationToken.None);
        }
        finally
        {
            await ChildProcesses.SignalAsync("CONT", others);
            await SignalAsync("CONT");
        }
    }

    /// <summary>Changes a setting while it runs; connections that are open have it too.</summary>
    public async Task SetAsync(string setting, string value)
    {
        await ExecuteAsync($"ALTER SYSTEM SET {setting} = '{value}'");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await Patience.UntilAsync(
            async () =>
                (string?)await ExecuteAsync(ConnectionString, $"SHOW {setting}") is not { } now
                || now == value,
            pauseMs: 20
        );
    }

    /// <summary>Keeps a copy of its data as they are, while it stands still.</summary>
    public Task KeepCopyAsync() => RunAsync("cp", "-a", Data, Copy);

    /// <summary>Puts the copy in the place of its data, as a failover to a standby that lags does.</summary>
    public async Task FallBackAsync()
    {
        Directory.Delete(Data, recursive: true);
        await RunAsync("mv", Copy, Data);
    }

    /// <summary>Starts it again on the same data and port.</summary>
    public async Task StartAgainAsync()
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            Launch();
            _pid = int.Parse(
                (await _watch!.StandardOutput.ReadLineAsync())!,
                CultureInfo.InvariantCulture
            );
            while (Directory.Exists($"/proc/{_pid}"))
            {
                if (await AnswersAsync())
                {
                    return;
                }

                if (limit.Elapsed > Patience.Bound)
                {
                    throw new TimeoutException("PostgreSQL does not answer.");
                }

                await Task.Delay(20);
            }

            // Processes of the one that was killed still have the memory.
            await EndAsync();
            if (limit.Elapsed > Patience.Bound)
            {
                throw new TimeoutException("PostgreSQL does not stay.");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A loopback port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a program that a user other than root has to run, in the words that make it so.</summary>
    internal static string[] AsUser =>
        IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];

    private string Data => Path.Combine(_directory, "data");

    private string Copy => Path.Combine(_directory, "copy");

    private static bool IsRoot => Environment.UserName == "root";

    private static string Reached(int port, string database = "postgres") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Database={database};Username=tabletap"
        );

    /// <summary>
    /// Data that no server has begun to work on: making them costs a second of a processor, a copy nearly nothing. They are made
    /// once for each version of PostgreSQL, beside what is built.
    /// </summary>
    private static async Task<string> KeepFreshAsync()
    {
        var version = Path.GetFileName(Path.GetDirectoryName(Programs!)!);
        var kept = Path.Combine(Repository.Root, "artifacts", "postgres", version);
        if (Directory.Exists(kept))
        {
            return kept;
        }

        var directory = await NewDirectoryAsync();
        var data = Path.Combine(directory, "data");
        await RunAsync([
            .. AsUser,
            Path.Combine(Programs!, "initdb"),
            "-D",
            data,
            "-U",
            "tabletap",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        // It appears whole or not at all, whoever else makes it at the same time.
        var copy = $"{kept}-{Path.GetFileName(directory)}";
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        await RunAsync("cp", "-a", data, copy);
        Directory.Delete(directory, recursive: true);
        try
        {
            Directory.Move(copy, kept);
        }
        catch (IOException) when (Directory.Exists(kept))
        {
            Directory.Delete(copy, recursive: true);
        }

        return kept;
    }

    private static async Task<string> NewDirectoryAsync()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-pg-").FullName;
        if (IsRoot)
        {
            await RunAsync("chown", User, directory);
        }

        return directory;
    }

    private Task ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private void Launch()
    {
        string[] words =
        [
            .. AsUser,
            Path.Combine(Programs!, "postgres"),
            "-D",
            Data,
            "-p",
            Port.ToString(CultureInfo.InvariantCulture),
            .. new[]
            {
                "listen_addresses=127.0.0.1",
                $"unix_socket_directories={_directory}",
                "max_connections=400",
                "shared_buffers=64MB",
                // What a power cut does to a disk is not asked here; what the death of the server does is the same without.
                "fsync=off",
                "logging_collector=off",
            }.Concat(_settings).SelectMany(setting => new[] { "-c", setting }),
        ];
        _watch = Process.Start(
            new ProcessStartInfo("sh", ["-c", Watch, "sh", _directory, .. words])
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

        await _watch.StandardInput.WriteLineAsync("keep");
        _watch.StandardInput.Close();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
        _watch = null;
    }

    /// <summary>Runs a program to its end.</summary>
    internal static async Task RunAsync(params string[] words)
    {
        using var process = Process.Start(
            new ProcessStartInfo(words[0], words[1..])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{words[0]}: {await output}{error}");
        }
    }
}
