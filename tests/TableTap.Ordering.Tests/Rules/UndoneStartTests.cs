using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>A start that was a slip of a finger: <c>started → queued</c> within a minute.</summary>
public class UndoneStartTests
{
    private readonly Day _day = new();

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(60)]
    public void A_start_is_undone_in_time(int seconds)
    {
        var order = Started("latte", "espresso");
        _day.Wait(seconds / 60.0);

        var moved = Assert.IsType<LineMovedFact>(Assert.Single(Undo(order, Day.Anna)));

        Assert.Equal(
            (LineStatus.Started, LineStatus.Queued, "espresso", "anna"),
            (moved.From, moved.To, moved.CounterId, moved.By)
        );
        Assert.Equal(
            (LineStatus.Queued, null),
            (
                _day.Order(order.OrderId).Lines[0].Status,
                _day.Order(order.OrderId).Lines[0].StartedAt
            )
        );
    }

    [Theory]
    [InlineData(61)]
    [InlineData(3600)]
    public void A_start_is_not_undone_later(int seconds)
    {
        var order = Started("latte");
        _day.Wait(seconds / 60.0);

        var refusal = RefuseUndo(order, RefusalCode.InvalidOrderStatus, Day.Anna);

        Assert.Equal(
            "Caffè Latte was started too long ago: a start can be undone for 1m",
            refusal.Message
        );
        Assert.Equal(OrderStatus.Preparing, refusal.CurrentStatus);
        Assert.Equal(LineStatus.Started, _day.Order(order.OrderId).Lines[0].Status);
    }

    [Fact]
    public void Each_start_has_its_own_time()
    {
        var order = Started("latte");
        _day.Wait(0.9);
        Undo(order, Day.Anna);
        _day.Wait(5);
        Move(order, LineStatus.Started);
        _day.Wait(0.9);

        Assert.Single(Undo(order, Day.Anna));
    }

    [Fact]
    public void The_time_is_the_cafes_to_set()
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                Limits = new() { StartUndoable = TimeSpan.FromSeconds(10) },
            }
        );
        var order = day.Confirmed("latte");
        var line = order.Lines[0].LineId;
        day.Do(Day.Anna, new UpdateOrderItem(order.OrderId, line, LineStatus.Started));
        day.Wait(11 / 60.0);

        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, line, LineStatus.Queued)
        );
    }

    [Fact]
    public void A_start_is_undone_by_its_own_counter_only()
    {
        var order = Started("latte", "iced-tea");

        RefuseUndo(order, RefusalCode.InsufficientPermissions, Day.Ben);
        RefuseUndo(order, RefusalCode.InsufficientPermissions, Day.Guest);
        Assert.Single(Undo(order, Day.Anna));
    }

    [Fact]
    public void What_is_ready_is_not_put_back_into_the_queue()
    {
        var order = Started("latte", "espresso");
        Move(order, LineStatus.Ready);

        var refusal = RefuseUndo(order, RefusalCode.InvalidOrderStatus, Day.Anna);

        Assert.Equal("Cannot transition item from 'ready' to 'queued'", refusal.Message);
    }

    [Fact]
    public void The_order_stays_in_preparation_though_nothing_of_it_is_started()
    {
        var order = Started("latte");

        Undo(order, Day.Anna);

        Assert.Equal(OrderStatus.Preparing, _day.Order(order.OrderId).Status);
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
        );
        Assert.IsType<LineMovedFact>(Assert.Single(Move(order, LineStatus.Started)));
        Assert.IsType<OrderReadyFact>(Move(order, LineStatus.Ready)[1]);
    }

    [Fact]
    public void The_work_is_ahead_of_others_as_if_it_had_not_been_started()
    {
        var order = Started("cappuccino");
        var whole = Left(order);
        _day.Wait(0.9);
        Assert.True(Left(order) < whole);

        Undo(order, Day.Anna);

        Assert.Equal(whole, Left(order));
    }

    [Fact]
    public void Only_the_time_after_the_last_start_is_measured()
    {
        var order = Started("latte");
        _day.Wait(1);
        Undo(order, Day.Anna);
        _day.Wait(20);
        Move(order, LineStatus.Started);
        _day.Wait(2);
        Move(order, LineStatus.Ready);

        Assert.Equal(
            TimeSpan.FromMinutes(2),
            PreparationEstimate.Piece(_day.Cafe, "espresso", order.Lines[0])
        );
    }

    [Fact]
    public void A_counter_that_went_down_meanwhile_does_not_keep_it()
    {
        var order = Started("latte");
        _day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));
        Assert.Equal("espresso", _day.Order(order.OrderId).Lines[0].CounterId);

        var facts = Undo(order, Day.Anna);

        var assigned = facts.OfType<OrderAssignedFact>().Single();
        Assert.Equal(("kitchen", true), (assigned.CounterId, assigned.StandsIn));
    }

    [Fact]
    public void It_goes_home_from_a_counter_that_only_stood_in()
    {
        var order = _day.Confirmed("latte");
        _day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));
        Assert.Equal("kitchen", _day.Order(order.OrderId).Lines[0].CounterId);
        Move(order, LineStatus.Started, Day.Maya);
        _day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Active));
        Assert.Equal("kitchen", _day.Order(order.OrderId).Lines[0].CounterId);

        Undo(order, Day.Maya);

        Assert.Equal("espresso", _day.Order(order.OrderId).Lines[0].CounterId);
    }

    [Fact]
    public void What_was_started_once_was_seen()
    {
        var order = Started("latte");
        Undo(order, Day.Anna);

        _day.Live(10);

        Assert.DoesNotContain(
            _day.Facts.OfType<AlertFiredFact>(),
            alert => alert.Category == AlertCategory.OrderUnacknowledged
        );
    }

    private Order Started(params string[] items)
    {
        var order = _day.Confirmed(items);
        Move(order, LineStatus.Started);
        return _day.Order(order.OrderId);
    }

    private System.Collections.Immutable.ImmutableArray<Fact> Move(
        Order order,
        LineStatus to,
        Actor? by = null
    ) => _day.Do(by ?? Day.Anna, new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, to));

    private System.Collections.Immutable.ImmutableArray<Fact> Undo(Order order, Actor by) =>
        Move(order, LineStatus.Queued, by);

    private Refusal RefuseUndo(Order order, RefusalCode code, Actor by) =>
        _day.Refuse(
            code,
            by,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Queued)
        );

    private TimeSpan Left(Order order) =>
        PreparationEstimate.Left(_day.Cafe, "espresso", _day.Order(order.OrderId), _day.Now);
}
