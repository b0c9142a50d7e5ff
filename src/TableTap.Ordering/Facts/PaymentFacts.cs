using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>The provider works on a payment.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="Method">How the guest pays.</param>
/// <param name="ProviderEventId">The provider's event.</param>
/// <param name="TransactionId">The provider's transaction; null where it named none.</param>
/// <param name="KeptUntil">Until when the order is kept for it at most; null where it waits for no payment.</param>
public sealed record PaymentStartedFact(
    DateTimeOffset At,
    string OrderId,
    PaymentMethod Method,
    string ProviderEventId,
    string? TransactionId = null,
    DateTimeOffset? KeptUntil = null
) : OrderFact(At, OrderId);

/// <summary>A try to pay ended without money and without a failure: it was cancelled, or its time ran out. It is none of the tries that failed.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="Reason">The provider's word: <c>canceled</c>, <c>expired</c>.</param>
/// <param name="ExpiresAt">Until when the guest can try again; null when they cannot.</param>
/// <param name="ProviderEventId">The provider's event.</param>
/// <param name="TransactionId">The provider's transaction; null where it named none.</param>
public sealed record PaymentAttemptEndedFact(
    DateTimeOffset At,
    string OrderId,
    string Reason,
    DateTimeOffset? ExpiresAt,
    string ProviderEventId,
    string? TransactionId
) : OrderFact(At, OrderId);

/// <summary>The money for an order came in.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="TransactionId">The provider's transaction, or a new id for cash.</param>
/// <param name="Method">How the guest pays.</param>
/// <param name="Amount">What was due.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="ProviderEventId">The provider's event; null for cash.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Provider">The provider that reports how refunds go; null where nobody does.</param>
/// <param name="ReceiptNumber">The number of its receipt; null where the café counts no tax.</param>
/// <param name="IsPart">Whether some of the price is still due after it.</param>
/// <param name="Rounding">What the rounding of cash added to the price, or, where it is negative, took off; null for nothing.</param>
/// <param name="Taxes">The tax in it by rate, where a provider brought it for an order on a bill; null otherwise.</param>
public sealed record PaymentProcessedFact(
    DateTimeOffset At,
    string OrderId,
    string TransactionId,
    PaymentMethod Method,
    Money Amount,
    Money Tip,
    string? ProviderEventId,
    string By,
    string? Provider = null,
    long? ReceiptNumber = null,
    bool IsPart = false,
    Money? Rounding = null,
    EquatableList<TaxAmount>? Taxes = null
) : OrderFact(At, OrderId);

/// <summary>A try to pay for an order failed.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="Method">How the guest pays.</param>
/// <param name="Reason">The provider's word: <c>insufficient_funds</c>.</param>
/// <param name="Failures">How many tries have failed now.</param>
/// <param name="ExpiresAt">Until when the guest can try again; null when they cannot.</param>
/// <param name="ProviderEventId">The provider's event.</param>
/// <param name="TransactionId">The provider's transaction; null where it named none.</param>
public sealed record PaymentAttemptFailedFact(
    DateTimeOffset At,
    string OrderId,
    PaymentMethod Method,
    string Reason,
    int Failures,
    DateTimeOffset? ExpiresAt,
    string ProviderEventId,
    string? TransactionId = null
) : OrderFact(At, OrderId);

/// <summary>
/// An event of the provider that changes nothing for the guest: a failure or a start that came after the money, after the end, or
/// while another payment is in process.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="ProviderEventId">The provider's event.</param>
/// <param name="HasEnded">Whether it says that a payment ended without money.</param>
/// <param name="TransactionId">The provider's transaction that ended; null where none did, or it has no name.</param>
public sealed record PaymentEventRecordedFact(
    DateTimeOffset At,
    string OrderId,
    string ProviderEventId,
    bool HasEnded = false,
    string? TransactionId = null
) : OrderFact(At, OrderId);

/// <summary>Money of an order goes back to the guest.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Amount">How much money goes back.</param>
/// <param name="TotalRefunded">How much in all.</param>
/// <param name="Status">Where the money of the order is now.</param>
/// <param name="Reason">Why the money goes back, in words.</param>
/// <param name="By">Who gave it back; <see cref="OrderMovedFact.System"/> by rule.</param>
/// <param name="RefundStatus">How far it is.</param>
/// <param name="ProviderRefundId">The provider's id of it, where it was given there.</param>
/// <param name="ProviderEventId">The provider's event, where it was given there.</param>
/// <param name="TransactionId">The payment whose money goes back; null where it was not noted.</param>
/// <param name="ReceiptNumber">The number of its receipt; null where the café counts no tax.</param>
/// <param name="Rounding">What the price changes by because rounded cash went back that is due again; null for nothing.</param>
/// <param name="Taxes">The tax in it by rate; null where no tax is counted.</param>
public sealed record PaymentRefundedFact(
    DateTimeOffset At,
    string OrderId,
    string RefundId,
    Money Amount,
    Money TotalRefunded,
    PaymentStatus Status,
    string Reason,
    string By,
    RefundStatus RefundStatus = RefundStatus.Succeeded,
    string? ProviderRefundId = null,
    string? ProviderEventId = null,
    string? TransactionId = null,
    long? ReceiptNumber = null,
    Money? Rounding = null,
    EquatableList<TaxAmount>? Taxes = null
) : OrderFact(At, OrderId);
