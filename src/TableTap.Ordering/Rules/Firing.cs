using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Gives orders for later to the counters when their time comes: as late as possible, and so that they are ready in time
/// (docs/protocol.md §5, "Orders for later"). A server that stood still does it when it is back, and says by how much it is late.
/// </summary>
public static class Firing
{
    /// <summary>From when on the café has to be reviewed for its orders for later; null where there are none.</summary>
    /// <param name="cafe">The café as it is now.</param>
    public static DateTimeOffset? WatchFrom(Cafe cafe)
    {
        var scheduled = cafe.Work.Marks.Scheduled;
        return scheduled.IsEmpty ? null : scheduled[0].At - LeadTime.Longest;
    }

    /// <summary>Gives every order to the counters whose time has come, the first to be ready first.</summary>
    internal static void Due(DecisionDraft draft)
    {
        foreach (var (at, orderId) in draft.Cafe.Work.Marks.Scheduled)
        {
            if (at - draft.Now > LeadTime.Longest)
            {
                return;
            }

            var order = draft.Order(orderId);
            if (
                order.Status == OrderStatus.Scheduled
                && !Staleness.IsMissed(draft.Cafe, order, draft.Now)
                && at - LeadTime.Of(draft.Cafe, order, Backlog.Queued(draft.Cafe, draft.Now).Wait)
                    <= draft.Now
            )
            {
                CounterHandover.Confirm(draft, orderId, OrderMovedFact.System);
            }
        }
    }

    /// <summary>Gives those to the counters that a new order would make late if it was made first.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">The order that is about to be confirmed.</param>
    internal static void Before(DecisionDraft draft, Order order)
    {
        if (draft.Cafe.Work.Marks.Scheduled.IsEmpty || order.Priority > OrderPriority.Normal)
        {
            return;
        }

        var coming = Backlog
            .Coming(draft.Cafe, order, draft.Now)
            .Where(orderId => orderId != order.OrderId)
            .ToList();
        coming.ForEach(orderId => CounterHandover.Confirm(draft, orderId, OrderMovedFact.System));
    }
}
