using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

public class OrderJourneyTests
{
    [Fact]
    public void An_order_travels_from_the_table_to_the_counter_and_back()
    {
        var day = new Day();
        var order = day.Place(
            Day.Guest,
            Day.Takeaway(
                new NewOrderLine("cappuccino", 2, ["Extra shot", "Oat milk"]),
                new NewOrderLine("croissant", 1)
            ) with
            {
                SpecialInstructions = "Extra hot",
            }
        );

        Assert.Equal("ORD-000001", order.OrderNumber);
        Assert.Equal(new Money(1120), order.Total);
        Assert.Equal(OrderStatus.Pending, order.Status);

        var confirmed = day.Pay(order);
        Assert.Collection(
            confirmed,
            fact => Assert.Equal(new Money(1120), Assert.IsType<PaymentProcessedFact>(fact).Amount),
            fact => Assert.Equal(OrderStatus.Pending, Assert.IsType<OrderConfirmedFact>(fact).From),
            fact => Assert.Equal("espresso", Assert.IsType<OrderAssignedFact>(fact).CounterId),
            fact => Assert.Equal("kitchen", Assert.IsType<OrderAssignedFact>(fact).CounterId)
        );

        var started = day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));
        Assert.Collection(
            started,
            fact => Assert.Equal("espresso", Assert.IsType<LineMovedFact>(fact).CounterId),
            fact => Assert.Equal("anna", Assert.IsType<OrderStartedFact>(fact).By)
        );

        day.Wait(3);
        Assert.All(
            day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)),
            fact => Assert.IsType<LineMovedFact>(fact)
        );
        Assert.Equal(OrderStatus.Preparing, day.Order(order.OrderId).Status);

        day.Do(Day.Chloe, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));
        day.Wait(1);
        var ready = day.Do(Day.Chloe, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready))
            .OfType<OrderReadyFact>()
            .Single();
        Assert.Equal("Espresso Bar, Kitchen", ready.PickupLocation);
        Assert.Matches("^[0-9]{4}$", ready.PickupCode);
        Assert.Equal(day.Now.AddMinutes(15), ready.ExpiresAt);

        day.Do(
            Day.Anna,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: ready.PickupCode
            )
        );
        Assert.Equal(OrderStatus.Completed, day.Order(order.OrderId).Status);
        Assert.Equal(0, day.Cafe.OpenOrders.Count);
    }
}
