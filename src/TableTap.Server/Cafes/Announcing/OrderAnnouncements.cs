using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>What is told of an order as a whole (section 3).</summary>
internal static class OrderAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, OrderCreated fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_created",
            fact.At,
            new Protocol.OrderCreated(
                fact.OrderId,
                fact.OrderNumber,
                OrderStatus.Pending,
                [.. fact.Lines.Items.Select(Line)],
                fact.Total,
                fact.EstimatedTime,
                fact.PaymentRequired,
                order.Version,
                PaymentUrl(fact, told.Links)
            ),
            FactInPlace.Owner(order)
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, OrderPriorityChanged fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_priority_changed",
            fact.At,
            new Protocol.OrderPriorityChanged(
                fact.OrderId,
                fact.Previous,
                fact.Current,
                fact.Reason,
                fact.By,
                order.Version
            ),
            told.Tickets(order)
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, OrderEstimateChanged fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_estimate_changed",
            fact.At,
            new Protocol.OrderEstimateChanged(
                fact.OrderId,
                fact.Previous,
                fact.Current,
                fact.Delayed,
                fact.Wait is { } wait ? WaitWords.Of(told.After, wait, fact.At) : fact.Reason ?? "",
                order.Version
            ),
            FactInPlace.Owner(order)
        );
    }

    /// <summary>The provider's page for an order that is to be paid by card.</summary>
    public static string? PaymentUrl(OrderCreated fact, CafeLinks links) =>
        fact is { PaymentRequired: true, PaymentMethod: PaymentMethod.Card }
            ? links.PaymentOf(fact.OrderId)
            : null;

    private static Protocol.OrderLine Line(OrderLine line) =>
        new(
            line.LineId,
            line.ItemId,
            line.Name,
            line.Quantity,
            line.Customizations.Items,
            line.UnitPrice,
            line.Price
        );
}
