using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>
/// What is told of an order that came from one status to the next (section 3): always <c>order_status_changed</c>, then
/// what the new status has of its own, then the board.
/// </summary>
internal static class MoveAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, OrderMoved fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_status_changed",
            fact.At,
            new Protocol.OrderStatusChanged(
                fact.OrderId,
                fact.From,
                fact.To,
                fact.By,
                MinutesLeft(fact),
                Text(told, fact),
                order.Version
            ),
            [.. FactInPlace.Owner(order), .. told.Tickets(order)]
        );
        switch (fact)
        {
            case OrderReady ready:
                Ready(pad, ready, order);
                break;
            case OrderCompleted completed:
                Completed(pad, told, completed, order);
                break;
            case OrderCancelled cancelled:
                Cancelled(pad, told, cancelled, order);
                break;
        }

        Board(pad, told, fact, order);
    }

    private static void Ready(MessagePad pad, OrderReady fact, Order order) =>
        pad.Write(
            "order_ready",
            fact.At,
            new Protocol.OrderReady(
                fact.OrderId,
                order.OrderNumber,
                fact.PickupLocation,
                fact.PickupCode,
                fact.ExpiresAt,
                order.Version
            ),
            FactInPlace.Owner(order)
        );

    private static void Completed(
        MessagePad pad,
        FactInPlace told,
        OrderCompleted fact,
        Order order
    ) =>
        pad.Write(
            "order_completed",
            fact.At,
            new Protocol.OrderCompleted(
                fact.OrderId,
                fact.At,
                order.OwnerId is null
                    ? new Protocol.RatingInvitation(Enabled: false)
                    : new Protocol.RatingInvitation(
                        Enabled: true,
                        told.Links.RatingOf(fact.OrderId)
                    ),
                order.Version
            ),
            [.. FactInPlace.Owner(order), .. told.Tickets(order)]
        );

    private static void Cancelled(
        MessagePad pad,
        FactInPlace told,
        OrderCancelled fact,
        Order order
    ) =>
        pad.Write(
            "order_cancelled",
            fact.At,
            new Protocol.OrderCancelled(
                fact.OrderId,
                fact.Reason,
                fact.Message,
                fact.By,
                fact.RefundRequired,
                fact.RefundAmount,
                order.Version
            ),
            [.. FactInPlace.Owner(order), .. told.Tickets(order)]
        );

    /// <summary>The pickup board shows the orders that are being made or wait for their guest, by number only.</summary>
    private static void Board(MessagePad pad, FactInPlace told, OrderMoved fact, Order order)
    {
        Protocol.BoardStatus? shown = fact.To switch
        {
            OrderStatus.Preparing
            or OrderStatus.Ready when Staleness.IsLeftOver(told.After, order) => null,
            OrderStatus.Preparing => Protocol.BoardStatus.Preparing,
            OrderStatus.Ready => Protocol.BoardStatus.Ready,
            OrderStatus.Completed
            or OrderStatus.Cancelled when fact.From is OrderStatus.Preparing or OrderStatus.Ready =>
                Protocol.BoardStatus.Removed,
            _ => null,
        };
        if (shown is { } status)
        {
            Show(
                pad,
                told,
                fact.At,
                new(order.OrderNumber, status, (fact as OrderReady)?.PickupLocation)
            );
        }
    }

    /// <summary>Shows something on the pickup board, or takes it off.</summary>
    public static void Show(
        MessagePad pad,
        FactInPlace told,
        DateTimeOffset at,
        Protocol.BoardChanged change
    ) => pad.Write("board_changed", at, change, told.General);

    /// <summary>What the guest reads; where nobody is there to make it, when somebody is and what they can do, instead of a time.</summary>
    private static string Text(FactInPlace told, OrderMoved fact)
    {
        if (fact is not OrderConfirmed { Wait: { } wait })
        {
            return fact.To.GuestText;
        }

        var why = WaitWords.Of(told.After, wait, fact.At);
        return told.Order(fact.OrderId).Payment.Refundable.IsPositive
            ? $"{why}. You can wait, or cancel the order and get your money back"
            : $"{why}. You can wait, or cancel the order";
    }

    private static double? MinutesLeft(OrderMoved fact) =>
        fact switch
        {
            OrderConfirmed { Wait: null } confirmed => confirmed.EstimatedTime,
            OrderStarted started => started.EstimatedTime,
            OrderRecalled recalled => recalled.EstimatedTime,
            _ => null,
        };
}
