using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>The end of an order that is not paid: in time, or after too many tries (docs/protocol.md §5).</summary>
internal static class PaymentGivenUp
{
    /// <summary>Decides the command <see cref="ExpirePayment"/>: ends an order that was not paid in time.</summary>
    public static Decision Decide(DecisionDraft draft, ExpirePayment command)
    {
        if (draft.Cafe.Order(command.OrderId) is not { } order)
        {
            return Refusal.NotFound("order", command.OrderId);
        }

        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer ends the time to pay");
        }

        // Paid or cancelled in the meantime, or the timer is early: nothing to do.
        if (order.Status == OrderStatus.Pending && order.Payment.ExpiresAt <= draft.Now)
        {
            GiveUp(draft, order, "The order was not paid in time");
        }

        return draft.Accept();
    }

    /// <summary>Cancels a pending order that is not paid; never one whose money was captured.</summary>
    public static void GiveUp(DecisionDraft draft, Order order, string message)
    {
        if (OrderGuards.Allows(order, OrderStatus.Cancelled, draft.Now))
        {
            CancellationDecider.Cancel(
                draft,
                order,
                OrderMovedFact.System,
                CancelReason.PaymentFailed,
                message,
                Money.Zero
            );
        }
    }
}
