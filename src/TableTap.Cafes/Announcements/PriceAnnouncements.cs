using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What the guest and the staff are told of an order that costs something else than before (section 3).</summary>
internal static class PriceAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, OrderFact fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_total_changed",
            fact.At,
            Changed(told, order, forStaff: false) with
            {
                PaymentUrl =
                    order is { Status: OrderStatus.Pending, Payment.Method: PaymentMethod.Card }
                    && order.Total.IsPositive
                        ? told.Links.PaymentOf(order.OrderId)
                        : null,
            },
            FactContext.Owner(order)
        );
        pad.Write("order_total_changed", fact.At, Changed(told, order, forStaff: true), told.Staff);
    }

    private static OrderTotalChanged Changed(FactContext told, Order order, bool forStaff)
    {
        var price = order.Price;
        var due = BillSums.DueOf(order);
        return new(
            order.OrderId,
            order.OrderNumber,
            price.Total,
            due,
            order.Version,
            PriceDetails.Some(price.Discount),
            PriceDetails.Some(price.Comp),
            PriceDetails.Some(price.ServiceCharge),
            PriceDetails.Some(price.Rounding),
            PriceDetails.CashDue(told.After.Profile, due),
            PriceDetails.Of(order, forStaff),
            TaxDetails.Of(price.Taxes)
        );
    }
}
