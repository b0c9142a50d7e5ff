using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// How closed orders are found in the journal, once the café's memory has let them go. The terms are in journals: they are added to,
/// never changed.
/// </summary>
public static class OrderIndex
{
    /// <summary>Every closed order has it.</summary>
    public const string Any = "order";

    /// <summary>Orders that ended so.</summary>
    public static string Status(OrderStatus status) => $"status={status.Word}";

    /// <summary>Orders of a guest.</summary>
    public static string Customer(string customerId) => $"customer={customerId}";

    /// <summary>Orders that a counter made something of.</summary>
    public static string Counter(string counterId) => $"counter={counterId}";

    /// <summary>The order that people call so.</summary>
    public static string Number(string orderNumber) => $"number={orderNumber}";

    /// <summary>The order that a payment was for.</summary>
    public static string Payment(string transactionId) => $"payment={transactionId}";

    /// <summary>Every order that a refund was given of has it, once at the time of each refund.</summary>
    public const string Refunds = "refund";

    /// <summary>Orders of which a refund is, or was for a time, so far on; at the time of that refund.</summary>
    public static string Refund(RefundStatus status) => $"refund={status.Word}";

    /// <summary>The entry that a fact makes: of an order that it closed, of a payment, of a refund; null for every other fact.</summary>
    /// <param name="fact">The fact that was just applied.</param>
    /// <param name="after">The café as it is now.</param>
    public static IndexEntry? EntryOf(Fact fact, Cafe after) =>
        fact switch
        {
            PaymentProcessedFact f => new(
                f.OrderId,
                after.Order(f.OrderId)!.CreatedAt,
                [Payment(f.TransactionId)]
            ),
            PaymentRefundedFact f => new(f.OrderId, f.At, [Refunds, Refund(f.RefundStatus)]),
            RefundReportedFact f => new(
                f.OrderId,
                after.Order(f.OrderId)!.Payment.RefundsById.Items[f.RefundId].RequestedAt,
                [Refund(f.RefundStatus)]
            ),
            DayClosedFact f => ClosingIndex.EntryOf(f),
            _ => Closed(fact, after),
        };

    private static IndexEntry? Closed(Fact fact, Cafe after) =>
        fact is OrderMovedFact { To.IsFinal: true } closed
        && after.Order(closed.OrderId) is { } order
            ? new(
                order.OrderId,
                order.CreatedAt,
                [
                    Any,
                    Status(order.Status),
                    Number(order.OrderNumber),
                    .. order.OwnerId is { } owner ? [Customer(owner)] : Array.Empty<string>(),
                    .. order.CounterIds.Items.Select(Counter),
                ]
            )
            : null;
}
