using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What follows where an order costs something else than before (docs/protocol.md §5, "Discounts").</summary>
internal static class PriceChanges
{
    /// <summary>The refusal of another price for an order that nobody pays any more; null where it can have one.</summary>
    public static Refusal? Refuse(Order order) =>
        order.Status == OrderStatus.Cancelled
            ? Refusal.WrongStatus(order, "Nothing is due: the order is 'cancelled'")
            : null;

    /// <summary>
    /// Makes an order cheaper: what was paid too much goes back, and an order of which nothing is due any more is confirmed.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="fact">What makes it cheaper.</param>
    /// <param name="reason">Why, as the refund says it.</param>
    public static void Lower(DecisionDraft draft, OrderFact fact, string reason)
    {
        var before = draft.Order(fact.OrderId);
        draft.Emit(fact);
        Refunds.GiveTooMuchBack(draft, before, reason);
        OrderProgression.ConfirmFree(draft, fact.OrderId);
    }
}
