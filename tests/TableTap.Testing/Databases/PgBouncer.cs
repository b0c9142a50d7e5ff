using System.Diagnostics;
using Npgsql;

namespace TableTap.Testing.Databases;

/// <summary>A real PgBouncer of Debian's package that lends connections by the transaction; it ends with the process that started it.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private const string Watch =
        "\"$@\" & pool=$!; cat >/dev/null; kill -INT $pool 2>/dev/null; wait $pool 2>/dev/null";

    private readonly string _directory;
    private readonly Process _watch;

    private PgBouncer(string directory, Process watch, int port) =>
        (_directory, _watch, Port) = (directory, watch, port);

    /// <summary>Whether it is there.</summary>
    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    /// <summary>Starts one before a server.</summary>
    /// <param name="server">The port of the server.</param>
    public static async Task<PgBouncer> StartAsync(int server)
    {
        var (directory, port) = (
            Directory.CreateTempSubdirectory("tabletap-pool-").FullName,
            PostgresServer.FreePort()
        );
        // The program refuses to run as root, and whoever runs it must be able to read this.
        await PostgresServer.RunAsync("chmod", "755", directory);
        var settings = Path.Combine(directory, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host=127.0.0.1 port={server} user=tabletap

            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 8
            max_client_conn = 500
            ignore_startup_parameters = extra_float_digits
            """
        );
        var watch = Process.Start(
            new ProcessStartInfo(
                "sh",
                ["-c", Watch, "sh", .. PostgresServer.AsUser, Program, settings]
            )
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        watch.ErrorDataReceived += (_, _) => { };
        watch.BeginErrorReadLine();
        watch.OutputDataReceived += (_, _) => { };
        watch.BeginOutputReadLine();
        var pool = new PgBouncer(directory, watch, port);
        var limit = Stopwatch.StartNew();
        while (!await pool.AnswersAsync())
        {
            if (limit.Elapsed > Patience.Bound)
            {
                await pool.DisposeAsync();
                throw new TimeoutException("PgBouncer does not answer.");
            }

            await Task.Delay(20);
        }

        return pool;
    }

    public async ValueTask DisposeAsync()
    {
        _watch.StandardInput.Close();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await PostgresServer.ExecuteAsync(
                $"Host=127.0.0.1;Port={Port};Database=postgres;Username=tabletap",
                "SELECT 1"
            );
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
