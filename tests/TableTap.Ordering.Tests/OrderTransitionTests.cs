namespace TableTap.Ordering.Tests;

/// <summary>One test per row of the table in docs/protocol.md §5, and one for all that is not in it.</summary>
public class OrderTransitionTests
{
    private readonly Day day = new();

    [Fact]
    public void Nothing_becomes_pending_by_a_guest() =>
        Assert.Equal(OrderStatus.Pending, day.Pending("latte").Status);

    [Fact]
    public void Nothing_becomes_pending_by_an_employee_for_a_guest()
    {
        var order = day.Place(
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
        var order = day.Pending("latte", "croissant");

        var facts = day.Pay(order);

        var confirmed = facts.OfType<OrderConfirmed>().Single();
        Assert.Equal(
            (OrderStatus.Pending, OrderStatus.Confirmed, "system"),
            (confirmed.From, confirmed.To, confirmed.By)
        );
        Assert.Equal(
            ["espresso", "kitchen"],
            facts.OfType<OrderAssigned>().Select(fact => fact.CounterId)
        );
    }

    [Fact]
    public void Pending_becomes_confirmed_by_an_employee_when_the_guest_pays_at_the_end()
    {
        var order = day.Place(
            Day.Guest,
            Day.AtTable("4", "latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );

        var facts = day.Do(Day.Ben, new OrderStatusUpdate(order.OrderId, OrderStatus.Confirmed));

        Assert.Equal("ben", facts.OfType<OrderConfirmed>().Single().By);
        Assert.Equal(PaymentStatus.Pending, day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void Pending_card_order_is_not_confirmed_by_hand()
    {
        var order = day.Pending("latte");

        var refusal = day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Confirmed)
        );

        Assert.StartsWith(
            "Cannot transition from 'pending' to 'confirmed'",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<string> StaffAndOwner => ["guest", "anna", "ben", "maya", "ada"];

    [Theory]
    [MemberData(nameof(StaffAndOwner))]
    public void Pending_becomes_cancelled_by_its_owner_and_by_the_staff(string who)
    {
        var order = day.Pending("latte");

        var cancelled = Assert.IsType<OrderCancelled>(
            Assert.Single(
                day.Do(Named(who), new OrderCancel(order.OrderId, CancelReason.CustomerRequest))
            )
        );

        Assert.Equal(
            (OrderStatus.Pending, false, Money.Zero),
            (cancelled.From, cancelled.RefundRequired, cancelled.RefundAmount)
        );
    }

    [Fact]
    public void Pending_becomes_cancelled_by_the_system_when_the_payment_expires()
    {
        var order = day.Pending("latte");

        day.Live(14.9);
        Assert.Equal(OrderStatus.Pending, day.Order(order.OrderId).Status);
        day.Live(0.2);

        var cancelled = day.Facts.OfType<OrderCancelled>().Single();
        Assert.Equal((CancelReason.PaymentFailed, "system"), (cancelled.Reason, cancelled.By));
        Assert.Equal(order.CreatedAt.AddMinutes(15), cancelled.At);
    }

    [Fact]
    public void Pending_becomes_cancelled_by_the_system_when_the_payment_fails_three_times()
    {
        var order = day.Pending("latte");

        day.Do(Day.Bank, day.Failure(order));
        day.Do(Day.Bank, day.Failure(order));
        Assert.Equal(OrderStatus.Pending, day.Order(order.OrderId).Status);
        day.Do(Day.Bank, day.Failure(order));

        Assert.Equal(OrderStatus.Cancelled, day.Order(order.OrderId).Status);
        Assert.Equal("system", day.Facts.OfType<OrderCancelled>().Single().By);
    }

    [Fact]
    public void Confirmed_becomes_preparing_when_an_employee_of_a_holding_counter_starts_the_first_item()
    {
        var order = day.Confirmed("latte", "croissant");

        var facts = day.Do(Day.Anna, new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing));

        Assert.Collection(
            facts,
            fact =>
                Assert.Equal(
                    (LineStatus.Queued, LineStatus.Started, "espresso"),
                    (((LineMoved)fact).From, ((LineMoved)fact).To, ((LineMoved)fact).CounterId)
                ),
            fact => Assert.Equal("anna", Assert.IsType<OrderStarted>(fact).By)
        );
    }

    [Fact]
    public void Confirmed_becomes_preparing_by_a_manager_who_starts_all_of_it()
    {
        var order = day.Moved(day.Confirmed("latte", "croissant"), OrderStatus.Preparing);

        Assert.All(order.Lines.Items, line => Assert.Equal(LineStatus.Started, line.Status));
    }

    [Fact]
    public void Confirmed_does_not_become_preparing_by_an_employee_of_another_counter()
    {
        var order = day.Confirmed("latte");

        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ben,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing)
        );
    }

    [Fact]
    public void Confirmed_becomes_ready_by_the_system_when_nothing_needs_preparation()
    {
        var order = day.Confirmed("still-water", "sparkling-water");

        var ready = day.Facts.OfType<OrderReady>().Single();
        Assert.Equal((OrderStatus.Confirmed, "system"), (ready.From, ready.By));
        Assert.Equal("Kitchen", ready.PickupLocation);
        Assert.Equal(OrderStatus.Ready, order.Status);
    }

    [Fact]
    public void Confirmed_does_not_become_ready_by_anybody()
    {
        var order = day.Confirmed("latte");

        foreach (var actor in new[] { Day.Anna, Day.Maya, Day.Ada })
        {
            var refusal = day.Refuse(
                RefusalCode.InvalidOrderStatus,
                actor,
                new OrderStatusUpdate(order.OrderId, OrderStatus.Ready, "now")
            );
            Assert.Equal("Cannot transition from 'confirmed' to 'ready'", refusal.Message);
        }
    }

    [Fact]
    public void Preparing_becomes_ready_by_the_system_at_the_last_live_item()
    {
        var order = day.Preparing("latte", "croissant");

        day.Do(Day.Anna, new OrderStatusUpdate(order.OrderId, OrderStatus.Ready));
        Assert.Equal(OrderStatus.Preparing, day.Order(order.OrderId).Status);
        day.Do(Day.Chloe, new OrderStatusUpdate(order.OrderId, OrderStatus.Ready));

        Assert.Equal("system", day.Facts.OfType<OrderReady>().Single().By);
    }

    [Fact]
    public void Preparing_becomes_ready_when_the_last_open_item_is_voided()
    {
        var order = day.Preparing("latte", "croissant");
        day.Do(Day.Anna, new OrderStatusUpdate(order.OrderId, OrderStatus.Ready));

        day.Do(
            Day.Chloe,
            new OrderItemUpdate(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        Assert.Equal(OrderStatus.Ready, day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Preparing_becomes_ready_by_a_manager_by_force_with_a_reason()
    {
        var order = day.Confirmed("latte", "croissant");
        day.Do(Day.Anna, new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing));

        var missing = day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Ready)
        );
        var facts = day.Do(
            Day.Maya,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Ready, "handed out already")
        );

        Assert.Equal("reason", missing.Details[0].Path);
        var ready = facts.OfType<OrderReady>().Single();
        Assert.Equal(("maya", "handed out already"), (ready.By, ready.Reason));
        Assert.All(
            day.Order(order.OrderId).Lines.Items,
            line => Assert.Equal(LineStatus.Ready, line.Status)
        );
    }

    [Fact]
    public void Confirmed_becomes_cancelled_by_its_owner_with_all_the_money_back()
    {
        var order = day.Confirmed("latte");

        var facts = day.Do(Day.Guest, new OrderCancel(order.OrderId, CancelReason.CustomerRequest));

        Assert.Collection(
            facts,
            fact =>
                Assert.Equal(
                    (true, order.Total),
                    (((OrderCancelled)fact).RefundRequired, ((OrderCancelled)fact).RefundAmount)
                ),
            fact =>
                Assert.Equal(
                    (order.Total, PaymentStatus.Refunded),
                    (((PaymentRefunded)fact).Amount, ((PaymentRefunded)fact).Status)
                )
        );
    }

    [Fact]
    public void Confirmed_becomes_cancelled_by_an_employee_and_by_a_manager()
    {
        foreach (var actor in new[] { Day.Ben, Day.Maya })
        {
            var order = day.Confirmed("latte");

            day.Do(
                actor,
                new OrderCancel(
                    order.OrderId,
                    CancelReason.ItemUnavailable,
                    "Espresso machine out of order"
                )
            );

            Assert.Equal(
                "Espresso machine out of order",
                day.Facts.OfType<OrderCancelled>().Last().Message
            );
            Assert.Equal(PaymentStatus.Refunded, day.Order(order.OrderId).Payment.Status);
        }
    }

    [Fact]
    public void Preparing_is_not_cancelled_by_its_owner()
    {
        var order = day.Preparing("latte");

        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new OrderCancel(order.OrderId, CancelReason.CustomerRequest)
        );
    }

    [Fact]
    public void Preparing_becomes_cancelled_by_a_manager_who_sets_the_refund()
    {
        var order = day.Preparing("latte");

        day.Do(
            Day.Maya,
            new OrderCancel(
                order.OrderId,
                CancelReason.CustomerRequest,
                RefundAmount: new Money(100)
            )
        );

        var cancelled = day.Order(order.OrderId);
        Assert.Equal(
            (PaymentStatus.PartiallyRefunded, new Money(100)),
            (cancelled.Payment.Status, cancelled.Payment.Refunded)
        );
    }

    [Fact]
    public void Preparing_becomes_cancelled_by_an_employee_only_for_an_unavailable_item()
    {
        var order = day.Preparing("latte");

        foreach (
            var reason in new[]
            {
                CancelReason.CustomerRequest,
                CancelReason.PaymentFailed,
                CancelReason.Other,
            }
        )
        {
            day.Refuse(
                RefusalCode.InsufficientPermissions,
                Day.Anna,
                new OrderCancel(order.OrderId, reason)
            );
        }

        day.Do(Day.Anna, new OrderCancel(order.OrderId, CancelReason.ItemUnavailable));
        Assert.Equal(order.Total, day.Order(order.OrderId).Payment.Refunded);
    }

    [Fact]
    public void Ready_becomes_preparing_again_with_a_reason_and_keeps_code_and_place()
    {
        var order = day.ReadyOrder("latte");

        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing)
        );
        day.Wait(2);
        var facts = day.Do(
            Day.Anna,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing, "wrong milk")
        );

        Assert.Equal("wrong milk", facts.OfType<OrderRecalled>().Single().Reason);
        var recalled = day.Order(order.OrderId);
        Assert.Equal(
            (order.ConfirmedAt, order.PickupCode!.Code),
            (recalled.ConfirmedAt, recalled.PickupCode!.Code)
        );
        Assert.Null(recalled.ReadyAt);

        day.Do(Day.Anna, new OrderStatusUpdate(order.OrderId, OrderStatus.Ready));
        var again = day.Order(order.OrderId);
        Assert.Equal(
            (order.PickupCode.Code, day.Now.AddMinutes(15)),
            (again.PickupCode!.Code, again.PickupCode.ExpiresAt)
        );
    }

    [Fact]
    public void Ready_is_not_recalled_by_somebody_whose_counters_made_none_of_it()
    {
        var order = day.ReadyOrder("latte");

        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ben,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing, "oops")
        );
    }

    [Fact]
    public void Ready_is_not_recalled_when_nothing_of_it_needs_preparation()
    {
        var order = day.Confirmed("still-water");

        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing, "oops")
        );
    }

    [Fact]
    public void Ready_becomes_completed_by_an_employee_with_the_code()
    {
        var order = day.ReadyOrder("latte");

        var facts = day.Do(
            Day.Ben,
            new OrderStatusUpdate(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: order.PickupCode!.Code
            )
        );

        Assert.Equal("ben", Assert.IsType<OrderCompleted>(Assert.Single(facts)).By);
    }

    [Fact]
    public void Ready_becomes_completed_by_a_manager_without_the_code_with_a_reason()
    {
        var order = day.ReadyOrder("latte");

        day.Refuse(
            RefusalCode.PickupCodeInvalid,
            Day.Maya,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Completed)
        );
        day.Do(Day.Maya, new OrderStatusUpdate(order.OrderId, OrderStatus.Completed, "lost phone"));

        Assert.Equal("lost phone", day.Facts.OfType<OrderCompleted>().Single().Reason);
    }

    [Fact]
    public void Ready_becomes_cancelled_by_a_manager_when_nobody_collects_it_and_keeps_the_money()
    {
        var order = day.ReadyOrder("latte");

        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new OrderCancel(order.OrderId, CancelReason.Other)
        );
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new OrderCancel(order.OrderId, CancelReason.CustomerRequest)
        );
        day.Do(Day.Maya, new OrderCancel(order.OrderId, CancelReason.Other));

        Assert.Equal(PaymentStatus.Paid, day.Order(order.OrderId).Payment.Status);
    }

    [Fact]
    public void Completed_order_refuses_preparing()
    {
        var order = day.Completed("latte");

        var refusal = day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing)
        );

        Assert.Equal("Cannot transition from 'completed' to 'preparing'", refusal.Message);
        Assert.Equal(
            (OrderStatus.Completed, order.Version),
            (refusal.CurrentStatus, refusal.CurrentVersion)
        );
    }

    /// <summary>Every move of every actor that the document allows when nothing special is brought along but a reason.</summary>
    private static readonly HashSet<(OrderStatus From, OrderStatus To, string Who)> Allowed =
    [
        .. Rows(OrderStatus.Pending, OrderStatus.Cancelled, "guest", "anna", "ben", "maya", "ada"),
        .. Rows(OrderStatus.Confirmed, OrderStatus.Preparing, "anna", "maya", "ada"),
        .. Rows(
            OrderStatus.Confirmed,
            OrderStatus.Cancelled,
            "guest",
            "anna",
            "ben",
            "maya",
            "ada"
        ),
        // Anna's request acts on her items; the system then takes the order on.
        .. Rows(OrderStatus.Preparing, OrderStatus.Ready, "anna", "maya", "ada"),
        .. Rows(OrderStatus.Preparing, OrderStatus.Cancelled, "maya", "ada"),
        .. Rows(OrderStatus.Ready, OrderStatus.Preparing, "anna", "maya", "ada"),
        .. Rows(OrderStatus.Ready, OrderStatus.Completed, "maya", "ada"),
        .. Rows(OrderStatus.Ready, OrderStatus.Cancelled, "maya", "ada"),
    ];

    public static TheoryData<OrderStatus, OrderStatus> Moves()
    {
        var moves = new TheoryData<OrderStatus, OrderStatus>();
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (
                var to in Enum.GetValues<OrderStatus>()
                    .Where(to => to != from && to != OrderStatus.Pending)
            )
            {
                moves.Add(from, to);
            }
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void No_move_outside_the_table_is_accepted_from_anybody(OrderStatus from, OrderStatus to)
    {
        foreach (var who in new[] { "guest", "other", "anna", "ben", "maya", "ada", "bank" })
        {
            var cafe = new Day();
            var order = cafe.In(from, "latte");
            CafeCommand command =
                to == OrderStatus.Cancelled
                    ? new OrderCancel(order.OrderId, CancelReason.Other)
                    : new OrderStatusUpdate(order.OrderId, to, "because");

            var decision = cafe.Try(Named(who), command);

            Assert.True(
                Allowed.Contains((from, to, who)) == decision.IsAccepted,
                $"{who}: {from} -> {to}: {decision.Refusal}"
            );
            Assert.Equal(decision.IsAccepted ? to : from, cafe.Order(order.OrderId).Status);
            if (from.IsFinal && who is not "other")
            {
                Assert.Equal(RefusalCode.InvalidOrderStatus, decision.Refusal!.Code);
            }
        }
    }

    [Theory]
    [InlineData(OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Preparing)]
    [InlineData(OrderStatus.Ready)]
    [InlineData(OrderStatus.Completed)]
    public void The_same_status_again_is_acknowledged_and_says_nothing(OrderStatus status)
    {
        var order = day.In(status, "latte");

        Assert.Empty(day.Do(Day.Anna, new OrderStatusUpdate(order.OrderId, status)));
        Assert.Equal(order, day.Order(order.OrderId));
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new OrderStatusUpdate(order.OrderId, status)
        );
    }

    [Fact]
    public void Cancelling_again_is_acknowledged_unless_it_names_money()
    {
        var order = day.Cancelled("latte");

        Assert.Empty(
            day.Do(Day.Guest, new OrderCancel(order.OrderId, CancelReason.CustomerRequest))
        );
        Assert.Empty(day.Do(Day.Anna, new OrderCancel(order.OrderId, CancelReason.Other)));
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Bank,
            new OrderCancel(order.OrderId, CancelReason.Other)
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new OrderCancel(order.OrderId, CancelReason.Other, RefundAmount: new Money(1))
        );
    }

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Cancelled)]
    public void A_status_update_takes_no_order_to_pending_or_cancelled(OrderStatus status)
    {
        var order = day.Confirmed("latte");

        var refusal = day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new OrderStatusUpdate(order.OrderId, status)
        );

        Assert.Equal("status", refusal.Details[0].Path);
    }

    [Fact]
    public void An_order_that_is_not_there_is_not_found_and_neither_is_another_guests()
    {
        var order = day.Confirmed("latte");

        day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new OrderStatusUpdate("nope", OrderStatus.Preparing)
        );
        day.Refuse(
            RefusalCode.NotFound,
            Day.OtherGuest,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing)
        );
        day.Refuse(
            RefusalCode.NotFound,
            Day.OtherGuest,
            new OrderCancel(order.OrderId, CancelReason.CustomerRequest)
        );
    }

    [Fact]
    public void An_expected_version_that_moved_is_a_conflict_with_the_current_state()
    {
        var order = day.Confirmed("latte");
        day.Do(
            Day.Anna,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Preparing)
            {
                ExpectedVersion = order.Version,
            }
        );

        var refusal = day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new OrderStatusUpdate(order.OrderId, OrderStatus.Ready)
            {
                ExpectedVersion = order.Version,
            }
        );

        Assert.Equal(
            (OrderStatus.Preparing, order.Version + 2),
            (refusal.CurrentStatus, refusal.CurrentVersion)
        );
    }

    [Fact]
    public void The_version_of_an_order_counts_its_facts()
    {
        var order = day.Completed("latte", "croissant");

        Assert.Equal(
            day.Facts.OfType<OrderFact>().Count(fact => fact.OrderId == order.OrderId),
            order.Version
        );
    }

    private static IEnumerable<(OrderStatus, OrderStatus, string)> Rows(
        OrderStatus from,
        OrderStatus to,
        params string[] who
    ) => who.Select(one => (from, to, one));

    private static Actor Named(string who) =>
        who switch
        {
            "guest" => Day.Guest,
            "other" => Day.OtherGuest,
            "anna" => Day.Anna,
            "ben" => Day.Ben,
            "maya" => Day.Maya,
            "ada" => Day.Ada,
            _ => Day.Bank,
        };
}
