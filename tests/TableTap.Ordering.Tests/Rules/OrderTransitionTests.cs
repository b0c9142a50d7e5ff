using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>One test per row of the table in docs/protocol.md §5, and one for all that is not in it.</summary>
public class OrderTransitionTests
{
    private readonly Day _day = new();

    [Fact]
    public void Nothing_becomes_pending_by_a_guest() =>
        Assert.Equal(OrderStatus.Pending, _day.Pending("latte").Status);

    [Fact]
    public void Nothing_becomes_pending_by_an_employee_for_a_guest()
    {
        var order = _day.Place(
            Day.Anna,
            Day.Takeaway("latte") with
            {
                CustomerId = "guest-9",
                CustomerName = "Zoe",
            }
        );

        Assert.Equal(
            ("guest-9", "Zoe", "anna"),
            (order.OwnerId, order.CustomerName, order.CreatedBy)
        );
    }

    [Fact]
    public void Pending_becomes_confirmed_by_the_system_on_payment()
    {
        var order = _day.Pending("latte", "croissant");

        var facts = _day.Pay(order);

        var confirmed = facts.OfType<OrderConfirmedFact>().Single();
        Assert.Equal(
            (OrderStatus.Pending, OrderStatus.Confirmed, "system"),
            (confirmed.From, confirmed.To, confirmed.By)
        );
        Assert.Equal(
            ["espresso", "kitchen"],
            facts.OfType<OrderAssignedFact>().Select(fact => fact.CounterId)
        );
    }

    [Fact]
    public void Pending_becomes_confirmed_by_an_employee_when_the_guest_pays_at_the_end()
    {
        var order = _day.Place(
            Day.Guest,
            Day.AtTable("4", "latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );

        var facts = _day.Do(Day.Ben, new UpdateOrderStatus(order.OrderId, OrderStatus.Confirmed));

        Assert.Equal("ben", facts.OfType<OrderConfirmedFact>().Single().By);
        Assert.Equal(PaymentStatus.Pending, _day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void Pending_card_order_is_not_confirmed_by_hand()
    {
        var order = _day.Pending("latte");

        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Confirmed)
        );

        Assert.StartsWith(
            "Cannot transition from 'pending' to 'confirmed'",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Confirmed_becomes_preparing_when_an_employee_of_a_holding_counter_starts_the_first_item()
    {
        var order = _day.Confirmed("latte", "croissant");

        var facts = _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));

        Assert.Collection(
            facts,
            fact =>
                Assert.Equal(
                    (LineStatus.Queued, LineStatus.Started, "espresso"),
                    (
                        ((LineMovedFact)fact).From,
                        ((LineMovedFact)fact).To,
                        ((LineMovedFact)fact).CounterId
                    )
                ),
            fact => Assert.Equal("anna", Assert.IsType<OrderStartedFact>(fact).By)
        );
    }

    [Fact]
    public void Confirmed_becomes_preparing_by_a_manager_who_starts_all_of_it()
    {
        var order = _day.Moved(_day.Confirmed("latte", "croissant"), OrderStatus.Preparing);

        Assert.All(order.Lines.Items, line => Assert.Equal(LineStatus.Started, line.Status));
    }

    [Fact]
    public void Confirmed_does_not_become_preparing_by_an_employee_of_another_counter()
    {
        var order = _day.Confirmed("latte");

        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ben,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing)
        );
    }

    [Fact]
    public void Confirmed_becomes_ready_by_the_system_when_nothing_needs_preparation()
    {
        var order = _day.Confirmed("still-water", "sparkling-water");

        var ready = _day.Facts.OfType<OrderReadyFact>().Single();
        Assert.Equal((OrderStatus.Confirmed, "system"), (ready.From, ready.By));
        Assert.Equal("Kitchen", ready.PickupLocation);
        Assert.Equal(OrderStatus.Ready, order.Status);
    }

    [Fact]
    public void Confirmed_does_not_become_ready_by_anybody()
    {
        var order = _day.Confirmed("latte");

        foreach (var actor in new[] { Day.Anna, Day.Maya, Day.Ada })
        {
            var refusal = _day.Refuse(
                RefusalCode.InvalidOrderStatus,
                actor,
                new UpdateOrderStatus(order.OrderId, OrderStatus.Ready, "now")
            );
            Assert.Equal("Cannot transition from 'confirmed' to 'ready'", refusal.Message);
        }
    }

    [Fact]
    public void Preparing_becomes_ready_by_the_system_at_the_last_live_item()
    {
        var order = _day.Preparing("latte", "croissant");

        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));
        Assert.Equal(OrderStatus.Preparing, _day.Order(order.OrderId).Status);
        _day.Do(Day.Chloe, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));

        Assert.Equal("system", _day.Facts.OfType<OrderReadyFact>().Single().By);
    }

    [Fact]
    public void Preparing_becomes_ready_when_the_last_open_item_is_voided()
    {
        var order = _day.Preparing("latte", "croissant");
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));

        _day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Preparing_becomes_ready_by_a_manager_by_force_with_a_reason()
    {
        var order = _day.Confirmed("latte", "croissant");
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));

        var missing = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)
        );
        var facts = _day.Do(
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Ready, "handed out already")
        );

        Assert.Equal("reason", missing.Details[0].Path);
        var ready = facts.OfType<OrderReadyFact>().Single();
        Assert.Equal(("maya", "handed out already"), (ready.By, ready.Reason));
        Assert.All(
            _day.Order(order.OrderId).Lines.Items,
            line => Assert.Equal(LineStatus.Ready, line.Status)
        );
    }

    [Fact]
    public void Ready_becomes_preparing_again_with_a_reason_and_keeps_code_and_place()
    {
        var order = _day.ReadyOrder("latte");

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing)
        );
        _day.Wait(2);
        var facts = _day.Do(
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing, "wrong milk")
        );

        Assert.Equal("wrong milk", facts.OfType<OrderRecalledFact>().Single().Reason);
        var recalled = _day.Order(order.OrderId);
        Assert.Equal(
            (order.ConfirmedAt, order.PickupCode!.Code),
            (recalled.ConfirmedAt, recalled.PickupCode!.Code)
        );
        Assert.Null(recalled.ReadyAt);

        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));
        var again = _day.Order(order.OrderId);
        Assert.Equal(
            (order.PickupCode.Code, _day.Now.AddMinutes(15)),
            (again.PickupCode!.Code, again.PickupCode.ExpiresAt)
        );
    }

    [Fact]
    public void Ready_is_not_recalled_by_somebody_whose_counters_made_none_of_it()
    {
        var order = _day.ReadyOrder("latte");

        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ben,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing, "oops")
        );
    }

    [Fact]
    public void Ready_is_not_recalled_when_nothing_of_it_needs_preparation()
    {
        var order = _day.Confirmed("still-water");

        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing, "oops")
        );
    }

    [Fact]
    public void Ready_becomes_completed_by_an_employee_with_the_code()
    {
        var order = _day.ReadyOrder("latte");

        var facts = _day.Do(
            Day.Ben,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: order.PickupCode!.Code
            )
        );

        Assert.Equal("ben", Assert.IsType<OrderCompletedFact>(Assert.Single(facts)).By);
    }

    [Fact]
    public void Ready_becomes_completed_by_a_manager_without_the_code_with_a_reason()
    {
        var order = _day.ReadyOrder("latte");

        _day.Refuse(
            RefusalCode.PickupCodeInvalid,
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Completed)
        );
        _day.Do(
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Completed, "lost phone")
        );

        Assert.Equal("lost phone", _day.Facts.OfType<OrderCompletedFact>().Single().Reason);
    }

    [Fact]
    public void Completed_order_refuses_preparing()
    {
        var order = _day.Completed("latte");

        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing)
        );

        Assert.Equal("Cannot transition from 'completed' to 'preparing'", refusal.Message);
        Assert.Equal(
            (OrderStatus.Completed, order.Version),
            (refusal.CurrentStatus, refusal.CurrentVersion)
        );
    }
}
