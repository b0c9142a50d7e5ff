using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TableTap.Protocol;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;

namespace TableTap.Server.Tests.Simulation;

/// <summary>The server as a process of its own, which can be killed as a power cut does.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TableTap.Testing.Patience.Bound;

    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new();
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>Where it listens, over all its lives.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    private string Data => Path.Combine(_directory.Path, "data");

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    Path.Combine(AppContext.BaseDirectory, "tabletap.dll"),
                    "serve",
                    "--demo",
                    "--urls",
                    $"http://127.0.0.1:{_port}",
                    "--data",
                    Data,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        // The rush is faster than people are, and comes from one machine.
        start.Environment["TABLETAP__Limits__MessagesPerMinute"] = "100000";
        start.Environment["TABLETAP__Limits__NewSocketsPerUserPerMinute"] = "1000";
        var process = Process.Start(start)!;
        _process = process;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(ReadyWithin);
        while (!await IsReadyAsync())
        {
            patience.Token.ThrowIfCancellationRequested();
            Assert.False(process.HasExited, "the server ended before it was ready");
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Kills it without a warning.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        Kills++;
    }

    /// <summary>A token under its key.</summary>
    public string Token(string user, Role role) =>
        new TokenMint(TokenKeys.Open(Data), new AuthOptions(), TimeProvider.System).Mint(
            new(user, role, ["demo"]),
            TimeSpan.FromMinutes(30)
        );

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _http.Dispose();
        _directory.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Url, "/health/ready"));
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
