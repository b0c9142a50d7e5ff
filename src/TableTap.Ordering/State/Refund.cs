namespace TableTap.Ordering;

/// <summary>How far a refund is; it only goes on, never back.</summary>
public enum RefundStatus
{
    /// <summary>Given back by the café; the provider has not said yet that it arrived.</summary>
    Pending,

    /// <summary>It arrived, or was cash.</summary>
    Succeeded,

    /// <summary>It did not arrive: the café has the money again.</summary>
    Failed,
}

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
