using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What facts make of the refunds that are pending.</summary>
internal static class RefundApply
{
    /// <summary>The café after a fact of an order: a refund is pending, or no longer.</summary>
    /// <param name="cafe">The café with the order as the fact left it.</param>
    /// <param name="order">The order as the fact left it.</param>
    /// <param name="fact">The fact that was applied.</param>
    public static Cafe Apply(Cafe cafe, Order order, OrderFact fact) =>
        fact switch
        {
            PaymentRefundedFact f => With(cafe, order, f.RefundId, Begun(f)),
            RefundReportedFact f => With(
                cafe,
                order,
                f.RefundId,
                Find(cafe, f.RefundId)?.Delivery is { } delivery && f.ProviderRefundId is null
                    ? delivery
                    : new(DoneAt: f.At)
            ),
            _ => cafe,
        };

    /// <summary>The café after one more fact about the handing over of refunds; null for every other fact.</summary>
    public static Cafe? Apply(Cafe cafe, Fact fact) =>
        fact switch
        {
            RefundAttemptFailedFact f => Delivered(
                cafe,
                f.RefundId,
                new(f.Attempts, f.Error, f.NextAttemptAt)
            ),
            RefundHandedOverFact f => Delivered(cafe, f.RefundId, new(DoneAt: f.At)),
            RefundRetriedFact f => Delivered(cafe, f.RefundId, new(NextAttemptAt: f.At)),
            RefundGivenUpFact f => cafe with
            {
                PendingRefunds = cafe.PendingRefunds.Remove(f.RefundId),
            },
            _ => null,
        };

    /// <summary>
    /// What was given at the provider is there already. What an earlier version booked names no payment: it may have been carried out by
    /// hand, and is handed over only when somebody wants it.
    /// </summary>
    private static RefundDelivery Begun(PaymentRefundedFact fact) =>
        fact.ProviderEventId is not null ? new(DoneAt: fact.At)
        : fact.TransactionId is null ? new()
        : new(NextAttemptAt: fact.At);

    private static Cafe With(Cafe cafe, Order order, string refundId, RefundDelivery delivery)
    {
        var refund = order.Payment.RefundsById.Items[refundId];
        return cafe with
        {
            PendingRefunds =
                refund.Status == RefundStatus.Pending
                    ? cafe.PendingRefunds.Set(
                        refundId,
                        new(order.OrderId, order.OrderNumber, refund, delivery)
                    )
                    : cafe.PendingRefunds.Remove(refundId),
        };
    }

    private static Cafe Delivered(Cafe cafe, string refundId, RefundDelivery delivery) =>
        Find(cafe, refundId) is { } refund
            ? cafe with
            {
                PendingRefunds = cafe.PendingRefunds.Set(
                    refundId,
                    refund with
                    {
                        Delivery = delivery,
                    }
                ),
            }
            : cafe;

    private static PendingRefund? Find(Cafe cafe, string refundId) =>
        cafe.PendingRefunds.TryGet(refundId, out var refund) ? refund : null;
}
