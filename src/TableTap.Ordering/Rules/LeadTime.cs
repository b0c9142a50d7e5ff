using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// How long before its time an order for later has to be at the counters (docs/protocol.md §5, "Orders for later"): by the counters'
/// measured times, the work before it, the packing and the café's own error. Who stands at a counter now says nothing of later.
/// </summary>
internal static class LeadTime
{
    /// <summary>No order goes to the counters earlier than this before its time, and none is looked at before.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <summary>How long before its time the counters need an order.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="order">The order, which no counter has yet.</param>
    /// <param name="wait">How long a counter is busy with what is made before it.</param>
    public static TimeSpan Of(Cafe cafe, Order order, Func<string, TimeSpan> wait)
    {
        var longest = TimeSpan.Zero;
        foreach (var (counterId, lines) in LinesByCounter(cafe, order, wait))
        {
            var finish =
                (counterId is null ? TimeSpan.Zero : wait(counterId))
                + PreparationEstimate.Ticket(cafe, counterId, lines);
            longest = finish > longest ? finish : longest;
        }

        var limits = cafe.Profile.Limits;
        var lead =
            (longest + (order.Type == OrderType.Takeaway ? limits.TakeawayPacking : TimeSpan.Zero))
            * cafe.QuoteErrors.Correction(limits);
        return lead < Longest ? lead : Longest;
    }

    /// <summary>The work of an order at each counter that will probably make some of it.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="order">The order, which no counter has yet.</param>
    /// <param name="wait">How long a counter is busy with what is made before it.</param>
    public static IEnumerable<(string CounterId, TimeSpan Work)> Work(
        Cafe cafe,
        Order order,
        Func<string, TimeSpan> wait
    ) =>
        LinesByCounter(cafe, order, wait)
            .Where(ticket => ticket.CounterId is not null)
            .Select(ticket =>
                (
                    ticket.CounterId!,
                    PreparationEstimate.Ticket(cafe, ticket.CounterId, ticket.Lines)
                )
            );

    /// <summary>The counters that could make a line, whoever stands there: those that work before those that are down, else the fallback.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="tag">What a counter must serve.</param>
    public static IReadOnlyList<CounterProfile> CountersFor(Cafe cafe, string tag)
    {
        var serving = cafe.Profile.Counters.Items.Where(counter => counter.Serves(tag)).ToList();
        var active = serving.FindAll(counter =>
            cafe.StatusOf(counter.CounterId) == CounterStatus.Active
        );
        return active.Count > 0 ? active
            : serving.Count > 0 ? serving
            : cafe.Profile.Fallback is { } fallback ? [fallback]
            : [];
    }

    private static IEnumerable<(string? CounterId, List<OrderLine> Lines)> LinesByCounter(
        Cafe cafe,
        Order order,
        Func<string, TimeSpan> wait
    ) =>
        order
            .LiveLines.Where(line => line.NeedsPreparation && line.Status != LineStatus.Held)
            .GroupBy(line =>
                CountersFor(cafe, line.Tag!)
                    .OrderBy(counter =>
                        wait(counter.CounterId)
                        + PreparationEstimate.Piece(cafe, counter.CounterId, line)
                    )
                    .ThenBy(counter => counter.Priority)
                    .ThenBy(counter => counter.CounterId, StringComparer.Ordinal)
                    .FirstOrDefault()
                    ?.CounterId
            )
            .Select(ticket => (ticket.Key, ticket.ToList()));
}
