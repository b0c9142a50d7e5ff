using System.Diagnostics;
using System.Net;
using System.Text;

namespace TableTap.Comparison;

/// <summary>A server that sends whatever is published to everybody who listens.</summary>
internal abstract class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private Process? _process;

    public abstract string Name { get; }

    /// <summary>Why it cannot take part; null where it can.</summary>
    public virtual string? Missing => null;

    public int ProcessId { get; private set; }

    protected Uri Url { get; private set; } = null!;

    public Uri Socket(string path) => new UriBuilder(Url) { Scheme = "ws", Path = path }.Uri;

    /// <summary>Where a listener connects.</summary>
    public virtual Uri SocketUrl => Socket("/ws");

    /// <summary>The header that a listener connects with, if it needs one.</summary>
    public virtual string? Authorization(int listener) => null;

    /// <summary>What a listener sends first, if it has to.</summary>
    public virtual byte[]? Hello => null;

    /// <summary>The request that publishes a text.</summary>
    public virtual HttpRequestMessage Publish(long number, string text) =>
        new(HttpMethod.Post, new Uri(Url, "/pub"))
        {
            Content = new StringContent(
                $$"""{"type":"announcement","number":{{number}},"message":"{{text}}"}""",
                Encoding.UTF8,
                "application/json"
            ),
        };

    /// <summary>What answers with success once the server takes connections.</summary>
    protected virtual Uri ReadyUrl => Url;

    /// <summary>What has to be built once.</summary>
    public virtual (string File, string[] Arguments, string Directory)? Build => null;

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync(int port, string directory, IReadOnlyList<int>? processors)
    {
        Url = new Uri($"http://127.0.0.1:{port}");
        Directory.CreateDirectory(directory);
        var start = Start(port, directory);
        if (processors is not null)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.ArgumentList.Insert(0, string.Join(',', processors));
            start.ArgumentList.Insert(0, "-c");
            start.FileName = "taskset";
        }

        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        for (var began = Stopwatch.StartNew(); began.Elapsed < Patience; await Task.Delay(50))
        {
            try
            {
                using var answer = await http.GetAsync(ReadyUrl);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    ProcessId = Serving();
                    return;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                if (_process.HasExited)
                {
                    break;
                }
            }
        }

        throw new InvalidOperationException($"{Name} did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    protected abstract ProcessStartInfo Start(int port, string directory);

    /// <summary>The process that does the work.</summary>
    protected virtual int Serving() => _process!.Id;
}
