using System.Globalization;
using Spectre.Console;
using TableTap.Load.Measuring;
using TableTap.Load.Reporting;

namespace TableTap.Cli;

/// <summary>A load's report for people.</summary>
internal static class LoadTable
{
    private const int Mebi = 1024 * 1024;

    /// <summary>Writes the report, one figure a line; what was not measured has no line.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The report.</param>
    public static void Write(IAnsiConsole console, LoadReport report)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        Row("scenario", report.Scenario);
        Row("load offered", Text($"{report.Seconds:0.0} s, {report.Offered:N0} operations"));
        Row("done", Text($"{report.Done:N0} ({report.DonePerSecond:N0} a second)"));
        Row("refused", Refused(report));
        Row("latency", Latency(report.LatencyMs));
        if (report.Delivery is { } delivery)
        {
            Row(
                "messages",
                Text(
                    $"{delivery.Heard:N0} of {delivery.Expected:N0} heard, {delivery.Lost:N0} missing, {delivery.Misplaced:N0} not after the one before"
                )
            );
        }

        if (report.LastReaderMs is { } last)
        {
            Row("last reader", Text($"{last:0.0} ms"));
        }

        if (report.LiveBeforeMs is { } before)
        {
            Row("live before", Latency(before));
        }

        if (report.LiveMs is { } live)
        {
            Row("live meanwhile", Latency(live));
        }

        if (report.Connections is { } sockets)
        {
            Row("connections", Text($"{sockets.Opened:N0} opened, {sockets.Lost:N0} lost"));
            Row("connecting", Latency(sockets.ConnectMs));
        }

        Row("server", Server(report));
        if (report.Generator is { } own)
        {
            Row(
                "this load",
                Text($"{own.CpuPercent:0} % of a processor, late by {Latency(own.LagMs)}")
            );
        }

        console.Write(table);

        void Row(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }

    private static string Refused(LoadReport report) =>
        Text($"{report.Refused:N0}")
        + string.Concat(report.Refusals.Select(one => Text($"  {one.Key} {one.Value:N0}")));

    private static string Latency(LatencyFigures ms) =>
        ms.P50 is null
            ? "–"
            : Text(
                $"p50 {ms.P50:0.00}  p95 {ms.P95:0.00}  p99 {ms.P99:0.00}  p99.9 {ms.P999:0.00}  max {ms.Max:0.00} ms"
            );

    private static string Server(LoadReport report)
    {
        var server = report.Server;
        if (server.RssBytes is not { } rss)
        {
            return "not measured; name its process with --pid, or its data directory with --data";
        }

        var words = Text($"{rss / Mebi:N0} MiB");
        words += server.CpuPercent is { } percent ? Text($", {percent:0} % of a processor") : "";
        words += server.CpuMicrosecondsPerOperation is { } each
            ? Text($", {each:0.0} µs each")
            : "";
        if (report.Connections is { } sockets)
        {
            words += sockets.CpuMicrosecondsPerConnect is { } connect
                ? Text($", {connect:0} µs for each connect")
                : "";
            words += sockets.BytesPerConnection is { } bytes
                ? Text($", {bytes:N0} bytes for each socket")
                : "";
        }

        return report.BytesPerConnectionAfterBroadcast is { } after
            ? words + Text($", {after:N0} after a message to all")
            : words;
    }

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
