using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>An event of a provider is kept until something can be done with it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Event">The event as the provider reported it.</param>
/// <param name="ExpiresAt">When it is given up.</param>
public sealed record PaymentEventParkedFact(
    DateTimeOffset At,
    ProviderEvent Event,
    DateTimeOffset ExpiresAt
) : Fact(At);

/// <summary>An event is no longer kept: something was done with it, or it was given up.</summary>
/// <param name="At">When it happened.</param>
/// <param name="EventId">The provider's id of the event.</param>
/// <param name="Expired">Whether it was given up.</param>
public sealed record PaymentEventUnparkedFact(DateTimeOffset At, string EventId, bool Expired)
    : Fact(At);

/// <summary>The provider said how far a refund is, or somebody of the café did.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Amount">How much it is.</param>
/// <param name="RefundStatus">How far it is.</param>
/// <param name="TotalRefunded">How much went back in all; less than before where the refund failed.</param>
/// <param name="Status">Where the money of the order is now.</param>
/// <param name="Reason">The provider's word, if it said one.</param>
/// <param name="ProviderRefundId">The provider's id of the refund, if it said one.</param>
/// <param name="ProviderEventId">The provider's event; null where a person said it.</param>
/// <param name="By">Who said it; null for the provider.</param>
public sealed record RefundReportedFact(
    DateTimeOffset At,
    string OrderId,
    string RefundId,
    Money Amount,
    RefundStatus RefundStatus,
    Money TotalRefunded,
    PaymentStatus Status,
    string? Reason,
    string? ProviderRefundId,
    string? ProviderEventId,
    string? By = null
) : OrderFact(At, OrderId);

/// <summary>There is something about money that a manager should check.</summary>
/// <param name="At">When it happened.</param>
/// <param name="ConcernId">The id of the concern.</param>
/// <param name="Kind">What is the matter.</param>
/// <param name="OrderId">With which order; it may be unknown.</param>
/// <param name="Amount">About how much.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="RefundId">The refund whose arrival settles it; null for none.</param>
public sealed record MoneyConcernRaisedFact(
    DateTimeOffset At,
    string ConcernId,
    MoneyConcernKind Kind,
    string OrderId,
    Money Amount,
    DateTimeOffset EndsAt,
    string? RefundId
) : Fact(At);

/// <summary>A concern about money no longer needs to be checked.</summary>
/// <param name="At">When it happened.</param>
/// <param name="ConcernId">The id of the concern.</param>
public sealed record MoneyConcernSettledFact(DateTimeOffset At, string ConcernId) : Fact(At);
