using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>
/// What counters and assignees are told of their work (section 3). <c>order_assigned</c> is the whole ticket as it is now:
/// it replaces an earlier one of the same order. A counter that loses lines hears for each where it is now, and of the lines of other
/// counters nothing.
/// </summary>
internal static class TicketAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, Ordering.OrderAssigned fact)
    {
        var order = told.Order(fact.OrderId);
        Losses(pad, told, order, fact.LineIds, fact.CounterId, fact.By, fact.At);
        pad.Write(
            "order_assigned",
            fact.At,
            Ticket(order, order.LinesAt(fact.CounterId), fact.EstimatedTime, fact.At),
            FactInPlace.Counter(fact.CounterId)
        );
        pad.Write(
            "order_assigned",
            fact.At,
            Ticket(order, order.LiveLines, order.MinutesLeft(fact.At), fact.At),
            FactInPlace.Assignee(order)
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, OrderHeld fact) =>
        Losses(pad, told, told.Order(fact.OrderId), fact.LineIds, null, OrderMoved.System, fact.At);

    public static void Tell(MessagePad pad, FactInPlace told, OrderGiven fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_assigned",
            fact.At,
            Ticket(order, order.LiveLines, order.MinutesLeft(fact.At), fact.At),
            FactInPlace.Assignee(order)
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, LineMoved fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_item_updated",
            fact.At,
            new OrderItemUpdated(
                fact.OrderId,
                fact.LineId,
                fact.CounterId,
                fact.From,
                fact.To,
                fact.By,
                order.Version
            ),
            [
                .. fact.CounterId is { } counterId ? new[] { FactInPlace.Counter(counterId) } : [],
                .. FactInPlace.Assignee(order),
            ]
        );
    }

    private static void Losses(
        MessagePad pad,
        FactInPlace told,
        Order order,
        EquatableList<string> lineIds,
        string? nowAt,
        string by,
        DateTimeOffset at
    )
    {
        var before = told.Before.Order(order.OrderId);
        foreach (var lineId in lineIds)
        {
            if (before?.Line(lineId) is { CounterId: { } lost } line && lost != nowAt)
            {
                pad.Write(
                    "order_item_updated",
                    at,
                    new OrderItemUpdated(
                        order.OrderId,
                        lineId,
                        nowAt,
                        line.Status,
                        line.Status,
                        by,
                        order.Version
                    ),
                    FactInPlace.Counter(lost)
                );
            }
        }
    }

    private static Protocol.OrderAssigned Ticket(
        Order order,
        IEnumerable<Ordering.OrderLine> lines,
        int minutes,
        DateTimeOffset at
    ) =>
        new(
            order.OrderId,
            order.OrderNumber,
            [.. lines.Select(line => Item(line, order))],
            order.Type,
            GuestName.ForStaff(order.CustomerName),
            order.SpecialInstructions,
            minutes,
            at,
            order.Version,
            order.TableNumber
        );

    private static AssignedItem Item(Ordering.OrderLine line, Order order) =>
        new(
            line.LineId,
            line.ItemId,
            line.Name,
            line.Quantity,
            line.Customizations.Items,
            order.Priority,
            line.Status
        );
}
