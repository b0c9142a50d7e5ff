using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// What is told of an order that came from one status to the next (section 3): always <c>order_status_changed</c>, then
/// what the new status has of its own, then the board.
/// </summary>
internal static class StatusAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, OrderMovedFact fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_status_changed",
            fact.At,
            new OrderStatusChanged(
                fact.OrderId,
                fact.From,
                fact.To,
                fact.By,
                order.NextCourse is not null && !order.Lines.Items.Any(line => line.Status.IsOpen)
                    ? null
                    : MinutesLeft(fact),
                Text(told, fact),
                order.Version
            ),
            [.. FactContext.Owner(order), .. told.Tickets(order)]
        );
        switch (fact)
        {
            case OrderReadyFact or OrderReopenedFact:
                Ready(pad, fact.At, order);
                break;
            case OrderCompletedFact completed:
                Completed(pad, told, completed, order);
                break;
            case OrderCancelledFact cancelled:
                Cancelled(pad, told, cancelled, order);
                break;
        }

        Board(pad, told, fact, order);
    }

    private static void Ready(MessageBatch pad, DateTimeOffset at, Order order) =>
        pad.Write(
            "order_ready",
            at,
            new OrderReady(
                order.OrderId,
                order.OrderNumber,
                order.PickupLocation!,
                order.PickupCode?.Code,
                order.PickupCode?.ExpiresAt,
                order.Version
            ),
            FactContext.Owner(order)
        );

    private static void Completed(
        MessageBatch pad,
        FactContext told,
        OrderCompletedFact fact,
        Order order
    ) =>
        pad.Write(
            "order_completed",
            fact.At,
            new OrderCompleted(
                fact.OrderId,
                fact.At,
                order.OwnerId is null
                    ? new RatingInvitation(Enabled: false)
                    : new RatingInvitation(Enabled: true, told.Links.RatingOf(fact.OrderId)),
                order.Version
            ),
            [.. FactContext.Owner(order), .. told.Tickets(order)]
        );

    private static void Cancelled(
        MessageBatch pad,
        FactContext told,
        OrderCancelledFact fact,
        Order order
    ) =>
        pad.Write(
            "order_cancelled",
            fact.At,
            new OrderCancelled(
                fact.OrderId,
                fact.Reason,
                fact.Message,
                fact.By,
                fact.RefundRequired,
                fact.RefundAmount,
                order.Version
            ),
            [
                .. FactContext.Owner(order),
                .. told.Tickets(order),
                .. fact.From == OrderStatus.Scheduled ? [told.Staff] : Array.Empty<ChannelName>(),
            ]
        );

    /// <summary>The pickup board shows the orders that are being made or wait for their guest, by number only.</summary>
    private static void Board(MessageBatch pad, FactContext told, OrderMovedFact fact, Order order)
    {
        BoardStatus? shown = fact.To switch
        {
            OrderStatus.Preparing
            or OrderStatus.Ready when Staleness.IsLeftOver(told.After, order) => null,
            OrderStatus.Preparing => BoardStatus.Preparing,
            OrderStatus.Ready => BoardStatus.Ready,
            OrderStatus.Completed
            or OrderStatus.Cancelled when fact.From is OrderStatus.Preparing or OrderStatus.Ready =>
                BoardStatus.Removed,
            _ => null,
        };
        if (shown is { } status)
        {
            Show(
                pad,
                told,
                fact.At,
                new(
                    order.OrderNumber,
                    status,
                    status == BoardStatus.Ready ? order.PickupLocation : null
                )
            );
        }
    }

    /// <summary>Shows something on the pickup board, or takes it off.</summary>
    public static void Show(
        MessageBatch pad,
        FactContext told,
        DateTimeOffset at,
        BoardChanged change
    ) => pad.Write("board_changed", at, change, told.General, told.Staff);

    /// <summary>What the guest reads; where nobody is there to make it, when somebody is and what they can do, instead of a time.</summary>
    private static string Text(FactContext told, OrderMovedFact fact)
    {
        if (fact is not OrderConfirmedFact { Wait: { } wait })
        {
            return fact.To.GuestText;
        }

        var why = WaitExplanations.Of(told.After, wait, fact.At);
        return told.Order(fact.OrderId).Payment.Refundable.IsPositive
            ? $"{why}. You can wait, or cancel the order and get your money back"
            : $"{why}. You can wait, or cancel the order";
    }

    private static double? MinutesLeft(OrderMovedFact fact) =>
        fact switch
        {
            OrderConfirmedFact { Wait: null } confirmed => confirmed.EstimatedTime,
            OrderScheduledFact scheduled => Math.Max(
                1,
                Math.Ceiling((scheduled.ScheduledFor - scheduled.At).TotalMinutes)
            ),
            OrderStartedFact started => started.EstimatedTime,
            OrderRecalledFact recalled => recalled.EstimatedTime,
            _ => null,
        };
}
