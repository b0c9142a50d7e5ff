namespace TableTap.Ordering;

/// <summary>What each fact of a payment makes of an order's money.</summary>
internal static class PaymentApply
{
    /// <summary>The money after one more fact.</summary>
    public static Payment Apply(Payment payment, OrderFact fact) =>
        fact switch
        {
            PaymentStarted f => Counted(payment, f.ProviderEventId) with
            {
                Status = PaymentStatus.Processing,
            },
            PaymentProcessed f => Counted(payment, f.ProviderEventId) with
            {
                Status = PaymentStatus.Paid,
                Method = f.Method,
                Captured = payment.Captured + f.Amount,
                Tip = payment.Tip + f.Tip,
                TransactionId = f.TransactionId,
                Transactions = payment.Transactions.Add(f.TransactionId),
                Provider = f.Provider,
            },
            PaymentAttemptFailed f => Counted(payment, f.ProviderEventId) with
            {
                Status = PaymentStatus.Failed,
                Failures = f.Failures,
            },
            PaymentEventNoted f => Counted(payment, f.ProviderEventId),
            PaymentRefunded f => Counted(payment, f.ProviderEventId) with
            {
                Status = f.Status,
                Refunded = f.TotalRefunded,
                RefundsById = payment.RefundsById.Set(
                    f.RefundId,
                    new Refund(f.RefundId, f.Amount, f.RefundStatus, f.ProviderRefundId)
                ),
            },
            RefundReported f => Counted(payment, f.ProviderEventId) with
            {
                Status = f.Status,
                Refunded = f.TotalRefunded,
                RefundsById = payment.RefundsById.Set(
                    f.RefundId,
                    payment.RefundsById.Items[f.RefundId] with
                    {
                        Status = f.RefundStatus,
                        ProviderRefundId =
                            f.ProviderRefundId
                            ?? payment.RefundsById.Items[f.RefundId].ProviderRefundId,
                    }
                ),
            },
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "An order fact that nothing applies."
            ),
        };

    /// <summary>The provider's event behind a fact, if there is one.</summary>
    public static string? ProviderEvent(Fact fact) =>
        fact switch
        {
            PaymentStarted f => f.ProviderEventId,
            PaymentProcessed f => f.ProviderEventId,
            PaymentAttemptFailed f => f.ProviderEventId,
            PaymentEventNoted f => f.ProviderEventId,
            PaymentRefunded f => f.ProviderEventId,
            RefundReported f => f.ProviderEventId,
            _ => null,
        };

    private static Payment Counted(Payment payment, string? providerEventId) =>
        providerEventId is null || payment.ProviderEvents.Contains(providerEventId)
            ? payment
            : payment with
            {
                ProviderEvents = payment.ProviderEvents.Add(providerEventId),
            };
}
