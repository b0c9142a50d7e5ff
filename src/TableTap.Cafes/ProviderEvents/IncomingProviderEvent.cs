using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Terms;

namespace TableTap.Cafes.ProviderEvents;

/// <summary>A provider's event as it comes by webhook, with its signature checked and its words translated; its café is not found yet (section 5, "Money").</summary>
/// <param name="Provider">The provider's name in the configuration.</param>
/// <param name="EventId">The provider's id of the event.</param>
/// <param name="Kind">What the provider reports.</param>
/// <param name="OrderId">The order, if the event names it.</param>
/// <param name="CafeId">The café, if the event names it.</param>
/// <param name="Amount">How much, without a tip, in hundredths.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="Currency">In which currency, ISO 4217 in capitals.</param>
/// <param name="TransactionId">The payment it tells of.</param>
/// <param name="RefundId">The refund it tells of.</param>
/// <param name="Reason">The provider's word for a failure or a refund.</param>
public sealed record IncomingProviderEvent(
    string Provider,
    string EventId,
    ProviderEventKind Kind,
    string? OrderId,
    string? CafeId,
    Money Amount,
    Money Tip,
    string? Currency,
    string? TransactionId,
    string? RefundId,
    string? Reason
)
{
    /// <summary>The café's own id of the refund, where the provider was told it.</summary>
    /// <value>Default null: it says none.</value>
    public string? CafeRefundId { get; init; }

    /// <summary>The event as a café takes it.</summary>
    /// <param name="orderId">The order it is about.</param>
    public ProviderEvent Of(string orderId) =>
        new(
            $"{Provider}:{EventId}",
            orderId,
            Kind,
            Amount,
            Tip,
            Currency,
            TransactionId,
            RefundId,
            Reason,
            Provider
        )
        {
            CafeRefundId = CafeRefundId,
        };
}

/// <summary>What became of a provider's event.</summary>
/// <param name="Done">Whether it is durable with a café: counted, or kept until its order appears.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
public readonly record struct ProviderEventOutcome(bool Done, ErrorBody? Refusal)
{
    /// <summary>No café of the server can be meant.</summary>
    public static ProviderEventOutcome Nowhere { get; } = new(Done: false, null);
}
