using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>Money that went back.</summary>
/// <param name="RefundId">Its id.</param>
/// <param name="Amount">How much.</param>
/// <param name="Status">How far it is.</param>
/// <param name="ProviderRefundId">The provider's id of it, once it is known.</param>
public sealed record Refund(
    string RefundId,
    Money Amount,
    RefundStatus Status,
    string? ProviderRefundId = null
);
