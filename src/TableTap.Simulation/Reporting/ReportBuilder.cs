using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Reporting;

/// <summary>Makes the report of what was counted and proved.</summary>
/// <param name="options">What was simulated.</param>
/// <param name="profile">The café.</param>
/// <param name="figures">What was counted in the rush.</param>
/// <param name="early">What was counted before it.</param>
/// <param name="proof">What the journal says.</param>
/// <param name="guests">Everybody who came, before the rush too.</param>
internal sealed class ReportBuilder(
    SimulationOptions options,
    CafeProfile profile,
    SimulationStatistics figures,
    SimulationStatistics early,
    DeliveryProof proof,
    IReadOnlyCollection<IVisitor> guests
)
{
    private const int BestSellers = 5;

    /// <summary>Makes the report of the whole run, with its verdict.</summary>
    /// <param name="restarts">How often the server went away and came back.</param>
    /// <param name="took">How long it took, by the clock.</param>
    /// <param name="closed">What the manager's closing says of the day; null where there is none.</param>
    public SimulationReport Report(int restarts, TimeSpan took, ClosingSums? closed)
    {
        var messages = proof.Messages();
        var verdict = OrderCheck.Compare(
            [.. guests.SelectMany(each => each.Acknowledged)],
            proof.Orders(),
            figures.Unanswered + early.Unanswered
        );
        var sales = Sales() with { Closed = closed?.Left };
        var service = ServiceReport.Of(figures);
        string[] failures =
        [
            .. Verdict.Failures(
                sales,
                verdict,
                messages,
                figures.Outcomes.Concat(early.Outcomes),
                proof.Money(_ => true).Kept + figures.StaffMoney.Tips
            ),
            .. ServiceCheck.Failures(service.Served),
            .. closed is null
                ? []
                : ClosingCheck.Failures(closed, proof.Tenders, figures.StaffMoney),
        ];
        return new(
            failures.Length == 0,
            failures,
            took.TotalSeconds,
            figures.Arrived,
            sales,
            Counters(),
            Orders(verdict),
            messages,
            figures.Dropped,
            restarts,
            proof.Frames,
            figures.Alerts,
            figures.AlertsResolved,
            Quotes(),
            figures.Events,
            figures.StaffRefusals,
            figures.GuestRefusals,
            service
        );
    }

    private OrdersReport Orders(OrderVerdict verdict)
    {
        var waits = figures.Waits.Order().ToArray();
        var later = figures.Later.Order().ToArray();
        return new(
            figures.Acknowledged,
            figures.Outcomes,
            verdict.Lost,
            verdict.Doubled,
            verdict.Open,
            Quantile(waits, 0.5),
            Quantile(waits, 0.9),
            Quantile(waits, 1),
            figures.PaidByCard,
            figures.PaidInCash,
            figures.Declined,
            figures.Refunded,
            figures.Uncollected.Count,
            later.Length,
            Quantile(later, 0.9)
        );
    }

    private SalesReport Sales()
    {
        var inRush = guests
            .Where(guest => !WarmUp.IsOf(guest.Number))
            .SelectMany(guest => guest.Acknowledged)
            .Select(order => order.OrderId)
            .ToHashSet();
        var money = proof.Money(inRush.Contains);
        return new(
            profile.Currency,
            money.Kept,
            money.GivenBack,
            [
                .. figures
                    .Sold.Select(item => new SoldItem(
                        profile.Item(item.Key)?.Name ?? item.Key,
                        item.Value
                    ))
                    .OrderByDescending(item => item.Units)
                    .ThenBy(item => item.Name, StringComparer.Ordinal)
                    .Take(BestSellers),
            ],
            figures.PlannedLines,
            figures.OrderedLines,
            figures.Heard
        );
    }

    private IReadOnlyList<CounterSummary> Counters() =>
        [
            .. profile.Counters.Items.Select(counter =>
            {
                var peak = figures.Queues.Of(counter.CounterId);
                return new CounterSummary(
                    counter.CounterId,
                    counter.Name,
                    peak.Tickets,
                    peak.Longest,
                    peak.Tickets == 0 ? null : peak.At.TotalMinutes
                );
            }),
        ];

    /// <summary>Reckoned as the café reckons its own (docs/protocol.md §6); only where the café's time is the server's.</summary>
    private QuoteReport? Quotes()
    {
        var kept = figures
            .Quotes.Select(one => new QuoteOutcome(TimeSpan.FromMinutes(one.Quote), one.Took))
            .ToArray();
        if (kept.Length == 0 || options.Speed > 1)
        {
            return null;
        }

        var errors = kept.Select(one => one.Error).Order().ToArray();
        return new(
            kept.Length,
            errors[errors.Length / 2],
            kept.Count(one => one.IsOnTime(profile.Limits.OnTimeGrace)) / (double)kept.Length
        );
    }

    private static double? Quantile(TimeSpan[] sorted, double part) =>
        sorted.Length == 0
            ? null
            : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * part)].TotalMinutes;
}
