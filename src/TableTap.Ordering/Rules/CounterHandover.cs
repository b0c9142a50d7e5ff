using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Gives orders to the counters.</summary>
internal static class CounterHandover
{
    /// <summary>Confirms an order and gives it to the counters; one without anything to make is ready at once.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="by">The id of who does it.</param>
    public static void Confirm(DecisionDraft draft, string orderId, string by)
    {
        Courses.Begin(draft, orderId);
        var order = draft.Order(orderId);
        var ahead = Backlog.Ahead(draft.Cafe, order, draft.Now);
        var routed = Routing.Routed(draft.Cafe, order, ahead);
        var expected = Estimates.Of(draft.Cafe, routed, ahead, draft.Now);
        var minutes = expected.Minutes(draft.Cafe);
        draft.Emit(
            new OrderConfirmedFact(
                draft.Now,
                orderId,
                order.Status,
                by,
                minutes,
                order.LiveLines.Any(line => line.NeedsPreparation) ? expected.Left : null,
                expected.NobodyThere
                    ? Quotes.Reason(draft.Cafe, routed, expected, draft.Now)
                    : null,
                LateBy(draft, order, minutes)
            )
        );
        Courses.Place(draft, orderId, ahead);
        WorkDistribution.Route(draft, orderId, ahead);
        Readiness.Settle(draft, orderId);
    }

    /// <summary>By how many minutes an order for later misses its time; null where it does not, by more than the café's grace.</summary>
    private static int? LateBy(DecisionDraft draft, Order order, int minutes) =>
        order.ScheduledFor is { } at
        && draft.Now.AddMinutes(minutes) - at is var late
        && late > draft.Limits.OnTimeGrace
            ? Estimates.InMinutes(late)
            : null;
}
