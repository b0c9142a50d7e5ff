using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace TableTap.Comparison;

/// <summary>Bars of the processor time for each delivery, with their spread, as SVG.</summary>
internal static class Picture
{
    public static string Draw(Results results)
    {
        var peers = results.Peers.Reverse().ToList();
        var model = new PlotModel
        {
            Title = "Server's CPU for each delivery, µs (less is better)",
            TitleFontSize = 15,
            DefaultFont = "sans-serif",
            Background = OxyColors.White,
        };
        var names = new CategoryAxis { Position = AxisPosition.Left, FontSize = 13 };
        names.Labels.AddRange(peers.Select(peer => peer.Peer));
        model.Axes.Add(names);
        model.Axes.Add(
            new LinearAxis
            {
                Position = AxisPosition.Bottom,
                Minimum = 0,
                MajorGridlineStyle = LineStyle.Dot,
            }
        );
        var bars = new ErrorBarSeries
        {
            LabelFormatString = "{0:0.0}",
            LabelPlacement = LabelPlacement.Base,
            FontSize = 13,
        };
        foreach (var peer in peers)
        {
            var cpu = peer.CpuMicrosecondsPerDelivery;
            bars.Items.Add(
                new ErrorBarItem(cpu.Median, (cpu.Most - cpu.Least) / 2)
                {
                    Color =
                        peer == results.Peers[0] ? OxyColors.SeaGreen : OxyColors.LightSteelBlue,
                }
            );
        }

        model.Series.Add(bars);
        return new SvgExporter { Width = 720, Height = 60 + (55 * peers.Count) }.ExportToString(
            model
        );
    }
}
