using System.Globalization;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>Why a simulation failed, in sentences; none where it passed. Pure.</summary>
internal static class Verdict
{
    /// <summary>The part of the planned lines that has to be ordered: a café that cannot sell was not tried.</summary>
    public const double LeastOrdered = 0.9;

    /// <summary>Finds every reason for which the simulation failed.</summary>
    /// <param name="sales">What was planned and ordered.</param>
    /// <param name="orders">What the journal says of the orders.</param>
    /// <param name="messages">What each role got.</param>
    /// <param name="outcomes">How visits ended, by word; those before the rush too.</param>
    /// <param name="told">What the guests were told of their money, less what went back; compared where the café was closed.</param>
    public static IReadOnlyList<string> Failures(
        SalesReport sales,
        OrderVerdict orders,
        IReadOnlyList<RoleReport> messages,
        IEnumerable<KeyValuePair<string, int>> outcomes,
        Money told = default
    )
    {
        var reasons = new List<string>();
        if (sales.PlannedLines == 0)
        {
            reasons.Add(
                "Nobody came, so nothing was tried: use more --orders-per-hour or --minutes."
            );
        }
        else if (sales.OrderedLines < LeastOrdered * sales.PlannedLines)
        {
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {Counted.Of(sales.PlannedLines, "line", "lines")} that guests came for, {sales.OrderedLines} could be ordered ({(double)sales.OrderedLines / sales.PlannedLines:P0}); at least {LeastOrdered:P0} have to be."
                )
            );
        }

        if (sales.Closed is { } closed && closed != told)
        {
            reasons.Add($"The closing says {closed} came in, and the guests were told {told}.");
        }

        Add(
            reasons,
            orders.Lost,
            "order was acknowledged and is lost",
            "orders were acknowledged and are lost"
        );
        Add(reasons, orders.Doubled, "order exists twice", "orders exist twice");
        Add(reasons, orders.Open, "order did not end", "orders did not end");
        Add(
            reasons,
            messages.Sum(line => line.Missing),
            "message is missing",
            "messages are missing"
        );
        Add(
            reasons,
            messages.Sum(line => line.Doubled),
            "message came twice",
            "messages came twice"
        );
        Add(
            reasons,
            messages.Sum(line => line.Reordered),
            "message came out of order",
            "messages came out of order"
        );
        foreach (var (outcome, count) in outcomes)
        {
            if (outcome == Outcome.Unfinished)
            {
                Add(
                    reasons,
                    count,
                    "guest still waited when time was up",
                    "guests still waited when time was up"
                );
            }
            else if (outcome == Outcome.Unanswered)
            {
                Add(reasons, count, "order got no answer", "orders got no answer");
            }
            else if (outcome.StartsWith(Outcome.Failed, StringComparison.Ordinal))
            {
                Add(reasons, count, $"guest {outcome}", $"guests {outcome}");
            }
        }

        return reasons;
    }

    private static void Add(List<string> reasons, long count, string one, string many)
    {
        if (count != 0)
        {
            reasons.Add(
                string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}.")
            );
        }
    }
}
