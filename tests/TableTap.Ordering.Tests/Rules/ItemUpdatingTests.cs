using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class ItemUpdatingTests
{
    private readonly Day _day = new();

    [Theory]
    [InlineData(LineStatus.Queued, LineStatus.Started, LineStatus.Started)]
    [InlineData(LineStatus.Queued, LineStatus.Voided, LineStatus.Voided)]
    [InlineData(LineStatus.Queued, LineStatus.Queued, LineStatus.Queued)]
    [InlineData(LineStatus.Queued, LineStatus.Ready, null)]
    [InlineData(LineStatus.Started, LineStatus.Ready, LineStatus.Ready)]
    [InlineData(LineStatus.Started, LineStatus.Voided, LineStatus.Voided)]
    [InlineData(LineStatus.Started, LineStatus.Started, LineStatus.Started)]
    [InlineData(LineStatus.Started, LineStatus.Queued, LineStatus.Queued)]
    [InlineData(LineStatus.Ready, LineStatus.Queued, null)]
    [InlineData(LineStatus.Ready, LineStatus.Started, LineStatus.Started)]
    [InlineData(LineStatus.Ready, LineStatus.Ready, LineStatus.Ready)]
    [InlineData(LineStatus.Voided, LineStatus.Voided, LineStatus.Voided)]
    [InlineData(LineStatus.Voided, LineStatus.Queued, null)]
    [InlineData(LineStatus.Voided, LineStatus.Started, null)]
    [InlineData(LineStatus.Voided, LineStatus.Ready, null)]
    public void Every_move_of_an_item_is_a_row_of_the_table(
        LineStatus from,
        LineStatus wanted,
        LineStatus? gets
    )
    {
        var order = _day.Confirmed("latte", "croissant");
        var line = order.Lines[0].LineId;
        _day.Do(Day.Chloe, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));
        var path = from switch
        {
            LineStatus.Queued => Array.Empty<LineStatus>(),
            LineStatus.Ready => [LineStatus.Started, LineStatus.Ready],
            _ => [from],
        };
        foreach (var step in path)
        {
            _day.Do(Day.Anna, new UpdateOrderItem(order.OrderId, line, step));
        }

        var command = new UpdateOrderItem(order.OrderId, line, wanted);
        if (gets is { } after)
        {
            Assert.Equal(
                from == after ? 0 : 1,
                _day.Do(Day.Anna, command).OfType<LineMovedFact>().Count()
            );
            Assert.Equal(after, _day.Order(order.OrderId).Line(line)!.Status);
        }
        else
        {
            var refusal = _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Anna, command);
            Assert.Equal(
                $"Cannot transition item from '{from.Word}' to '{wanted.Word}'",
                refusal.Message
            );
            Assert.Equal(OrderStatus.Preparing, refusal.CurrentStatus);
        }
    }

    [Fact]
    public void The_first_item_takes_the_order_to_preparing_and_the_last_to_ready()
    {
        var order = _day.Confirmed("latte", "espresso");

        Assert.IsType<OrderStartedFact>(Move(order, 0, LineStatus.Started)[1]);
        Assert.Single(Move(order, 1, LineStatus.Started));
        Assert.Single(Move(order, 0, LineStatus.Ready));
        Assert.IsType<OrderReadyFact>(Move(order, 1, LineStatus.Ready)[1]);
    }

    [Fact]
    public void A_ready_item_that_is_taken_back_takes_a_ready_order_along()
    {
        var order = _day.ReadyOrder("latte");

        var facts = Move(order, 0, LineStatus.Started);

        Assert.Equal("item_recalled", facts.OfType<OrderRecalledFact>().Single().Reason);
        Assert.Equal(LineStatus.Started, _day.Order(order.OrderId).Lines[0].Status);
    }

    [Fact]
    public void A_ready_item_that_is_taken_back_can_say_why()
    {
        var order = _day.ReadyOrder("latte");

        var facts = _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started, "cold")
        );

        Assert.Equal("cold", facts.OfType<OrderRecalledFact>().Single().Reason);
    }

    [Fact]
    public void A_voided_item_goes_back_to_the_guest_as_money()
    {
        var order = _day.Confirmed("latte", "croissant");

        var facts = _day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        var refund = facts.OfType<PaymentRefundedFact>().Single();
        Assert.Equal(
            (new Money(240), PaymentStatus.PartiallyRefunded, "item_voided"),
            (refund.Amount, refund.Status, refund.Reason)
        );
        Assert.Equal(new Money(380), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void A_voided_item_that_was_refunded_already_leaves_the_tip_alone()
    {
        var pending = _day.Pending("latte", "croissant");
        _day.Do(Day.Bank, _day.Success(pending) with { Tip = new Money(300) });
        var order = _day.Order(pending.OrderId);
        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(200), "cold"));

        var facts = _day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        Assert.Equal(new Money(40), facts.OfType<PaymentRefundedFact>().Single().Amount);
        Assert.Equal(
            (new Money(380), new Money(680)),
            (_day.Order(order.OrderId).Payment.Kept, _day.Order(order.OrderId).Payment.Refundable)
        );
    }

    [Fact]
    public void A_voided_item_of_an_unpaid_order_is_no_longer_due()
    {
        var order = _day.Place(
            Day.Guest,
            Day.AtTable("1", "latte", "croissant") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Moved(order, OrderStatus.Confirmed, Day.Anna);

        Assert.Empty(
            Move(_day.Order(order.OrderId), 0, LineStatus.Voided).OfType<PaymentRefundedFact>()
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new RecordPayment(order.OrderId, PaymentMethod.Cash, new Money(620))
        );
        _day.Do(Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, new Money(240)));
    }

    [Fact]
    public void An_order_with_only_bottles_left_is_ready()
    {
        var order = _day.Confirmed("latte", "still-water");

        Move(order, 0, LineStatus.Voided);

        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
        Assert.Equal("Kitchen", _day.Facts.OfType<OrderReadyFact>().Single().PickupLocation);
    }

    [Fact]
    public void The_last_item_is_not_voided()
    {
        var order = _day.Confirmed("latte");

        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );

        Assert.Contains("cancel the order", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bottle_is_nobodys_work()
    {
        var order = _day.Confirmed("latte", "still-water");

        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Started)
        );
    }

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Completed)]
    [InlineData(OrderStatus.Cancelled)]
    public void Items_rest_while_their_order_is_not_at_the_counters(OrderStatus status)
    {
        var order = _day.In(status, "latte");

        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );

        Assert.Equal(status, refusal.CurrentStatus);
    }

    [Fact]
    public void An_item_is_moved_by_its_own_counter_only()
    {
        var order = _day.Confirmed("latte");
        var command = new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started);

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Ben, command);
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, command);
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Bank, command);
        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, command);
        _day.Do(Day.Ada, command);
    }

    [Fact]
    public void Somebody_who_was_given_the_order_may_work_on_all_of_it()
    {
        var order = _day.Confirmed("latte", "croissant");
        _day.Do(Day.Maya, new AssignOrder(order.OrderId, EmployeeId: "ben"));

        _day.Do(Day.Ben, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));

        Assert.All(
            _day.Order(order.OrderId).Lines.Items,
            line => Assert.Equal(LineStatus.Started, line.Status)
        );
    }

    [Fact]
    public void A_line_that_is_not_there_is_not_found()
    {
        var order = _day.Confirmed("latte");

        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, "nope", LineStatus.Started)
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateOrderItem(
                order.OrderId,
                order.Lines[0].LineId,
                LineStatus.Started,
                new string('x', 501)
            )
        );
    }

    [Fact]
    public void Preparing_and_ready_act_on_the_employees_own_counters_one_after_the_other()
    {
        var order = _day.Confirmed("latte", "iced-tea", "espresso");
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));

        Assert.Equal(
            [LineStatus.Started, LineStatus.Queued, LineStatus.Started],
            _day.Order(order.OrderId).Lines.Items.Select(line => line.Status)
        );
        Assert.IsType<LineMovedFact>(
            Assert.Single(
                _day.Do(Day.Ben, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing))
            )
        );
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Chloe,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)
        );
        Assert.Empty(
            _day.Do(Day.Chloe, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing))
        );
        Assert.Equal(
            2,
            _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)).Length
        );
        Assert.Empty(_day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)));
        Assert.Equal(
            2,
            _day.Do(Day.Ben, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)).Length
        );
    }

    [Fact]
    public void Ready_without_starting_goes_through_started()
    {
        var order = _day.Confirmed("latte", "iced-tea");
        _day.Do(Day.Ben, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));

        var moves = _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready))
            .OfType<LineMovedFact>();

        Assert.Equal(
            [(LineStatus.Queued, LineStatus.Started), (LineStatus.Started, LineStatus.Ready)],
            moves.Select(move => (move.From, move.To))
        );
    }

    private System.Collections.Immutable.ImmutableArray<Fact> Move(
        Order order,
        int line,
        LineStatus to
    ) => _day.Do(Day.Anna, new UpdateOrderItem(order.OrderId, order.Lines[line].LineId, to));
}
