using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What follows from a provider's word about a payment (docs/protocol.md §5). Its events repeat and come in any order: each counts
/// once, a success that nothing is due for any more goes back at once, a failure that comes too late changes nothing.
/// </summary>
internal static class CardPaymentDecider
{
    /// <summary>Takes a provider's word that it works on a payment.</summary>
    public static void Started(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        if (IsOver(order))
        {
            Noted(draft, order, reported);
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

    /// <summary>
    /// Takes a provider's word that money came in. What is not due goes back by itself: all of it where the order is paid or
    /// cancelled or too little came, the surplus where too much did. Money in another currency is not counted.
    /// </summary>
    public static void Succeeded(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        var everything = reported.Amount + reported.Tip;
        if (
            !everything.IsPositive
            || reported.TransactionId is { } transaction
                && order.Payment.Transactions.Contains(transaction)
        )
        {
            Noted(draft, order, reported);
        }
        else if (reported.Currency is { } currency && currency != draft.Cafe.Profile.Currency)
        {
            Noted(draft, order, reported);
            MoneyConcernDecider.Raise(
                draft,
                MoneyConcernKind.WrongCurrency,
                order.OrderId,
                everything
            );
        }
        else if (order.Status == OrderStatus.Cancelled)
        {
            Return(draft, order, reported, MoneyConcernKind.PaidAfterCancel, "order_cancelled");
        }
        else if (IsPaid(order))
        {
            Return(draft, order, reported, MoneyConcernKind.PaidTwice, "paid_twice");
        }
        else if (reported.Amount < order.Total)
        {
            Return(draft, order, reported, MoneyConcernKind.WrongAmount, "underpaid");
        }
        else
        {
            Capture(draft, order, reported, reported.Amount, reported.Tip);
            GiveSurplusBack(draft, order, reported.Amount - order.Total);
            Confirm(draft, order.OrderId);
        }
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

    /// <summary>A pending order can have had money that went back at once because it was too little; any other that had some is paid.</summary>
    internal static bool IsPaid(Order order) =>
        order.Status != OrderStatus.Pending && order.Payment.Captured.IsPositive;

    private static bool IsOver(Order order) =>
        IsPaid(order) || order.Status == OrderStatus.Cancelled || !order.Total.IsPositive;

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

    /// <summary>An order that waited for its money no longer does.</summary>
    public static void Confirm(DecisionDraft draft, string orderId)
    {
        if (draft.Order(orderId).Status == OrderStatus.Pending)
        {
            OrderProgression.Confirm(draft, orderId, OrderMovedFact.System);
        }
    }

    private static void Capture(
        DecisionDraft draft,
        Order order,
        ProviderEvent reported,
        Money amount,
        Money tip
    ) =>
        draft.Emit(
            new PaymentProcessedFact(
                draft.Now,
                order.OrderId,
                reported.TransactionId ?? reported.EventId,
                PaymentMethod.Card,
                amount,
                tip,
                reported.EventId,
                draft.By,
                reported.Provider
            )
        );

    /// <summary>Takes money in and gives all of it back, the tip with it.</summary>
    private static void Return(
        DecisionDraft draft,
        Order order,
        ProviderEvent reported,
        MoneyConcernKind why,
        string reason
    )
    {
        var everything = reported.Amount + reported.Tip;
        Capture(draft, order, reported, everything, Money.Zero);
        var refundId = Refunds.GiveBack(
            draft,
            order.OrderId,
            everything,
            reason,
            OrderMovedFact.System,
            order.Payment.Status
        );
        MoneyConcernDecider.Raise(draft, why, order.OrderId, everything, refundId);
    }

    private static void GiveSurplusBack(DecisionDraft draft, Order order, Money surplus)
    {
        if (!surplus.IsPositive)
        {
            return;
        }

        var refundId = Refunds.GiveBack(
            draft,
            order.OrderId,
            surplus,
            "overpaid",
            OrderMovedFact.System,
            PaymentStatus.Paid
        );
        MoneyConcernDecider.Raise(
            draft,
            MoneyConcernKind.WrongAmount,
            order.OrderId,
            surplus,
            refundId
        );
    }

    private static void Noted(DecisionDraft draft, Order order, ProviderEvent reported) =>
        draft.Emit(new PaymentEventRecordedFact(draft.Now, order.OrderId, reported.EventId));
}
