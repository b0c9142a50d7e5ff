using TableTap.Terms;

namespace TableTap.Server.Refunds;

/// <summary>What came of a try to hand a refund to its provider. Immutable.</summary>
internal sealed record RefundOutcome
{
    private RefundOutcome() { }

    /// <summary>Why it has to be tried again, in words that hold no secret; null where it has not.</summary>
    public string? Error { get; private init; }

    /// <summary>How the refund is, by the provider's answer; null where the provider only took it.</summary>
    public RefundStatus? Status { get; private init; }

    /// <summary>The provider's id of the refund; null where it made none.</summary>
    public string? ProviderRefundId { get; private init; }

    /// <summary>The provider's word for a refusal; null where there is none.</summary>
    public string? Reason { get; private init; }

    /// <summary>The provider took it, and reports later what becomes of it.</summary>
    public static RefundOutcome HandedOver { get; } = new();

    /// <summary>It has to be tried again.</summary>
    public static RefundOutcome Retry(string error) => new() { Error = error };

    /// <summary>The provider made a refund of it.</summary>
    public static RefundOutcome Made(
        string providerRefundId,
        RefundStatus status,
        string? reason
    ) =>
        new()
        {
            Status = status,
            ProviderRefundId = providerRefundId,
            Reason = reason,
        };

    /// <summary>The provider will never do it.</summary>
    public static RefundOutcome Rejected(string reason) =>
        new() { Status = RefundStatus.Failed, Reason = reason };
}
