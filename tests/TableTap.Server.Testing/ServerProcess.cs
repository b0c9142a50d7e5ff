using System.Diagnostics;
using TableTap.Server.Auth;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Testing;

/// <summary>
/// The demo café's server as a process of its own on a free loopback port, with a data directory of its own. The executable is
/// the build's, or the one that <c>TABLETAP_BINARY</c> names (a published native file passes the same tests).
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = Patience.Bound;

    /// <summary>Where the document's samples point.</summary>
    internal static (string Key, string Value)[] Links { get; } =
    [
        ("Links:Receipt", "https://api.table-tap.com/receipts"),
        ("Links:Rating", "https://app.table-tap.com/rate"),
    ];

    private readonly ServerProgram _program;

    private ServerProcess(string data, string[] extra, IEnumerable<(string Key, string Value)> more)
    {
        DataDirectory = data;
        _program = new(
            new(
                data,
                ["--demo", .. extra],
                Links.Concat(more).ToDictionary(one => one.Key, one => one.Value)
            )
        );
    }

    public Uri Http => _program.Http;

    public Uri Socket => _program.Socket;

    public string DataDirectory { get; }

    /// <summary>What the server wrote, both streams.</summary>
    public IReadOnlyList<string> Log => _program.Log;

    public static Task<ServerProcess> StartAsync(params string[] extra) =>
        StartAsync([], null, extra);

    /// <summary>Starts a server with settings of its own, which may share its keys with another one.</summary>
    /// <param name="settings">Settings that differ from the defaults: <c>("Storage:Provider", "postgres")</c>.</param>
    /// <param name="beside">The server whose keys it has; null for keys of its own.</param>
    /// <param name="extra">More of its command line.</param>
    public static async Task<ServerProcess> StartAsync(
        IEnumerable<(string Key, string Value)> settings,
        ServerProcess? beside,
        params string[] extra
    )
    {
        var server = new ServerProcess(
            Directory.CreateTempSubdirectory("tabletap-e2e-").FullName,
            extra,
            settings
        );
        foreach (var file in beside is null ? [] : Directory.EnumerateFiles(beside.DataDirectory))
        {
            // The rights of the file come along: keys are their owner's alone.
            File.Copy(file, Path.Combine(server.DataDirectory, Path.GetFileName(file)));
        }

        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server on the same data; after the first start also on the same port.</summary>
    public async Task StartAgainAsync()
    {
        try
        {
            await _program.StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the server as a power cut would.</summary>
    public Task KillAsync() => _program.KillAsync();

    /// <summary>Asks the server to stop (SIGTERM) and gives its exit code.</summary>
    public Task<int> TerminateAsync() => _program.TerminateAsync();

    /// <summary>Sends a signal, SIGTERM by default, and waits for nothing.</summary>
    public Task SignalAsync(string signal = "TERM") => _program.SignalAsync(signal);

    /// <summary>A token from the server's own command line: a process for each.</summary>
    public async Task<string> TokenAsync(string user, string role)
    {
        var (exitCode, output) = await RunAsync(
            "token",
            "--user",
            user,
            "--role",
            role,
            "--cafe",
            "demo",
            "--data",
            DataDirectory
        );
        return exitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"No token: {output}");
    }

    /// <summary>
    /// The same token by the same key, made in this process: for the demo café or another one, an administrator's for the server.
    /// </summary>
    public string Token(string user, string role, string? name = null, string cafe = "demo")
    {
        var known = Enum.Parse<Role>(role, ignoreCase: true);
        return new TokenMint(TokenKeys.Open(DataDirectory), new(), TimeProvider.System).Mint(
            new(user, known, known == Role.Admin ? [] : [cafe], null, name),
            TokenMint.DefaultLifetime
        );
    }

    /// <summary>Runs another command of the same program and gives its exit code and all it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(ServerProgram.Command(ServerProgram.Server, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(AnswerLimit);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>A socket that has authenticated and read its first frame, by a token with the server's key.</summary>
    public async Task<RawSocket> ConnectAsync(
        string user,
        string role,
        string? name = null,
        string cafe = "demo"
    )
    {
        var socket = await RawSocket.OpenAsync(Socket, Token(user, role, name, cafe));
        socket.Established = await socket.ExpectAsync("connection_established");
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
