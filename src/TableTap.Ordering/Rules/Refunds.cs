using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Money that goes back; never more than came in (docs/protocol.md §5).</summary>
internal static class Refunds
{
    /// <summary>Decides the command <see cref="IssueRefund"/>; only a manager may give it.</summary>
    public static Decision Decide(DecisionDraft draft, IssueRefund command)
    {
        if (OrderAccess.Find(draft, command, out var order) is { } refusal)
        {
            return refusal;
        }

        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager may give money back");
        }

        var wrong =
            InputChecks.Refuse(
                command.Amount.IsPositive ? null : new FieldProblem("amount", "more than nothing"),
                InputChecks.Payable("amount", command.Amount, draft.Cafe.Profile),
                InputChecks.Needed("reason", command.Reason, draft.Limits.TextLength)
            ) ?? Exceeds(order, command.Amount);
        if (wrong is not null)
        {
            return wrong;
        }

        var refundId = GiveBack(
            draft,
            order.OrderId,
            command.Amount,
            InputChecks.Trimmed(command.Reason)!,
            draft.By
        );
        MoneyConcernDecider.GivenBackAgain(draft, order.OrderId);
        return draft.Accept(new IssuedRefund(refundId!));
    }

    /// <summary>The refusal of an amount that the café does not have from this guest.</summary>
    public static Refusal? Exceeds(Order order, Money amount) =>
        amount <= order.Payment.Refundable
            ? null
            : new Refusal(
                RefusalCode.RefundExceedsCaptured,
                $"At most {order.Payment.Refundable} of this order can still be given back"
            )
            {
                CurrentStatus = order.Status,
                CurrentVersion = order.Version,
            };

    /// <summary>
    /// Gives back what the café keeps above the price of an order that became cheaper, but no more than by how much it did. Tips are the
    /// staff's.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="before">The order as it was.</param>
    /// <param name="reason">Why it became cheaper.</param>
    public static void GiveTooMuchBack(DecisionDraft draft, Order before, string reason)
    {
        var order = draft.Order(before.OrderId);
        var (kept, less) = (order.Payment.Kept, before.Total - order.Total);
        var above = kept > order.Total ? kept - order.Total : Money.Zero;
        GiveBack(
            draft,
            order.OrderId,
            above < less ? above : less,
            reason,
            OrderMovedFact.System,
            before: before
        );
    }

    /// <summary>
    /// Gives an amount back, or what is left if that is less; nothing when nothing is left. Money that came in by several payments goes
    /// back by as many refunds.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="amount">How much money goes back.</param>
    /// <param name="reason">Why the money goes back, in words.</param>
    /// <param name="by">The id of who does it.</param>
    /// <param name="leaving">Where the order's money is afterwards unless all is back; what was paid twice leaves it as it was.</param>
    /// <param name="before">The order as it was before it became cheaper; null where it costs what it did.</param>
    /// <returns>The id of the first refund, or null when there was none.</returns>
    public static string? GiveBack(
        DecisionDraft draft,
        string orderId,
        Money amount,
        string reason,
        string by,
        PaymentStatus leaving = PaymentStatus.PartiallyRefunded,
        Order? before = null
    )
    {
        var payment = draft.Order(orderId).Payment;
        var back = amount < payment.Refundable ? amount : payment.Refundable;
        if (!back.IsPositive)
        {
            return null;
        }

        string? first = null;
        foreach (var (from, part) in payment.Parts(back).ToList())
        {
            payment = draft.Order(orderId).Payment;
            var refundId = draft.Ids.NewId();
            var was = first is null && before is not null ? before : draft.Order(orderId);
            first ??= refundId;
            Receipts.Book(
                draft,
                was,
                new PaymentRefundedFact(
                    draft.Now,
                    orderId,
                    refundId,
                    part,
                    payment.Refunded + part,
                    StatusAfter(draft.Order(orderId), part, leaving),
                    reason,
                    by,
                    // Cash is in the guest's hand; what a provider carries has arrived when it says so.
                    from.Provider
                        is null
                        ? RefundStatus.Succeeded
                        : RefundStatus.Pending,
                    TransactionId: from.TransactionId,
                    ReceiptNumber: Receipts.Next(draft),
                    Rounding: RoundingBack(draft.Order(orderId), from, part)
                )
            );
        }

        return first;
    }

    /// <summary>
    /// Where the money is after a refund; of an order that is paid in parts it is due again, and one on a bill that was not paid is not by
    /// what was too little and goes back.
    /// </summary>
    private static PaymentStatus StatusAfter(Order order, Money part, PaymentStatus leaving) =>
        order is { IsPaidInParts: true, Status: not OrderStatus.Cancelled } ? order.Payment.Status
        : order is { BillId: not null, Status: not OrderStatus.Cancelled }
        && leaving is (PaymentStatus.Pending or PaymentStatus.Processing or PaymentStatus.Failed)
            ? leaving
        : part == order.Payment.Refundable ? PaymentStatus.Refunded
        : leaving;

    /// <summary>
    /// What the price of an order that is due again changes by: rounded cash that is all back has rounded nothing, and a card pays what is
    /// due exactly. Null for nothing.
    /// </summary>
    private static Money? RoundingBack(Order order, Capture from, Money part)
    {
        var was = order.Payment.RefundedOf(from.TransactionId);
        return
            order is { IsPaidInParts: true, Status: not OrderStatus.Cancelled }
            && from.Rounded is { } cash
            && was < cash.Amount
            && was + part >= cash.Amount
            ? Money.Zero - cash.Rounding
            : null;
    }

    /// <summary>Books a refund that was given at the provider.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">Of which order.</param>
    /// <param name="reported">What the provider said.</param>
    /// <param name="amount">How much; at most what can be given back.</param>
    /// <param name="status">How far it is.</param>
    /// <param name="reason">Why, where the provider says nothing.</param>
    public static void AtProvider(
        DecisionDraft draft,
        Order order,
        ProviderEvent reported,
        Money amount,
        RefundStatus status,
        string reason
    )
    {
        var refundId = draft.Ids.NewId();
        var after = order.Payment.With(
            new Refund(refundId, amount, status) { Tip = order.Payment.TipIn(amount) }
        );
        Receipts.Book(
            draft,
            order,
            new PaymentRefundedFact(
                draft.Now,
                order.OrderId,
                refundId,
                amount,
                after.Refunded,
                after.StatusFor(order.Total),
                InputChecks.Trimmed(reported.Reason) ?? reason,
                draft.By,
                status,
                reported.Kind == ProviderEventKind.RefundTotal ? null : reported.RefundId,
                reported.EventId,
                reported.TransactionId is { } paid && order.Payment.Transactions.Contains(paid)
                    ? paid
                    : order.Payment.TransactionId,
                Receipts.Next(draft)
            )
        );
    }
}
