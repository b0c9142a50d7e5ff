using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using TableTap.Load.Scenarios;
using TableTap.Load.Target;

namespace TableTap.Comparison;

/// <summary>
/// What it costs to be watched: the same load on a server with all figures, which are read every five seconds and sent to a collector, with
/// traces of one command in a hundred and with probes, and on one whose runtime has no figures and that sends nothing. In turn, the one first
/// and then the other, so that what else the machine does hits both.
/// </summary>
/// <param name="root">The root of the repository.</param>
/// <param name="temporary">A folder that is thrown away.</param>
/// <param name="port">Gives a port that is free.</param>
internal sealed class Overhead(string root, string temporary, Func<int> port)
{
    private const string Switch = "System.Diagnostics.Metrics.Meter.IsSupported";
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(5);

    /// <summary>Long enough that figures were read and sent four times, and that what is hot is compiled for good.</summary>
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(20);

    private static readonly (LoadScenario Scenario, LoadOptions Options)[] Loads =
    [
        (
            LoadScenario.Commands,
            new()
            {
                Connections = 50,
                Rate = 1000,
                Staff = 20,
            }
        ),
        (LoadScenario.FanOut, new() { Connections = 500, Rate = 100 }),
    ];

    /// <summary>Measures, and says what came out as a table.</summary>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="duration">How long a load takes.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<string> MeasureAsync(int rounds, TimeSpan duration, CancellationToken stop)
    {
        await using var collector = await CollectAsync();
        var watched = new Dictionary<string, string>
        {
            ["Server:OtlpUrl"] = collector.Urls.First(),
            ["Server:OtlpInterval"] = "5s",
            ["Server:TracesPerThousand"] = "10",
        };
        var unwatched = new Dictionary<string, string>
        {
            ["Server:TracesPerThousand"] = "0",
            ["Server:ProbeInterval"] = "0s",
        };
        var without = WithoutFigures();
        var costs = Loads.ToDictionary(
            load => load.Scenario,
            _ => new List<(double On, double Off)>()
        );
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (scenario, options) in Loads)
            {
                var load = options with { Duration = duration };
                var first = round % 2 == 0;
                var one = await CostAsync(first);
                var other = await CostAsync(!first);
                var cost = first ? (On: one, Off: other) : (On: other, Off: one);
                costs[scenario].Add(cost);
                await Console.Error.WriteLineAsync(
                    FormattableString.Invariant(
                        $"{round + 1}: {scenario} {cost.On:0.0} µs with, {cost.Off:0.0} µs without"
                    )
                );

                async Task<double> CostAsync(bool isWatched)
                {
                    await using var server = new TableTapPeer(root)
                    {
                        Program = isWatched ? Path.Combine(root, "artifacts", "ready") : without,
                        Settings = isWatched ? watched : unwatched,
                    };
                    var folder = Directory.CreateDirectory(
                        Path.Combine(temporary, Path.GetRandomFileName())
                    );
                    await server.StartAsync(port(), folder.FullName, processors: null);
                    return await LoadAsync(server, scenario, load, isWatched, stop);
                }
            }
        }

        return Table(costs);
    }

    private static async Task<double> LoadAsync(
        TableTapPeer server,
        LoadScenario scenario,
        LoadOptions load,
        bool isWatched,
        CancellationToken stop
    )
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = isWatched ? ReadAsync(server.Http, over.Token) : Task.CompletedTask;
        // What is compiled and filled at first is of neither.
        await RunAsync("w", load with { Duration = Warming });
        var cost = await RunAsync("m", load);
        await over.CancelAsync();
        await reading;
        return cost;

        async Task<double> RunAsync(string run, LoadOptions options) =>
            (
                await LoadGenerator.RunAsync(
                    scenario,
                    server.Target(run),
                    options,
                    static _ => { },
                    stop
                )
            )
                .Server
                .CpuMicrosecondsPerOperation
            ?? double.NaN;
    }

    private static async Task ReadAsync(Uri server, CancellationToken stop)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text; version=1.0.0");
        try
        {
            while (true)
            {
                await http.GetByteArrayAsync(new Uri(server, "/metrics"), stop);
                await Task.Delay(BetweenReadings, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    /// <summary>The same program with the runtime's own switch for figures off: every instrument does nothing.</summary>
    private string WithoutFigures()
    {
        var folder = Path.Combine(temporary, "without");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(root, "artifacts", "ready")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var settings = Path.Combine(folder, "tabletap.runtimeconfig.json");
        var document = JsonNode.Parse(File.ReadAllText(settings))!;
        document["runtimeOptions"]!["configProperties"]![Switch] = false;
        File.WriteAllText(settings, document.ToJsonString());
        return folder;
    }

    private static async Task<WebApplication> CollectAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await app.StartAsync();
        return app;
    }

    private static string Table(Dictionary<LoadScenario, List<(double On, double Off)>> costs)
    {
        var text = new StringBuilder()
            .AppendLine(
                "| load | rounds | CPU µs, watched | CPU µs, not | ratio, median | ratios |"
            )
            .AppendLine("| --- | ---: | ---: | ---: | ---: | --- |");
        foreach (var (scenario, rounds) in costs)
        {
            var ratios = rounds.Select(round => round.On / round.Off).Order().ToList();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {scenario} | {rounds.Count} | {Spread.Median(rounds.Select(round => round.On)):0.0} | {Spread.Median(rounds.Select(round => round.Off)):0.0} | {Spread.Median(ratios):0.000} | {string.Join(' ', ratios.Select(ratio => ratio.ToString("0.000", CultureInfo.InvariantCulture)))} |"
            );
        }

        return text.ToString();
    }
}
