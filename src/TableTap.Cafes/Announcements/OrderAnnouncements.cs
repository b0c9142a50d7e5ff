using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What is told of an order as a whole (section 3).</summary>
internal static class OrderAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, OrderCreatedFact fact)
    {
        var order = told.Order(fact.OrderId);
        var created = new OrderCreated(
            fact.OrderId,
            fact.OrderNumber,
            OrderStatus.Pending,
            [.. fact.Lines.Items.Select(line => Line(line, order.Tax))],
            fact.Total,
            order.Lines.Items.Any(line => line.Status == LineStatus.Held)
            && !order.Lines.Items.Any(line => line.Status.IsOpen)
                ? null
                : fact.EstimatedTime,
            fact.PaymentRequired,
            order.Version,
            RemakeOf: fact.RemakeOf is { } first ? new(first.OrderId, first.OrderNumber) : null,
            Taxes: TaxDetails.Of(order.Taxes),
            TaxIncluded: order.Tax?.Included,
            BillId: order.BillId,
            ScheduledFor: fact.ScheduledFor,
            ServiceCharge: order.Adjustments is null
                ? null
                : PriceDetails.Some(order.Price.ServiceCharge),
            CashDue: PriceDetails.CashDue(told.After.Profile, BillSums.DueOf(order))
        );
        pad.Write(
            "order_created",
            fact.At,
            created with
            {
                PaymentUrl = PaymentUrl(fact, told.Links),
            },
            FactContext.Owner(order)
        );
        if (fact.PaymentRequired && order.WaitsForSomebody)
        {
            pad.Write(
                "order_created",
                fact.At,
                created with
                {
                    CustomerName = GuestName.ForStaff(fact.CustomerName),
                    OrderType = fact.Type,
                    TableNumber = fact.TableNumber,
                },
                told.Staff
            );
        }
    }

    public static void Announce(MessageBatch pad, FactContext told, OrderPriorityChangedFact fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_priority_changed",
            fact.At,
            new OrderPriorityChanged(
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

    public static void Announce(MessageBatch pad, FactContext told, OrderEstimateChangedFact fact)
    {
        var order = told.Order(fact.OrderId);
        pad.Write(
            "order_estimate_changed",
            fact.At,
            new OrderEstimateChanged(
                fact.OrderId,
                fact.Previous,
                fact.Current,
                fact.Delayed,
                fact.Wait is { } wait
                    ? WaitExplanations.Of(told.After, wait, fact.At)
                    : fact.Reason ?? "",
                order.Version
            ),
            FactContext.Owner(order)
        );
    }

    /// <summary>Tells the guest what the staff wrote, and the staff who did.</summary>
    public static void Announce(MessageBatch pad, FactContext told, OrderNoteAddedFact fact)
    {
        var order = told.Order(fact.OrderId);
        var note = new OrderNoteAdded(fact.OrderId, fact.Message, order.Version);
        pad.Write("order_note_added", fact.At, note, FactContext.Owner(order));
        pad.Write(
            "order_note_added",
            fact.At,
            note with
            {
                AddedBy = fact.By,
            },
            told.Tickets(order)
        );
    }

    /// <summary>The provider's page for an order that is to be paid by card.</summary>
    public static string? PaymentUrl(OrderCreatedFact fact, CafeLinks links) =>
        fact is { PaymentRequired: true, PaymentMethod: PaymentMethod.Card }
            ? links.PaymentOf(fact.OrderId)
            : null;

    private static PricedItem Line(OrderLine line, OrderTax? tax) =>
        new(
            line.LineId,
            line.ItemId,
            line.Name,
            line.Quantity,
            line.Details.Items,
            line.UnitPrice,
            line.Price,
            LineDetails.Choices(line),
            line.Note,
            LineDetails.Allergies(line),
            LineDetails.MinAge(line),
            tax?.RateOf(line),
            LineDetails.Course(line)
        );
}
