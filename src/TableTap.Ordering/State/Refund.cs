using TableTap.Ordering.Values;
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
)
{
    /// <summary>What of it was taken from tips: the café had no more of the price.</summary>
    public Money Tip { get; init; }

    /// <summary>Why the money goes back, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was booked.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its status changed last, or its provider named it.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The provider that carries it; null where nobody does.</summary>
    public string? Provider { get; init; }

    /// <summary>How the money came in that goes back; null where that is not known.</summary>
    public Tender? Tender { get; init; }

    /// <summary>The payment whose money goes back; null where that is not known.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The number of its receipt; null where the café counted no tax.</summary>
    public long? ReceiptNumber { get; init; }

    /// <summary>The number of the receipt of the payment whose money goes back; null where that has none.</summary>
    public long? OfReceipt { get; init; }

    /// <summary>The tax in it by rate, as its receipt says it; null where no tax was counted or an earlier version booked it.</summary>
    public EquatableList<TaxAmount>? Taxes { get; init; }
}
