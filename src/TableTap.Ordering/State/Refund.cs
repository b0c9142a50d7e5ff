using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>Money of an order that went back.</summary>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Amount">How much money the refund gives back.</param>
/// <param name="Status">How far it is.</param>
/// <param name="ProviderRefundId">The provider's id of it, once it is known.</param>
public sealed record Refund(
    string RefundId,
    Money Amount,
    RefundStatus Status,
    string? ProviderRefundId = null
);
