using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What follows from a provider's word that money came in (docs/protocol.md §5). Its events repeat and come in any order: each counts
/// once, and a success that nothing is due for any more goes back at once.
/// </summary>
internal static class CardPaymentDecider
{
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
        else if (reported.Amount < Due(order))
        {
            Return(draft, order, reported, MoneyConcernKind.WrongAmount, "underpaid");
        }
        else
        {
            Capture(draft, order, reported, reported.Amount, reported.Tip, Due(order));
            GiveSurplusBack(draft, order, reported.Amount - Due(order));
            Confirm(draft, order.OrderId);
        }
    }

    /// <summary>A pending order can have had money that went back at once because it was too little; any other that had some is paid.</summary>
    internal static bool IsPaid(Order order) =>
        order.Status != OrderStatus.Pending
        && order.Payment.Captured.IsPositive
        && !order.IsPaidInParts;

    /// <summary>What has to come to pay an order.</summary>
    internal static Money Due(Order order) => order.DueByCard;

    /// <summary>An order that waited for its money no longer does.</summary>
    public static void Confirm(DecisionDraft draft, string orderId)
    {
        if (draft.Order(orderId).Status == OrderStatus.Pending)
        {
            OrderProgression.Confirm(draft, orderId, OrderMovedFact.System);
        }
    }

    /// <summary>Books what came in, with the tax in what of it stays.</summary>
    private static void Capture(
        DecisionDraft draft,
        Order order,
        ProviderEvent reported,
        Money amount,
        Money tip,
        Money stays
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
                reported.Provider,
                Receipts.Next(draft),
                Taxes: Receipts.Taxes(draft, order, stays)
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
        Capture(draft, order, reported, everything, Money.Zero, Money.Zero);
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

    /// <summary>Remembers an event that changes nothing.</summary>
    internal static void Noted(DecisionDraft draft, Order order, ProviderEvent reported) =>
        draft.Emit(new PaymentEventRecordedFact(draft.Now, order.OrderId, reported.EventId));
}
