using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>The end of an order that is not paid or confirmed in time, or whose payment failed too often (docs/protocol.md §5).</summary>
internal static class PaymentGivenUp
{
    /// <summary>Decides the command <see cref="ExpirePayment"/>: ends an order that was not paid, or not confirmed, in time.</summary>
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
        if (order.Status == OrderStatus.Pending && order.Payment.GivenUpAt <= draft.Now)
        {
            if (order.WaitsForSomebody)
            {
                Cancel(draft, order, CancelReason.NotConfirmed, null);
            }
            else
            {
                GiveUp(draft, order, "The order was not paid in time");
            }
        }

        return draft.Accept();
    }

    /// <summary>When a new order is given up: cards have their time, and cash waits for somebody as long as the café is open, to a limit.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="method">How the guest pays.</param>
    /// <param name="scheduledFor">The time it is for: until then somebody can confirm it; null for as soon as it can be made.</param>
    public static DateTimeOffset ExpiryOf(
        DecisionDraft draft,
        PaymentMethod method,
        DateTimeOffset? scheduledFor = null
    )
    {
        if (method == PaymentMethod.Card)
        {
            return draft.Now + draft.Limits.PaymentExpiry;
        }

        if (scheduledFor is { } at)
        {
            return at;
        }

        var latest = draft.Now + draft.Limits.ConfirmationExpiry;
        return
            LocalTime.NextClosing(draft.Cafe.Profile, draft.Now) is { } closing && closing < latest
            ? closing
            : latest;
    }

    /// <summary>Cancels a pending order whose payment failed; never one whose money was captured.</summary>
    public static void GiveUp(DecisionDraft draft, Order order, string message) =>
        Cancel(draft, order, CancelReason.PaymentFailed, message);

    private static void Cancel(
        DecisionDraft draft,
        Order order,
        CancelReason reason,
        string? message
    )
    {
        if (OrderGuards.Allows(order, OrderStatus.Cancelled, draft.Now))
        {
            CancellationDecider.Cancel(
                draft,
                order,
                OrderMovedFact.System,
                reason,
                message,
                Money.Zero
            );
        }
    }
}
