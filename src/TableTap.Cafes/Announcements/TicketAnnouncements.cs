using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// What counters and assignees are told of their work (section 3). <c>order_assigned</c> is the whole ticket as it is now:
/// it replaces an earlier one of the same order; what is held is no part of it (<see cref="CourseAnnouncements"/>). A counter that loses lines hears for each where it is now, and of the lines of other
/// counters nothing.
/// </summary>
internal static class TicketAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, OrderAssignedFact fact)
    {
        var order = told.Order(fact.OrderId);
        Losses(pad, told, order, fact.LineIds, fact.CounterId, fact.By, fact.At);
        pad.Write(
            "order_assigned",
            fact.At,
            Ticket(order, order.LinesAt(fact.CounterId), fact.EstimatedTime, fact.At),
            FactContext.Counter(fact.CounterId)
        );
        pad.Write(
            "order_assigned",
            fact.At,
            Ticket(order, order.LiveLines, order.MinutesLeft(fact.At), fact.At),
            FactContext.Assignee(order)
        );
    }

    public static void Announce(MessageBatch pad, FactContext told, OrderHeldFact fact) =>
        Losses(
            pad,
            told,
            told.Order(fact.OrderId),
            fact.LineIds,
            null,
            OrderMovedFact.System,
            fact.At
        );

    public static void Announce(MessageBatch pad, FactContext told, EmployeeAssignedFact fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_assigned",
            fact.At,
            Ticket(order, order.LiveLines, order.MinutesLeft(fact.At), fact.At),
            FactContext.Assignee(order)
        );
    }

    public static void Announce(MessageBatch pad, FactContext told, LineMovedFact fact)
    {
        if (fact is { From: LineStatus.Held, To: LineStatus.Queued })
        {
            // What follows says where it is.
            return;
        }

        var order = told.Order(fact.OrderId);
        var updated = new OrderItemUpdated(
            fact.OrderId,
            fact.LineId,
            fact.CounterId,
            Told(fact.From),
            fact.To,
            fact.By,
            order.Version
        );
        pad.Write(
            "order_item_updated",
            fact.At,
            updated,
            [
                .. fact.CounterId is { } counterId ? new[] { FactContext.Counter(counterId) } : [],
                .. FactContext.Assignee(order),
            ]
        );
        if (fact.To == LineStatus.Voided)
        {
            Voided(pad, told, order, fact.At, updated);
            if (order.Adjustments is not null || told.After.Profile.CashRounding is not null)
            {
                PriceAnnouncements.Announce(pad, told, fact);
            }
        }
    }

    /// <summary>The guest hears what they do not get, what the rest costs and, before it is paid by card, where the rest is paid.</summary>
    private static void Voided(
        MessageBatch pad,
        FactContext told,
        Order order,
        DateTimeOffset at,
        OrderItemUpdated updated
    ) =>
        pad.Write(
            "order_item_updated",
            at,
            updated with
            {
                Total = order.Total,
                PaymentUrl =
                    order is { Status: OrderStatus.Pending, Payment.Method: PaymentMethod.Card }
                    && order.Total.IsPositive
                        ? told.Links.PaymentOf(order.OrderId)
                        : null,
                Taxes = TaxDetails.Of(order.Taxes),
            },
            FactContext.Owner(order)
        );

    private static void Losses(
        MessageBatch pad,
        FactContext told,
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
                    FactContext.Counter(lost)
                );
            }
        }
    }

    private static OrderAssigned Ticket(
        Order order,
        IEnumerable<OrderLine> lines,
        int minutes,
        DateTimeOffset at
    ) =>
        new(
            order.OrderId,
            order.OrderNumber,
            [
                .. lines
                    .Where(line => line.Status != LineStatus.Held)
                    .Select(line => Item(line, order)),
            ],
            order.Type,
            GuestName.ForStaff(order.CustomerName),
            order.SpecialInstructions,
            minutes,
            at,
            order.Version,
            order.TableNumber,
            order.RemakeOf is { } first ? new(first.OrderId, first.OrderNumber) : null,
            order.RemakeOf?.Reason,
            order.ScheduledFor
        );

    /// <summary>A line as a counter reads it; one that is held is queued to who knows nothing of courses.</summary>
    public static AssignedItem Item(OrderLine line, Order order) =>
        new(
            line.LineId,
            line.ItemId,
            line.Name,
            line.Quantity,
            line.Details.Items,
            order.Priority,
            Told(line.Status),
            LineDetails.Choices(line),
            line.Note,
            LineDetails.Allergies(line),
            LineDetails.MinAge(line),
            LineDetails.Course(line)
        );

    private static LineStatus Told(LineStatus status) =>
        status == LineStatus.Held ? LineStatus.Queued : status;
}
