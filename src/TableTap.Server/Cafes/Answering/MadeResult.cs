using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>What a command made, for its acknowledgement (section 4).</summary>
internal static class MadeResult
{
    public static Protocol.CommandResult? Of(Decision decision, CafeLinks links) =>
        decision.Result switch
        {
            CreatedOrder made => new(
                made.OrderId,
                made.OrderNumber,
                decision
                    .Facts.OfType<OrderCreated>()
                    .Select(fact => OrderAnnouncements.PaymentUrl(fact, links))
                    .FirstOrDefault()
            ),
            IssuedRefund made => new(RefundId: made.RefundId),
            PublishedAnnouncement made => new(AnnouncementId: made.AnnouncementId),
            _ => decision.Facts.OfType<PaymentProcessed>().FirstOrDefault() is { } paid
                ? new(TransactionId: paid.TransactionId)
                : null,
        };
}
