using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What follows for an order by rule when its money or its items moved.</summary>
internal static class OrderProgression
{
    /// <summary>
    /// Confirms an order: the counters get it, or where it is for later it waits for its time, which may have come already.
    /// </summary>
    public static void Confirm(DecisionDraft draft, string orderId, string by)
    {
        var order = draft.Order(orderId);
        if (order is { Status: OrderStatus.Pending, ScheduledFor: { } at })
        {
            draft.Emit(new OrderScheduledFact(draft.Now, orderId, order.Status, by, at));
            Firing.Due(draft);
            return;
        }

        Firing.Before(draft, order);
        CounterHandover.Confirm(draft, orderId, by);
    }

    /// <summary>Confirms a pending order of which nothing is due and no payment is in process, like one that was paid.</summary>
    public static void ConfirmFree(DecisionDraft draft, string orderId)
    {
        var order = draft.Order(orderId);
        if (
            order is { Status: OrderStatus.Pending, Payment.InProcess.Count: 0 }
            && !order.Total.IsPositive
        )
        {
            Confirm(draft, orderId, OrderMovedFact.System);
        }
    }

    /// <summary>Moves one item, and the order with it where that follows.</summary>
    public static void MoveLine(DecisionDraft draft, string orderId, OrderLine line, LineStatus to)
    {
        draft.Emit(
            new LineMovedFact(
                draft.Now,
                orderId,
                line.LineId,
                line.CounterId,
                line.Status,
                to,
                draft.By
            )
        );
        var order = draft.Order(orderId);
        if (to == LineStatus.Started && order.Status == OrderStatus.Confirmed)
        {
            draft.Emit(
                new OrderStartedFact(
                    draft.Now,
                    orderId,
                    order.Status,
                    draft.By,
                    Minutes(draft, order)
                )
            );
        }
    }

    /// <summary>Takes an order back from ready.</summary>
    public static void Recall(DecisionDraft draft, string orderId, string reason)
    {
        var order = draft.Order(orderId);
        draft.Emit(
            new OrderRecalledFact(
                draft.Now,
                orderId,
                order.Status,
                draft.By,
                reason,
                Minutes(draft, order)
            )
        );
    }

    private static int Minutes(DecisionDraft draft, Order order) =>
        Estimates.Of(draft.Cafe, order, draft.Now).Minutes(draft.Cafe);
}
