using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using TableTap.Load.Scenarios;
using TableTap.Load.Target;

namespace TableTap.Comparison;

/// <summary>
/// The dashboard of <c>deploy/grafana</c> as a picture: each panel at its place, with what a real Prometheus answers to its questions about a
/// server under load. It is not Grafana that draws it.
/// </summary>
/// <param name="root">The root of the repository.</param>
/// <param name="prometheus">Who is asked.</param>
internal sealed partial class DashboardPicture(string root, Prometheus prometheus)
{
    private const int Column = 50;
    private const int Row = 30;

    private static readonly (LoadScenario Scenario, LoadOptions Options)[] Loads =
    [
        (LoadScenario.Idle, new() { Connections = 200 }),
        (
            LoadScenario.Commands,
            new()
            {
                Connections = 60,
                Rate = 40,
                Staff = 20,
            }
        ),
        (LoadScenario.FanOut, new() { Connections = 300, Rate = 40 }),
        (LoadScenario.Storm, new() { Connections = 200, Window = TimeSpan.FromSeconds(5) }),
        (
            LoadScenario.Commands,
            new()
            {
                Connections = 60,
                Rate = 120,
                Staff = 30,
            }
        ),
    ];

    /// <summary>Loads the server, asks, and draws.</summary>
    /// <param name="server">The server.</param>
    /// <param name="each">How long each load takes.</param>
    /// <param name="file">Where the picture goes.</param>
    /// <param name="stop">Ends it.</param>
    public async Task DrawAsync(
        TableTapPeer server,
        TimeSpan each,
        string file,
        CancellationToken stop
    )
    {
        var from = DateTimeOffset.UtcNow;
        foreach (var (place, (scenario, options)) in Loads.Index())
        {
            await Console.Error.WriteLineAsync($"{scenario}");
            await LoadGenerator.RunAsync(
                scenario,
                server.Target($"d{place}"),
                options with
                {
                    Duration = each,
                },
                static _ => { },
                stop
            );
        }

        await Task.Delay(TimeSpan.FromSeconds(3), stop);
        var to = DateTimeOffset.UtcNow;
        var dashboard = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(root, "deploy", "grafana", "tabletap.json"),
                stop
            )
        )!;
        var panels = dashboard["panels"]!.AsArray().Select(panel => panel!).ToList();
        var height = panels.Max(panel => Place(panel, "y") + Place(panel, "h")) * Row;
        var picture = new StringBuilder()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{24 * Column}\" height=\"{height}\">"
            )
            .AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#f4f5f5\"/>");
        foreach (var panel in panels)
        {
            picture.AppendLine(await PanelAsync(panel, from, to));
        }

        await File.WriteAllTextAsync(file, picture.AppendLine("</svg>").ToString(), stop);
    }

    private async Task<string> PanelAsync(JsonNode panel, DateTimeOffset from, DateTimeOffset to)
    {
        var (x, y) = (Place(panel, "x") * Column, Place(panel, "y") * Row);
        var (width, height) = (Place(panel, "w") * Column, Place(panel, "h") * Row);
        var title = (string)panel["title"]!;
        if ((string)panel["type"]! == "row")
        {
            return FormattableString.Invariant(
                $"<text x=\"{x + 8}\" y=\"{y + 20}\" font-family=\"sans-serif\" font-size=\"15\" font-weight=\"bold\">{title}</text>"
            );
        }

        var model = new PlotModel
        {
            Title = title,
            TitleFontSize = 13,
            DefaultFont = "sans-serif",
            DefaultFontSize = 10,
            Background = OxyColors.White,
            PlotAreaBorderThickness = new(0),
        };
        var (factor, unit) = UnitOf(panel);
        var series = new List<(string Name, IReadOnlyList<(double Time, double Value)> Points)>();
        foreach (var target in panel["targets"]!.AsArray())
        {
            var question = ((string)target!["expr"]!)
                .Replace("$__rate_interval", "15s")
                .Replace("$instance", ".*");
            foreach (var (labels, points) in await prometheus.AskAsync(question, from, to))
            {
                series.Add((Legend((string)target["legendFormat"]!, labels), points));
            }
        }

        if ((string)panel["type"]! == "stat")
        {
            Numbers(model, series, factor, unit);
        }
        else
        {
            model.Title = unit.Length > 0 ? $"{title}, {unit}" : title;
            Lines(model, series, factor, from);
        }

        var svg = new SvgExporter { Width = width - 8, Height = height - 8 }.ExportToString(model);
        // Each panel is a picture of its own, whose names must not be those of another.
        return ClipName()
            .Replace(
                svg[svg.IndexOf("<svg", StringComparison.Ordinal)..],
                FormattableString.Invariant($"$1p{(int)panel["id"]!}-$2")
            )
            .Replace(
                "<svg ",
                FormattableString.Invariant($"<svg x=\"{x + 4}\" y=\"{y + 4}\" "),
                StringComparison.Ordinal
            )
            .Replace(" version=\"1.1\"", "", StringComparison.Ordinal);
    }

    // The last value of each series, side by side; one that is alone needs no name.
    private static void Numbers(
        PlotModel model,
        List<(string Name, IReadOnlyList<(double Time, double Value)> Points)> series,
        double factor,
        string unit
    )
    {
        foreach (var position in new[] { AxisPosition.Bottom, AxisPosition.Left })
        {
            model.Axes.Add(
                new LinearAxis
                {
                    Position = position,
                    Minimum = 0,
                    Maximum = 1,
                    IsAxisVisible = false,
                }
            );
        }

        var texts = series
            .Select(one =>
                (
                    one.Name,
                    Value: FormattableString
                        .Invariant($"{one.Points[^1].Value * factor:0.##} {unit}")
                        .Trim()
                )
            )
            .DefaultIfEmpty(("", "–"))
            .ToList();
        foreach (var (place, (name, value)) in texts.Index())
        {
            var middle = (place + 0.5) / texts.Count;
            Write(value, new(middle, 0.4), 30);
            if (texts.Count > 1)
            {
                Write(name, new(middle, 0.1), 10);
            }
        }

        void Write(string text, DataPoint position, double size) =>
            model.Annotations.Add(
                new TextAnnotation
                {
                    Text = text,
                    TextPosition = position,
                    FontSize = size,
                    StrokeThickness = 0,
                }
            );
    }

    private static void Lines(
        PlotModel model,
        List<(string Name, IReadOnlyList<(double Time, double Value)> Points)> series,
        double factor,
        DateTimeOffset from
    )
    {
        model.Legends.Add(
            new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = LegendPosition.BottomCenter,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendFontSize = 9,
            }
        );
        model.Axes.Add(
            new LinearAxis
            {
                Position = AxisPosition.Bottom,
                StringFormat = "0's'",
                MajorGridlineStyle = LineStyle.Dot,
            }
        );
        model.Axes.Add(
            new LinearAxis
            {
                Position = AxisPosition.Left,
                Minimum = 0,
                MajorGridlineStyle = LineStyle.Dot,
            }
        );
        foreach (var (name, points) in series)
        {
            // Letters are taken for narrower than they are.
            var line = new LineSeries
            {
                Title = name.PadRight(name.Length + 4, '\u00a0'),
                StrokeThickness = 1.5,
            };
            line.Points.AddRange(
                points
                    .Where(point => double.IsFinite(point.Value))
                    .Select(point => new DataPoint(
                        point.Time - from.ToUnixTimeSeconds(),
                        point.Value * factor
                    ))
            );
            model.Series.Add(line);
        }
    }

    private static (double Factor, string Unit) UnitOf(JsonNode panel) =>
        (string?)panel["fieldConfig"]?["defaults"]?["unit"] switch
        {
            "s" => (1000, "ms"),
            "bytes" => (1 / 1048576d, "MiB"),
            "Bps" => (1 / 1024d, "KiB/s"),
            "percentunit" => (100, "%"),
            "reqps" or "ops" => (1, "1/s"),
            _ => (1, ""),
        };

    private static string Legend(string format, IReadOnlyDictionary<string, string> labels)
    {
        var named = LabelName()
            .Replace(format, match => labels.GetValueOrDefault(match.Groups[1].Value, ""));
        return named.Length > 0 ? named : string.Join(' ', labels.Values);
    }

    private static int Place(JsonNode panel, string name) => (int)panel["gridPos"]![name]!;

    [GeneratedRegex(@"\{\{\s*(\w+)\s*\}\}")]
    private static partial Regex LabelName();

    [GeneratedRegex("(id=\"|#)(clip)")]
    private static partial Regex ClipName();
}
