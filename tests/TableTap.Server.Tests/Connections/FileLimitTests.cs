using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Connections;

/// <summary>
/// Strangers who open thousands of connections to a server that may have 500 files open: it lives, answers others, and neither its processor
/// time nor its memory grows with them (section 9).
/// </summary>
public sealed class FileLimitTests : IAsyncLifetime
{
    private const int Files = 500;
    private const double MostOfProcessor = 0.4;

    // One may be spent on what a young process compiles; who turns over turns over in all of them.
    private const int Windows = 5;

    private static readonly IPAddress Stranger = IPAddress.Parse("127.0.0.2");
    private static readonly byte[] HalfRequest = Encoding.ASCII.GetBytes("GET /v1 HTTP/1.1\r\nHo");

    private static readonly byte[] KeptAlive = Encoding.ASCII.GetBytes(
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    );

    private readonly TemporaryDirectory _data = new();
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }
    );

    private ServerProgram _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of open files are Linux's here");
        _server = new(
            new(_data.Path, ["--demo"], new Dictionary<string, string>(StringComparer.Ordinal))
            {
                FileLimit = Files,
            }
        );
        await _server.StartAsync();
        await LiveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
    }

    /// <summary>Each kind once, from one stranger or from everywhere; with <c>./test --long</c> each from both.</summary>
    public static TheoryData<string, bool> Strangers =>
        Environment.GetEnvironmentVariable("CsCheck_Time") is null
            ? new()
            {
                { "silent", false },
                { "half", true },
                { "kept", true },
            }
            : new()
            {
                { "silent", false },
                { "half", false },
                { "kept", false },
                { "silent", true },
                { "half", true },
                { "kept", true },
            };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Thousands_of_idle_connections_shut_nobody_out(
        string kind,
        bool fromEverywhere
    )
    {
        Assert.Contains(
            _server.Log,
            line => line.Contains($"the limit of open files ({Files})", StringComparison.Ordinal)
        );
        using var strangers = new StrangersSockets(_server.Http.Port);
        var before = Resident();
        var opening = strangers.OpenAsync(
            // From everywhere they stand in a queue.
            fromEverywhere ? 1000 : 3000,
            kind switch
            {
                "half" => HalfRequest,
                "kept" => KeptAlive,
                _ => [],
            },
            nth => fromEverywhere ? IPAddress.Parse($"127.0.1.{1 + (nth % 250)}") : Stranger
        );
        try
        {
            while (!opening.IsCompleted)
            {
                await LiveAsync();
            }
        }
        finally
        {
            await opening;
        }

        // One that was let in to be refused has a file for a moment.
        await Patience.UntilAsync(() => OpenFiles() <= Files - 50);

        // Full, and asked by nobody but a bystander: nothing turns over.
        var share = 1.0;
        for (var i = 0; i < Windows && share > MostOfProcessor; i++)
        {
            share = await ShareAsync();
        }

        Assert.True(share <= MostOfProcessor, $"{share:P0} of a processor");
        var grown = (Resident() - before) / 1024 / 1024;
        Assert.True(grown < 128, $"{grown} MiB more");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kind}, everywhere {fromEverywhere}: {OpenFiles()} files, {share:P1} of a processor, {grown} MiB more"
        );
        if (kind != "kept")
        {
            await Patience.UntilAsync(() => strangers.Open == 0);
        }

        Assert.True(_server.IsRunning);
    }

    private async Task LiveAsync()
    {
        var answer = await _http.GetStringAsync(new Uri(_server.Http, "/health/live")).Soon();
        Assert.Contains("live", answer, StringComparison.Ordinal);
    }

    // Of a second in which a bystander asks ten times.
    private async Task<double> ShareAsync()
    {
        var (cpu, watch) = (Processor(), Stopwatch.StartNew());
        for (var i = 0; i < 10; i++)
        {
            await LiveAsync();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return (Processor() - cpu) / watch.Elapsed;
    }

    private TimeSpan Processor()
    {
        using var process = Process.GetProcessById(_server.Id);
        return process.TotalProcessorTime;
    }

    private int OpenFiles() => Directory.GetFiles($"/proc/{_server.Id}/fd").Length;

    private long Resident() =>
        long.Parse(
            File.ReadLines($"/proc/{_server.Id}/statm").First().Split(' ')[1],
            CultureInfo.InvariantCulture
        ) * Environment.SystemPageSize;
}
