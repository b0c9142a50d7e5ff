using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using TableTap.Load.Scenarios;
using TableTap.Load.Target;

namespace TableTap.Comparison;

/// <summary>How the cost of a message and of a command grows with what there is: as pictures and as a table.</summary>
internal sealed class Curves(TableTapPeer server, string folder)
{
    private static readonly int[] Sizes = [10, 30, 100, 300, 1000, 3000];
    private readonly List<string> _lines =
    [
        "| what | of | CPU each, µs | p99, ms |",
        "| --- | --- | --- | --- |",
    ];

    public async Task DrawAsync(double seconds, CancellationToken stop)
    {
        var options = new LoadOptions { Duration = TimeSpan.FromSeconds(seconds), Ramp = 2000 };
        await CurveAsync(
            "sockets.svg",
            "delivery",
            "sockets on one channel",
            Sizes,
            size => (LoadScenario.FanOut, options with { Connections = size }),
            stop
        );
        await CurveAsync(
            "channels.svg",
            "delivery",
            "channels, one socket each",
            Sizes,
            size => (LoadScenario.Channels, options with { Connections = size, Rate = 200 }),
            stop
        );
        var orders = 0;
        await CurveAsync(
            "orders.svg",
            "command",
            "past orders",
            [.. Enumerable.Range(0, 8).Select(_ => orders += (int)(seconds * 80))],
            _ =>
                (LoadScenario.Commands, options with { Connections = 100, Staff = 50, Rate = 400 }),
            stop
        );
        await File.WriteAllLinesAsync(Path.Combine(folder, "curves.md"), _lines, stop);
    }

    private async Task CurveAsync(
        string file,
        string what,
        string of,
        int[] sizes,
        Func<int, (LoadScenario Scenario, LoadOptions Options)> load,
        CancellationToken stop
    )
    {
        var points = new List<DataPoint>();
        foreach (var size in sizes)
        {
            var (scenario, options) = load(size);
            var report = await LoadGenerator.RunAsync(
                scenario,
                server.Target($"c{points.Count}x{size}"),
                options,
                static _ => { },
                stop
            );
            var cpu = report.Server.CpuMicrosecondsPerOperation ?? double.NaN;
            points.Add(new(size, cpu));
            _lines.Add(
                FormattableString.Invariant(
                    $"| {what} | {size:N0} {of} | {cpu:0.0} | {report.LatencyMs.P99:0.0} |"
                )
            );
            await Console.Error.WriteLineAsync(_lines[^1]);
        }

        var model = new PlotModel
        {
            Title = $"Server's CPU for each {what}, µs",
            TitleFontSize = 15,
            DefaultFont = "sans-serif",
            Background = OxyColors.White,
        };
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, Title = of });
        model.Axes.Add(
            new LinearAxis
            {
                Position = AxisPosition.Left,
                Minimum = 0,
                MajorGridlineStyle = LineStyle.Dot,
            }
        );
        var line = new LineSeries { MarkerType = MarkerType.Circle, Color = OxyColors.SeaGreen };
        line.Points.AddRange(points);
        model.Series.Add(line);
        await File.WriteAllTextAsync(
            Path.Combine(folder, file),
            new SvgExporter { Width = 560, Height = 320 }.ExportToString(model),
            stop
        );
    }
}
