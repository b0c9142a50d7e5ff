using TableTap.Ordering.State;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>How the handing over of a refund to its provider goes; while it is pending.</summary>
/// <param name="Attempts">How many tries failed.</param>
/// <param name="Dead">Whether nobody tries any more: a person has to look at it.</param>
/// <param name="LastError">Why the last try failed; absent where none did.</param>
/// <param name="NextAttemptAt">When the next try is due; absent where none is.</param>
/// <param name="HandedOverAt">When the provider took it; absent before.</param>
internal sealed record RefundDeliveryView(
    [Bounds(0)] int Attempts,
    bool Dead,
    string? LastError = null,
    DateTimeOffset? NextAttemptAt = null,
    DateTimeOffset? HandedOverAt = null
)
{
    /// <summary>The delivery as its readers see it.</summary>
    public static RefundDeliveryView Of(RefundDelivery delivery) =>
        new(
            delivery.Attempts,
            delivery.IsDead,
            delivery.LastError,
            delivery.NextAttemptAt,
            delivery.DoneAt
        );
}

/// <summary>A refund as its reader may see it. What stands below <paramref name="UpdatedAt"/> is for managers and the café's service.</summary>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Amount">How much money goes back.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Reason">Why the money goes back, in words.</param>
/// <param name="RequestedAt">When it was booked.</param>
/// <param name="UpdatedAt">When its status changed last, or its provider named it.</param>
/// <param name="Provider">The provider that carries it; absent where nobody does: the money was given back when it was booked.</param>
/// <param name="TransactionId">The payment whose money goes back.</param>
/// <param name="ProviderRefundId">The provider's id of it; absent where it is not known.</param>
/// <param name="Delivery">How its handing over goes; absent once it has ended.</param>
/// <param name="OrderId">The order whose money goes back; in the list of a café.</param>
/// <param name="OrderNumber">What people call the order; in the list of a café.</param>
/// <param name="ReceiptNumber">The number of its receipt; absent where the café counts no tax.</param>
/// <param name="Taxes">The tax that goes back with it, by rate; absent where the café counts no tax or an earlier version booked it.</param>
/// <param name="OfReceipt">The number of the receipt of the payment whose money goes back; absent where that has none.</param>
internal sealed record RefundView(
    [Id] string RefundId,
    [Bounds(0)] Money Amount,
    RefundStatus Status,
    string Reason,
    DateTimeOffset RequestedAt,
    DateTimeOffset UpdatedAt,
    string? Provider = null,
    string? TransactionId = null,
    string? ProviderRefundId = null,
    RefundDeliveryView? Delivery = null,
    [Id] string? OrderId = null,
    string? OrderNumber = null,
    [Bounds(1)] long? ReceiptNumber = null,
    IReadOnlyList<TaxSum>? Taxes = null,
    [Bounds(1)] long? OfReceipt = null
)
{
    /// <summary>The refunds of an order, in the order in which they were booked.</summary>
    /// <param name="order">The order.</param>
    /// <param name="view">Who reads it, and when.</param>
    public static IReadOnlyList<RefundView> Of(Order order, StateView view) =>
        [
            .. order
                .Payment.RefundsById.Values.OrderBy(refund => refund.RequestedAt)
                .Select(refund => Of(refund, view)),
        ];

    /// <summary>A refund for a reader.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="view">Who reads it, and when.</param>
    public static RefundView Of(Refund refund, StateView view)
    {
        var seen = new RefundView(
            refund.RefundId,
            refund.Amount,
            refund.Status,
            refund.Reason,
            refund.RequestedAt,
            refund.UpdatedAt,
            ReceiptNumber: refund.ReceiptNumber,
            Taxes: refund.Taxes is { } taxes
                ? [.. taxes.Items.Select(one => new TaxSum(one.Rate, one.Net, one.Tax))]
                : null,
            OfReceipt: refund.OfReceipt
        );
        return view.Caller.Role == Role.Customer
            ? seen
            : seen with
            {
                Provider = refund.Provider,
                TransactionId = refund.TransactionId,
                ProviderRefundId = refund.ProviderRefundId,
                Delivery = view.Cafe.PendingRefunds.TryGet(refund.RefundId, out var pending)
                    ? RefundDeliveryView.Of(pending.Delivery)
                    : null,
            };
    }
}
