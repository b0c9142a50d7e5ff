using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What follows from a provider's word about a try to pay that brought no money yet, or never will (docs/protocol.md §5). A payment in
/// process keeps its order; the end of one, while another is in process or when nothing is due any more, changes nothing.
/// </summary>
internal static class PaymentAttemptDecider
{
    /// <summary>Takes a provider's word that it works on a payment.</summary>
    public static void Started(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        if (IsOver(order))
        {
            CardPaymentDecider.Noted(draft, order, reported);
            return;
        }

        draft.Emit(
            new PaymentStartedFact(
                draft.Now,
                order.OrderId,
                PaymentMethod.Card,
                reported.EventId,
                reported.TransactionId,
                order.Status == OrderStatus.Pending ? LatestEnd(draft, order) : null
            )
        );
    }

    /// <summary>Takes a provider's word that a try to pay failed. While another one is in process it is not counted.</summary>
    public static void Failed(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        if (!IsAwaited(order, reported))
        {
            Ended(draft, order, reported);
            return;
        }

        var failures = order.Payment.Failures + 1;
        var isLast =
            order.Status == OrderStatus.Pending && failures >= draft.Limits.PaymentFailures;
        draft.Emit(
            new PaymentAttemptFailedFact(
                draft.Now,
                order.OrderId,
                PaymentMethod.Card,
                InputChecks.Trimmed(reported.Reason) ?? "declined",
                failures,
                isLast ? null : TryAgainUntil(draft, order),
                reported.EventId,
                reported.TransactionId
            )
        );
        if (isLast)
        {
            PaymentGivenUp.GiveUp(
                draft,
                draft.Order(order.OrderId),
                $"The payment failed {Counted.Of(failures, "time", "times")}"
            );
        }
    }

    /// <summary>Takes a provider's word that a try to pay was cancelled or ran out of time: it ends at once, and is no failure.</summary>
    public static void Cancelled(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        if (!IsAwaited(order, reported))
        {
            Ended(draft, order, reported);
            return;
        }

        draft.Emit(
            new PaymentAttemptEndedFact(
                draft.Now,
                order.OrderId,
                InputChecks.Trimmed(reported.Reason) ?? "canceled",
                TryAgainUntil(draft, order),
                reported.EventId,
                reported.TransactionId
            )
        );
    }

    private static bool IsOver(Order order) =>
        CardPaymentDecider.IsPaid(order)
        || order.Status == OrderStatus.Cancelled
        || !order.Total.IsPositive;

    /// <summary>Whether the end of a payment leaves the order unpaid: it needs one, and no other is in process.</summary>
    private static bool IsAwaited(Order order, ProviderEvent reported) =>
        !IsOver(order)
        && PaymentAttempts.Without(order.Payment.InProcess, reported.TransactionId).Count == 0;

    /// <summary>When an order is given up at the latest, whatever is in process.</summary>
    private static DateTimeOffset LatestEnd(DecisionDraft draft, Order order) =>
        order.CreatedAt + draft.Limits.PaymentInProcess;

    /// <summary>
    /// Until when the guest can try again: as before, but where a payment was in process they have the usual time once more. Null where
    /// the order waits for no payment.
    /// </summary>
    private static DateTimeOffset? TryAgainUntil(DecisionDraft draft, Order order)
    {
        var payment = order.Payment;
        if (order.Status != OrderStatus.Pending)
        {
            return null;
        }

        var again = Earlier(draft.Now + draft.Limits.PaymentExpiry, LatestEnd(draft, order));
        return payment.InProcess.Count > 0 && again > payment.ExpiresAt ? again : payment.ExpiresAt;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) =>
        one < other ? one : other;

    /// <summary>A payment ended that nobody waits for; an order whose price went away meanwhile waits for nothing more.</summary>
    private static void Ended(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        draft.Emit(
            new PaymentEventRecordedFact(
                draft.Now,
                order.OrderId,
                reported.EventId,
                HasEnded: true,
                reported.TransactionId
            )
        );
        OrderProgression.ConfirmFree(draft, order.OrderId);
    }
}
