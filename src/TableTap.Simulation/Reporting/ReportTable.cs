using System.Globalization;
using Spectre.Console;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>The report for a person.</summary>
public static class ReportTable
{
    /// <summary>Prints the report as tables, with the verdict at the end.</summary>
    public static void Write(IAnsiConsole console, SimulationReport report)
    {
        console.WriteLine();
        console.Write(Sales(report));
        if (report.Counters.Count > 0)
        {
            console.Write(Counters(report));
        }

        console.Write(Orders(report));
        console.Write(Service(report));
        console.Write(Messages(report));
        if (report.Events.Count > 0)
        {
            console.Write(Events(report));
        }

        if (report.Passed)
        {
            console.MarkupLine(
                "[green]passed[/]: guests could order what they came for, and nine of ten got what else they needed; no message is missing, doubled or out of order; every order exists once and has ended"
            );
            return;
        }

        foreach (var failure in report.Failures)
        {
            console.MarkupLine($"[red]failed[/]: {Markup.Escape(failure)}");
        }
    }

    private static Table Sales(SimulationReport report)
    {
        var sales = report.Sales;
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title("The day's business")
            .HideHeaders();
        table.AddColumn("what");
        table.AddColumn("how much");
        table.AddRow(
            "revenue",
            Markup.Escape(
                $"{Currencies.Text(sales.Currency, sales.Revenue)} {sales.Currency}"
                    + (
                        sales.GivenBack == Money.Zero
                            ? ""
                            : $", after refunds of {Currencies.Text(sales.Currency, sales.GivenBack)} {sales.Currency}"
                    )
            )
        );
        table.AddRow(
            "best sellers",
            sales.BestSellers.Count == 0
                ? "nothing was sold"
                : Markup.Escape(
                    string.Join(
                        ", ",
                        sales.BestSellers.Select(item => $"{item.Units} × {item.Name}")
                    )
                )
        );
        table.AddRow(
            "ordered of what guests came for",
            $"{Text(sales.OrderedLines)} of {Counted.Of(sales.PlannedLines, "line", "lines")}"
        );
        table.AddRow(
            "from order to ready",
            report.Orders.WaitP50 is null
                ? "nothing became ready"
                : $"half of the guests waited under {Minutes(report.Orders.WaitP50)} min, nine of ten under {Minutes(report.Orders.WaitP90)}, the longest {Minutes(report.Orders.WaitLongest)}"
        );
        table.AddRow(
            "guests turned away",
            sales.TurnedAway.Count == 0
                ? "none"
                : Markup.Escape(
                    string.Join(
                        Environment.NewLine,
                        sales.TurnedAway.Select(heard => $"{heard.Value} heard: {heard.Key}")
                    )
                )
        );
        return table;
    }

    private static Table Counters(SimulationReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Counters");
        table.AddColumn("counter");
        table.AddColumn(new TableColumn("tickets").RightAligned());
        table.AddColumn(new TableColumn("longest queue").RightAligned());
        table.AddColumn(new TableColumn("busiest at minute").RightAligned());
        foreach (var counter in report.Counters)
        {
            table.AddRow(
                Markup.Escape(counter.Name),
                Text(counter.Tickets),
                Text(counter.LongestQueue),
                Minutes(counter.BusiestMinute)
            );
        }

        return table;
    }

    private static Table Service(SimulationReport report)
    {
        var service = report.Service;
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title("Service besides orders")
            .HideHeaders();
        table.AddColumn("what");
        table.AddColumn("how much");
        foreach (var need in service.Served)
        {
            table.AddRow(
                Markup.Escape(need.What),
                need.Done == need.Planned
                    ? Text(need.Done)
                    : $"{Text(need.Done)} of {Text(need.Planned)} that were planned"
            );
        }

        foreach (var habit in service.Ordered)
        {
            table.AddRow(Markup.Escape(habit.What), Text(habit.Count));
        }

        table.AddRow(
            "tips / discounts / given for nothing",
            Markup.Escape(
                string.Join(
                    " / ",
                    new[] { service.Tips, service.Discounts, service.Comps }.Select(sum =>
                        Currencies.Text(report.Sales.Currency, sum)
                    )
                ) + $" {report.Sales.Currency}"
            )
        );
        table.AddRow(
            "left out",
            service.LeftOut.Count == 0
                ? "nothing"
                : Markup.Escape(string.Join(Environment.NewLine, service.LeftOut))
        );
        return table;
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
        table.AddRow("orders taken", Text(orders.Acknowledged));
        table.AddRow("how the visits ended", Counts(orders.Outcomes));
        table.AddRow(
            "lost / doubled / not ended",
            $"{Fault(orders.Lost)} / {Fault(orders.Doubled)} / {Fault(orders.Open)}"
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
        table.AddRow(
            "ordered for later",
            orders.LaterP90 is { } late
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{orders.ForLater}, nine of ten ready {Math.Abs(late):0.0} min {(late > 0 ? "after" : "before")} their time or earlier"
                )
                : "none"
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
        table.AddRow("guests' changes refused", Counts(report.GuestRefusals));
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
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)value}:{(int)(value % 1 * 60):00}"
            )
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
