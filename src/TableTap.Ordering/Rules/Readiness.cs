using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>When all of an order is made: its guest can come.</summary>
internal static class Readiness
{
    /// <summary>Takes an order to ready when nothing is left to make.</summary>
    public static void Settle(DecisionDraft draft, string orderId)
    {
        var order = draft.Order(orderId);
        if (order.Status.IsAtCounters && OrderGuards.Allows(order, OrderStatus.Ready, draft.Now))
        {
            MakeReady(draft, order, OrderMovedFact.System, null);
        }

        Courses.Advance(draft, orderId);
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
