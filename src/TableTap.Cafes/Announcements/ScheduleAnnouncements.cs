using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What is told of orders for later while no counter has them, and when their time comes (section 5).</summary>
internal static class ScheduleAnnouncements
{
    /// <summary>Tells guest and staff that an order is taken for later.</summary>
    public static void Announce(MessageBatch pad, FactContext told, OrderScheduledFact fact)
    {
        StatusAnnouncements.Announce(pad, told, fact);
        Scheduled(pad, told, fact, fact.By, null);
    }

    /// <summary>Tells guest and staff that it is for another time; of one that is not accepted yet the guest alone hears.</summary>
    public static void Announce(MessageBatch pad, FactContext told, OrderRescheduledFact fact) =>
        Scheduled(pad, told, fact, fact.By, fact.Previous);

    /// <summary>Tells guest and staff that the counters have it now.</summary>
    public static void Announce(MessageBatch pad, FactContext told, OrderConfirmedFact fact)
    {
        StatusAnnouncements.Announce(pad, told, fact);
        var order = told.Order(fact.OrderId);
        if (fact.From == OrderStatus.Scheduled)
        {
            pad.Write(
                "order_fired",
                fact.At,
                new OrderFired(
                    fact.OrderId,
                    order.OrderNumber,
                    order.ScheduledFor!.Value,
                    fact.By,
                    order.Version,
                    fact.Wait is null ? fact.EstimatedTime : null,
                    fact.LateBy
                ),
                [.. FactContext.Owner(order), told.Staff]
            );
        }
    }

    private static void Scheduled(
        MessageBatch pad,
        FactContext told,
        OrderFact fact,
        string by,
        DateTimeOffset? previous
    )
    {
        var order = told.Order(fact.OrderId);
        var scheduled = new OrderScheduled(
            order.OrderId,
            order.OrderNumber,
            order.ScheduledFor!.Value,
            by,
            order.Version,
            previous
        );
        pad.Write("order_scheduled", fact.At, scheduled, FactContext.Owner(order));
        if (order.Status == OrderStatus.Scheduled || order.WaitsForSomebody)
        {
            pad.Write(
                "order_scheduled",
                fact.At,
                scheduled with
                {
                    CustomerName = GuestName.ForStaff(order.CustomerName),
                    OrderType = order.Type,
                    TableNumber = order.TableNumber,
                    Items =
                    [
                        .. order.LiveLines.Select(line => TicketAnnouncements.Item(line, order)),
                    ],
                },
                told.Staff
            );
        }
    }
}
