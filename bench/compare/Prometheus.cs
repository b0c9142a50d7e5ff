using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TableTap.Comparison;

/// <summary>A real Prometheus with the files of <c>deploy/</c>, which looks every second.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly HttpClient _http;

    private Prometheus(Process process, Uri url) =>
        (_process, _http) = (process, new HttpClient { BaseAddress = url });

    /// <summary>Starts it, and waits until it has seen the server.</summary>
    public static async Task<Prometheus> StartAsync(
        string root,
        TableTapPeer server,
        int port,
        string folder
    )
    {
        var source = Path.Combine(root, "deploy", "prometheus");
        File.Copy(Path.Combine(source, "rules.yml"), Path.Combine(folder, "rules.yml"));
        // This machine needs no token; the file is only named.
        await File.WriteAllTextAsync(Path.Combine(folder, "tabletap.token"), "none");
        var settings = await File.ReadAllTextAsync(Path.Combine(source, "prometheus.yml"));
        var file = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(
            file,
            settings.Replace("127.0.0.1:3001", server.Http.Authority).Replace(": 15s", ": 1s")
        );
        var url = new Uri($"http://127.0.0.1:{port}");
        var process = Process.Start(
            new ProcessStartInfo(
                "prometheus",
                [
                    "--config.file",
                    file,
                    "--storage.tsdb.path",
                    Path.Combine(folder, "figures"),
                    "--web.listen-address",
                    url.Authority,
                    "--log.level",
                    "error",
                ]
            )
        )!;
        var prometheus = new Prometheus(process, url);
        for (var began = Stopwatch.StartNew(); began.Elapsed < Patience; await Task.Delay(200))
        {
            try
            {
                var now = DateTimeOffset.UtcNow;
                if ((await prometheus.AskAsync("up == 1", now, now)).Count > 0)
                {
                    return prometheus;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // It does not listen yet.
            }
        }

        await prometheus.DisposeAsync();
        throw new InvalidOperationException("Prometheus does not see the server.");
    }

    /// <summary>The answer to a question over a time, second by second: each series with its labels and its points.</summary>
    public async Task<
        IReadOnlyList<(
            IReadOnlyDictionary<string, string> Labels,
            IReadOnlyList<(double Time, double Value)> Points
        )>
    > AskAsync(string question, DateTimeOffset from, DateTimeOffset to)
    {
        var address = FormattableString.Invariant(
            $"/api/v1/query_range?query={Uri.EscapeDataString(question)}&start={from.ToUnixTimeSeconds()}&end={to.ToUnixTimeSeconds()}&step=2"
        );
        using var answer = JsonDocument.Parse(
            await _http.GetStringAsync(new Uri(address, UriKind.Relative))
        );
        return
        [
            .. answer
                .RootElement.GetProperty("data")
                .GetProperty("result")
                .EnumerateArray()
                .Select(series =>
                    (
                        (IReadOnlyDictionary<string, string>)
                            series
                                .GetProperty("metric")
                                .EnumerateObject()
                                .ToDictionary(
                                    label => label.Name,
                                    label => label.Value.GetString()!
                                ),
                        (IReadOnlyList<(double, double)>)
                            [
                                .. series
                                    .GetProperty("values")
                                    .EnumerateArray()
                                    .Select(point =>
                                        (
                                            point[0].GetDouble(),
                                            double.Parse(
                                                point[1].GetString()!.Replace("Inf", "Infinity"),
                                                CultureInfo.InvariantCulture
                                            )
                                        )
                                    ),
                            ]
                    )
                ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
