using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>How often something was done for guests besides orders.</summary>
/// <param name="What">What it is, as people say it.</param>
/// <param name="Planned">How often it was wanted.</param>
/// <param name="Done">How often it was done.</param>
public sealed record ServedNeed(string What, int Planned, int Done);

/// <summary>How often guests ordered in a special way.</summary>
/// <param name="What">What it is, as people say it.</param>
/// <param name="Count">How often it was.</param>
public sealed record OrderingHabit(string What, int Count);

/// <summary>What the café did for its guests besides orders, and how they ordered.</summary>
/// <param name="Served">What was planned and done, in the order of a visit; empty where there was nothing.</param>
/// <param name="Ordered">How guests ordered.</param>
/// <param name="Tips">The tips of the staff.</param>
/// <param name="Discounts">What was taken off prices, comps left out.</param>
/// <param name="Comps">What was given for nothing.</param>
/// <param name="LeftOut">What the café does not offer, or nobody came for, in sentences.</param>
public sealed record ServiceReport(
    IReadOnlyList<ServedNeed> Served,
    IReadOnlyList<OrderingHabit> Ordered,
    Money Tips,
    Money Discounts,
    Money Comps,
    IReadOnlyList<string> LeftOut
)
{
    /// <summary>Makes the report of what was counted.</summary>
    /// <param name="figures">What was counted.</param>
    internal static ServiceReport Of(SimulationStatistics figures)
    {
        var log = figures.Services;
        return new(
            [
                .. Enum.GetValues<Service>()
                    .Where(service => log.Planned(service) > 0)
                    .Select(service => new ServedNeed(
                        ServiceWords.Of(service),
                        log.Planned(service),
                        log.Done(service)
                    )),
            ],
            Habits(figures),
            figures.StaffMoney.Tips,
            figures.StaffMoney.Discounts,
            figures.StaffMoney.Comps,
            [.. log.LeftOut, .. Unneeded(log)]
        );
    }

    /// <summary>What nobody needed was not played, and so it is not shown to work.</summary>
    private static IEnumerable<string> Unneeded(ServiceLog log)
    {
        string[] words = [.. log.Unneeded.Select(ServiceWords.Of)];
        return words.Length == 0 ? [] : [$"Nobody came to need this: {string.Join("; ", words)}."];
    }

    private static IReadOnlyList<OrderingHabit> Habits(SimulationStatistics figures)
    {
        var orders = figures.Taken;
        var lines = orders.SelectMany(order => order.Items).ToList();
        return
        [
            new("lines with a choice", lines.Count(line => line.Options is { Count: > 0 })),
            new("lines with a note", lines.Count(line => line.Note is not null)),
            new("orders with an allergy", orders.Count(order => order.Allergies is { Count: > 0 })),
            new("orders for later", orders.Count(order => order.ScheduledFor is not null)),
            new(
                "orders in courses",
                orders.Count(order => order.Items.Any(line => line.Course is not null))
            ),
        ];
    }
}
