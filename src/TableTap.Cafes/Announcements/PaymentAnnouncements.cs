using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What the guest is told of their money (section 3); nobody else hears it.</summary>
internal static class PaymentAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, PaymentProcessedFact fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "payment_processed",
            fact.At,
            new PaymentProcessed(
                fact.OrderId,
                fact.TransactionId,
                fact.Amount,
                WireMethod.Of(fact.Method),
                PaymentResult.Success,
                told.Links.ReceiptOf(fact.TransactionId),
                order.Version,
                fact.ReceiptNumber,
                fact.IsPart ? BillSums.DueOf(order) : null,
                fact.Rounding,
                told.After.Vouchers.TryGet(fact.TransactionId, out var voucher)
                    ? voucher.LastFour
                    : null
            ),
            FactContext.Owner(order)
        );
    }

    public static void Announce(
        MessageBatch pad,
        FactContext told,
        PaymentAttemptFailedFact fact
    ) =>
        Failed(
            pad,
            told,
            fact,
            fact.Reason,
            fact.ExpiresAt is null
                ? "Payment was declined."
                : "Payment was declined. Please try a different payment method.",
            fact.ExpiresAt
        );

    public static void Announce(MessageBatch pad, FactContext told, PaymentAttemptEndedFact fact) =>
        Failed(
            pad,
            told,
            fact,
            fact.Reason,
            fact.ExpiresAt is null
                ? "Payment was not completed."
                : "Payment was not completed. Please try again.",
            fact.ExpiresAt
        );

    private static void Failed(
        MessageBatch pad,
        FactContext told,
        OrderFact fact,
        string reason,
        string message,
        DateTimeOffset? expiresAt
    )
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "payment_failed",
            fact.At,
            new PaymentFailed(
                fact.OrderId,
                reason,
                message,
                expiresAt is null ? null : told.Links.RetryOf(fact.OrderId),
                expiresAt,
                order.Version
            ),
            FactContext.Owner(order)
        );
    }

    public static void Announce(MessageBatch pad, FactContext told, PaymentRefundedFact fact) =>
        Refund(pad, told, fact, fact.RefundId, fact.Reason);

    public static void Announce(MessageBatch pad, FactContext told, RefundReportedFact fact)
    {
        // That the provider names a refund is no news to the guest; how far it is, is.
        var before = told.Before.Order(fact.OrderId)!.Payment.RefundsById.Items[fact.RefundId];
        if (before.Status != fact.RefundStatus)
        {
            Refund(
                pad,
                told,
                fact,
                fact.RefundId,
                fact.Reason
                    ?? (
                        fact.RefundStatus == RefundStatus.Failed
                            ? "refund_failed"
                            : "refund_arrived"
                    )
            );
        }
    }

    private static void Refund(
        MessageBatch pad,
        FactContext told,
        OrderFact fact,
        string refundId,
        string reason
    )
    {
        var order = told.Order(fact.OrderId);
        var refund = order.Payment.RefundsById.Items[refundId];
        pad.Write(
            "payment_refunded",
            fact.At,
            new PaymentRefunded(
                fact.OrderId,
                refundId,
                refund.Amount,
                order.Payment.Refunded,
                refund.Status,
                reason,
                order.Payment.Status,
                order.Version,
                refund.ReceiptNumber
            ),
            FactContext.Owner(order)
        );
    }
}
