using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What a payment provider can say of an order's money.</summary>
public enum ProviderEventKind
{
    /// <summary>A payment is being worked on.</summary>
    PaymentProcessing,

    /// <summary>The money of a payment came in.</summary>
    PaymentSucceeded,

    /// <summary>A try to pay for an order failed.</summary>
    PaymentFailed,

    /// <summary>A try to pay for an order was cancelled, or its time ran out: no money will come of it.</summary>
    PaymentCancelled,

    /// <summary>A refund is on its way.</summary>
    RefundPending,

    /// <summary>A refund reached the guest.</summary>
    RefundSucceeded,

    /// <summary>A refund did not reach the guest; the café has the money again.</summary>
    RefundFailed,

    /// <summary>All refunds of the order together come to an amount.</summary>
    RefundTotal,
}

/// <summary>
/// Something a payment provider said. It repeats and comes in any order; each counts once (docs/protocol.md §5, "Money").
/// </summary>
/// <param name="EventId">The provider's id of it, unique over all providers of the café.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="Kind">What the provider said.</param>
/// <param name="Amount">How much, without a tip.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="Currency">In which currency (ISO 4217); null for the café's own.</param>
/// <param name="TransactionId">The payment it is about; several events of one payment bring its money once.</param>
/// <param name="RefundId">The provider's id of the refund, or the one that the café gave it.</param>
/// <param name="Reason">The provider's word for a failure or a refund.</param>
/// <param name="Provider">Which provider said it; null for a service that reports by command and says nothing of refunds.</param>
public sealed record ProviderEvent(
    string EventId,
    string OrderId,
    ProviderEventKind Kind,
    Money Amount,
    Money Tip = default,
    string? Currency = null,
    string? TransactionId = null,
    string? RefundId = null,
    string? Reason = null,
    string? Provider = null
)
{
    /// <summary>The café's own id of the refund, where the provider was told it; null where it says none.</summary>
    public string? CafeRefundId { get; init; }

    /// <summary>
    /// The longest <see cref="EventId"/>: a provider's name of at most 32 characters may stand before its own id, with a colon.
    /// </summary>
    public const int LongestEventId = TextLimits.Provider + 33;
}

/// <summary>An event that nothing can be done with yet: its order is not known, or the money it gives back has not come in.</summary>
/// <param name="Event">The event as the provider reported it.</param>
/// <param name="ExpiresAt">When it is given up.</param>
public sealed record ParkedEvent(ProviderEvent Event, DateTimeOffset ExpiresAt);
