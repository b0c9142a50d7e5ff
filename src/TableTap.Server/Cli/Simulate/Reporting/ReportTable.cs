using System.Globalization;
using Spectre.Console;

namespace TableTap.Server.Simulation;

/// <summary>The report for a person.</summary>
internal static class ReportTable
{
    /// <summary>Prints it.</summary>
    public static void Write(IAnsiConsole console, SimulationReport report)
    {
        console.WriteLine();
        console.Write(Messages(report));
        console.Write(Orders(report));
        if (report.Events.Count > 0)
        {
            console.Write(Events(report));
        }

        console.MarkupLine(
            report.Passed
                ? "[green]passed[/]: nothing missing, doubled or reordered; every order exists once and has ended"
                : "[red]failed[/]: see the lines that are not zero above"
        );
    }

    private static Table Messages(SimulationReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Messages");
        table.AddColumn("role");
        foreach (
            var column in (string[])
                [
                    "readers",
                    "expected",
                    "received",
                    "missing",
                    "doubled",
                    "reordered",
                    "resent",
                    "reconnects",
                ]
        )
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var line in report.Messages)
        {
            table.AddRow(
                Markup.Escape(line.Role),
                Text(line.Readers),
                Text(line.Expected),
                Text(line.Received),
                Fault(line.Missing),
                Fault(line.Doubled),
                Fault(line.Reordered),
                Text(line.Resent),
                Text(line.Reconnections)
            );
        }

        return table;
    }

    private static Table Events(SimulationReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("What happened").HideHeaders();
        table.AddColumn("when");
        table.AddColumn("what");
        foreach (var happened in report.Events)
        {
            table.AddRow(Minutes(happened.Minute), Markup.Escape(happened.What));
        }

        return table;
    }

    private static Table Orders(SimulationReport report)
    {
        var orders = report.Orders;
        var table = new Table().Border(TableBorder.Rounded).Title("Orders").HideHeaders();
        table.AddColumn("what");
        table.AddColumn("how many");
        table.AddRow("guests", Text(report.Guests));
        table.AddRow("orders acknowledged", Text(orders.Acknowledged));
        table.AddRow("outcomes", Counts(orders.Outcomes));
        table.AddRow(
            "lost / doubled / not ended",
            $"{Fault(orders.Lost)} / {Fault(orders.Doubled)} / {Fault(orders.Open)}"
        );
        table.AddRow(
            "wait until ready, café time",
            $"p50 {Minutes(orders.WaitP50)}, p90 {Minutes(orders.WaitP90)}"
        );
        table.AddRow(
            "paid by card / in cash / declined first",
            $"{orders.PaidByCard} / {orders.PaidInCash} / {orders.Declined}"
        );
        table.AddRow(
            "promised at the confirmation",
            report.Quotes is { } quotes
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"median error {quotes.MedianError:P0}, on time {quotes.OnTimeRate:P0} of {quotes.Orders}"
                )
                : "not measured: the café's time is not the server's"
        );
        table.AddRow("refunds / not collected", $"{orders.Refunded} / {orders.Uncollected}");
        table.AddRow("phones that lost their network", Text(report.PhonesDropped));
        table.AddRow("server restarts survived", Text(report.ServerRestarts));
        table.AddRow(
            "alerts",
            report.Alerts.Count == 0
                ? "none"
                : $"{Counts(report.Alerts)}; {report.AlertsResolved} resolved"
        );
        table.AddRow("staff commands refused", Counts(report.StaffRefusals));
        table.AddRow(
            "took",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Seconds:0.0} s, {report.Frames} frames"
            )
        );
        return table;
    }

    private static string Minutes(double? minutes) =>
        minutes is { } value
            ? TimeSpan.FromMinutes(value).ToString("m\\:ss", CultureInfo.InvariantCulture)
            : "–";

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Fault(long count) =>
        count == 0 ? "[green]0[/]" : $"[red bold]{Text(count)}[/]";

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0
            ? "none"
            : Markup.Escape(
                string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))
            );
}
