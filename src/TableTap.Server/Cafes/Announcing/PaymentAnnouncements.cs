using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>What the guest is told of their money (section 3); nobody else hears it.</summary>
internal static class PaymentAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, PaymentProcessed fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "payment_processed",
            fact.At,
            new Protocol.PaymentProcessed(
                fact.OrderId,
                fact.TransactionId,
                fact.Amount.Wire(),
                fact.Method.Wire(),
                Protocol.PaymentResult.Success,
                told.Links.ReceiptOf(fact.TransactionId),
                order.Version
            ),
            FactInPlace.Owner(order)
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, PaymentAttemptFailed fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "payment_failed",
            fact.At,
            new Protocol.PaymentFailed(
                fact.OrderId,
                fact.Reason,
                fact.ExpiresAt is null
                    ? "Payment was declined."
                    : "Payment was declined. Please try a different payment method.",
                fact.ExpiresAt is null ? null : told.Links.RetryOf(fact.OrderId),
                fact.ExpiresAt,
                order.Version
            ),
            FactInPlace.Owner(order)
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, PaymentRefunded fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "payment_refunded",
            fact.At,
            new Protocol.PaymentRefunded(
                fact.OrderId,
                fact.RefundId,
                fact.Amount.Wire(),
                fact.TotalRefunded.Wire(),
                fact.Status.Wire(),
                fact.Reason,
                order.Version
            ),
            FactInPlace.Owner(order)
        );
    }
}
