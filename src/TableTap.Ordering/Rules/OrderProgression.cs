using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What follows for an order by rule when its money or its items moved.</summary>
internal static class OrderProgression
{
    /// <summary>Confirms an order and gives it to the counters; one without anything to make is ready at once.</summary>
    public static void Confirm(DecisionDraft draft, string orderId, string by)
    {
        var order = draft.Order(orderId);
        var ahead = Backlog.Ahead(draft.Cafe, order, draft.Now);
        var routed = Routing.Routed(draft.Cafe, order, ahead);
        var expected = Estimates.Of(draft.Cafe, routed, ahead, draft.Now);
        draft.Emit(
            new OrderConfirmedFact(
                draft.Now,
                orderId,
                order.Status,
                by,
                expected.Minutes(draft.Cafe),
                order.LiveLines.Any(line => line.NeedsPreparation) ? expected.Left : null,
                expected.NobodyThere ? Quotes.Reason(draft.Cafe, routed, expected, draft.Now) : null
            )
        );
        WorkDistribution.Route(draft, orderId, ahead);
        Settle(draft, orderId);
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

    /// <summary>Takes an order to ready when nothing is left to make.</summary>
    public static void Settle(DecisionDraft draft, string orderId)
    {
        var order = draft.Order(orderId);
        if (order.Status.IsAtCounters && OrderGuards.Allows(order, OrderStatus.Ready, draft.Now))
        {
            MakeReady(draft, order, OrderMovedFact.System, null);
        }
    }

    /// <summary>Makes an order ready, with a pickup code where it needs one, so that the guest can come.</summary>
    public static void MakeReady(DecisionDraft draft, Order order, string by, string? reason)
    {
        var code = order.NeedsPickupCode
            ? order.PickupCode?.Code ?? PickupCodes.New(draft.Cafe, draft.Ids)
            : null;
        DateTimeOffset? expiresAt = code is null ? null : draft.Now + draft.Limits.PickupCodeShown;
        draft.Emit(
            new OrderReadyFact(
                draft.Now,
                order.OrderId,
                order.Status,
                by,
                reason,
                PickupLocation(draft.Cafe, order),
                code,
                expiresAt,
                Quotes.Kept(order, draft.Now)
            )
        );
    }

    private static int Minutes(DecisionDraft draft, Order order) =>
        Estimates.Of(draft.Cafe, order, draft.Now).Minutes(draft.Cafe);

    private static string PickupLocation(Cafe cafe, Order order)
    {
        var counters = order.CounterIds;
        if (counters.Count > 0)
        {
            return string.Join(", ", counters.Items.Select(cafe.CounterName));
        }

        var till =
            cafe.Profile.Fallback
            ?? cafe.Profile.Counters.Items.OrderBy(counter => counter.Priority).FirstOrDefault();
        return till?.Name ?? cafe.Profile.Name;
    }
}
