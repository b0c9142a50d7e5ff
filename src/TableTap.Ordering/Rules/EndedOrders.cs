using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Orders that ended and have left the café: whatever is kept of them can be acted on, so that they come back for a command that names
/// them (docs/protocol.md §7, "What is kept").
/// </summary>
public static class EndedOrders
{
    /// <summary>The orders that a command is about and that the café does not hold: they ended long ago, or were never here.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="command">What somebody wants.</param>
    public static IReadOnlyList<string> NamedBy(Cafe cafe, CafeCommand command) =>
        command is OrderCommand { OrderId: var known } && cafe.Order(known) is not null
            ? []
            : [.. Named(cafe, command).Where(orderId => cafe.Order(orderId) is null).Distinct()];

    /// <summary>Brings an order back that ended and has left the café; false where there is none.</summary>
    internal static bool Return(DecisionDraft draft, string orderId)
    {
        if (draft.Cafe.Order(orderId) is not null || draft.EndedOrder(orderId) is not { } facts)
        {
            return false;
        }

        draft.Emit(new OrderReturnedFact(draft.Now, orderId, facts));
        return true;
    }

    private static IEnumerable<string> Named(Cafe cafe, CafeCommand command) =>
        command switch
        {
            OrderCommand c => [c.OrderId],
            ReportProviderEvent c => [c.Event.OrderId],
            ExpireParkedEvent c => cafe.ParkedEvents.TryGet(c.EventId, out var parked)
                ? [parked.Event.OrderId]
                : [],
            ReportVoucherRefused c => cafe
                .PendingRefunds.Values.Where(refund => refund.Refund.TransactionId == c.VoucherId)
                .Select(refund => refund.OrderId),
            ResumeParkedEvents => cafe.ParkedEvents.Values.Select(parked => parked.Event.OrderId),
            _ => [],
        };
}
