using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact of a payment makes of an order's money.</summary>
internal static class PaymentApply
{
    /// <summary>The money after one more fact.</summary>
    public static Payment Apply(Payment payment, OrderFact fact) =>
        fact switch
        {
            PaymentStartedFact f => Counted(payment, f.ProviderEventId) with
            {
                Status = PaymentStatus.Processing,
                InProcess = PaymentAttempts.With(payment.InProcess, f.TransactionId),
                KeptUntil = f.KeptUntil ?? payment.KeptUntil,
            },
            PaymentProcessedFact f => Counted(payment, f.ProviderEventId) with
            {
                Status = f.IsPart ? payment.Status : PaymentStatus.Paid,
                Method = f.Method,
                Captured = payment.Captured + f.Amount,
                Tip = payment.Tip + f.Tip,
                TransactionId = f.TransactionId,
                Captures = payment.Captures.Add(
                    new Capture(
                        f.TransactionId,
                        f.Amount + f.Tip,
                        f.Provider,
                        f.ReceiptNumber,
                        TenderOf(f),
                        f.Rounding is { } rounding ? new(f.Amount, rounding) : null,
                        f.At,
                        f.Tip,
                        f.Taxes
                    )
                ),
                InProcess = PaymentAttempts.Without(payment.InProcess, f.TransactionId),
            },
            PaymentAttemptFailedFact f => Counted(payment, f.ProviderEventId) with
            {
                Status = PaymentStatus.Failed,
                Failures = f.Failures,
                ExpiresAt = f.ExpiresAt ?? payment.ExpiresAt,
                InProcess = PaymentAttempts.Without(payment.InProcess, f.TransactionId),
            },
            PaymentAttemptEndedFact f => Counted(payment, f.ProviderEventId) with
            {
                Status = PaymentStatus.Failed,
                ExpiresAt = f.ExpiresAt ?? payment.ExpiresAt,
                InProcess = PaymentAttempts.Without(payment.InProcess, f.TransactionId),
            },
            PaymentEventRecordedFact { HasEnded: true } f => Ended(
                Counted(payment, f.ProviderEventId),
                f.TransactionId
            ),
            PaymentEventRecordedFact f => Counted(payment, f.ProviderEventId),
            PaymentRefundedFact f => Counted(payment, f.ProviderEventId) with
            {
                Status = f.Status,
                Refunded = f.TotalRefunded,
                RefundsById = payment.RefundsById.Set(f.RefundId, Refund(payment, f)),
            },
            RefundReportedFact f => Counted(payment, f.ProviderEventId) with
            {
                Status = f.Status,
                Refunded = f.TotalRefunded,
                RefundsById = payment.RefundsById.Set(
                    f.RefundId,
                    payment.RefundsById.Items[f.RefundId] with
                    {
                        Status = f.RefundStatus,
                        UpdatedAt = f.At,
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
            PaymentStartedFact f => f.ProviderEventId,
            PaymentProcessedFact f => f.ProviderEventId,
            PaymentAttemptFailedFact f => f.ProviderEventId,
            PaymentAttemptEndedFact f => f.ProviderEventId,
            PaymentEventRecordedFact f => f.ProviderEventId,
            PaymentRefundedFact f => f.ProviderEventId,
            RefundReportedFact f => f.ProviderEventId,
            _ => null,
        };

    /// <summary>How the money of a payment came in.</summary>
    public static Tender TenderOf(PaymentProcessedFact fact) =>
        fact.Method == PaymentMethod.Cash ? Tender.Cash
        : fact.Method == PaymentMethod.Voucher ? Tender.Voucher
        : fact.ProviderEventId is null ? Tender.Terminal
        : Tender.Gateway;

    /// <summary>The number of the receipt of a fact, if it has one.</summary>
    public static long? ReceiptNumber(Fact fact) =>
        fact switch
        {
            PaymentProcessedFact f => f.ReceiptNumber,
            PaymentRefundedFact f => f.ReceiptNumber,
            _ => null,
        };

    /// <summary>A refund of which no payment was noted is of the last one.</summary>
    private static Refund Refund(Payment payment, PaymentRefundedFact fact)
    {
        var transactionId = fact.TransactionId ?? payment.TransactionId;
        var capture = payment.Captures.Items.LastOrDefault(one =>
            one.TransactionId == transactionId
        );
        return new(fact.RefundId, fact.Amount, fact.RefundStatus, fact.ProviderRefundId)
        {
            Reason = fact.Reason,
            RequestedAt = fact.At,
            UpdatedAt = fact.At,
            Provider = capture?.Provider,
            Tender = capture?.Tender,
            TransactionId = transactionId,
            ReceiptNumber = fact.ReceiptNumber,
            Tip = payment.TipIn(fact.Amount),
            OfReceipt = capture?.ReceiptNumber,
            Taxes = fact.Taxes,
        };
    }

    /// <summary>A payment that ended where another is in process, or where nobody waits for it any more.</summary>
    private static Payment Ended(Payment payment, string? transactionId)
    {
        var running = PaymentAttempts.Without(payment.InProcess, transactionId);
        return payment with
        {
            InProcess = running,
            Status =
                payment.Status == PaymentStatus.Processing && running.Count == 0
                    ? PaymentStatus.Failed
                    : payment.Status,
        };
    }

    private static Payment Counted(Payment payment, string? providerEventId) =>
        providerEventId is null || payment.ProviderEvents.Contains(providerEventId)
            ? payment
            : payment with
            {
                ProviderEvents = payment.ProviderEvents.Add(providerEventId),
            };
}
