using TableTap.Cafes.Announcements;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Answers;

/// <summary>What a command made, for its acknowledgement (section 4).</summary>
internal static class ResultPayload
{
    public static CommandResult? Of(Decision decision, CafeLinks links) =>
        decision.Result switch
        {
            CreatedOrder made => new(
                made.OrderId,
                made.OrderNumber,
                decision
                    .Facts.OfType<OrderCreatedFact>()
                    .Select(fact => OrderAnnouncements.PaymentUrl(fact, links))
                    .FirstOrDefault(),
                Warnings: made.Warnings.Count == 0
                    ? null
                    :
                    [
                        .. made.Warnings.Items.Select(one => new ResultWarning(
                            one.Path,
                            one.What,
                            one.Allergens.Count == 0 ? null : one.Allergens.Items
                        )),
                    ],
                BillId: made.BillId
            ),
            OpenedBill made => new(BillId: made.BillId, BillNumber: made.BillNumber),
            DividedBill made => new(
                BillId: made.BillId,
                Parts: [.. made.Parts.Items.Select(BillAnnouncements.Part)]
            ),
            PaidBill made => new(
                BillId: made.BillId,
                PaymentId: made.PaymentId,
                Due: made.Due,
                Change: made.Change,
                ReceiptNumber: made.ReceiptNumber,
                Rounding: made.Rounding
            ),
            GivenDiscount made => new(AppliedId: made.AppliedId, Off: made.Off),
            OfferedVoucher made => new(VoucherId: made.VoucherId),
            ClosedDay made => new(ClosingNumber: made.Number),
            IssuedRefund made => new(RefundId: made.RefundId),
            PublishedAnnouncement made => new(AnnouncementId: made.AnnouncementId),
            _ when Affected(decision) is { } orders => new(AffectedOrders: orders),
            _ => decision.Facts.OfType<PaymentProcessedFact>().FirstOrDefault() is { } paid
                ? new(TransactionId: paid.TransactionId)
                : null,
        };

    /// <summary>The orders that somebody has to look after, because an item is out or a counter went down.</summary>
    private static IReadOnlyList<string>? Affected(Decision decision) =>
        decision
            .Facts.Select(fact =>
                fact switch
                {
                    ItemAvailabilityChangedFact { Available: false } f => f.AffectedOrders.Items,
                    CounterStatusChangedFact { To: not CounterStatus.Active } f =>
                        f.AffectedOrders.Items,
                    _ => (IReadOnlyList<string>?)null,
                }
            )
            .FirstOrDefault(orders => orders is not null);
}
