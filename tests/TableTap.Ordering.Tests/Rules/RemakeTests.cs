using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What was spilled, wrong or cold is made again (docs/protocol.md §5, "Remakes").</summary>
public class RemakeTests
{
    private readonly Day _day = new();

    private Order Again(Order first, Actor? by = null, params string[] lineIds)
    {
        var decision = _day.Try(
            by ?? Day.Anna,
            new RemakeOrder(first.OrderId, "spilled", [.. lineIds])
        );
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return _day.Order(Assert.IsType<CreatedOrder>(decision.Result).OrderId);
    }

    [Theory]
    [InlineData(OrderStatus.Preparing)]
    [InlineData(OrderStatus.Ready)]
    [InlineData(OrderStatus.Completed)]
    public void It_is_an_order_of_its_own_free_urgent_and_at_the_counter_at_once(OrderStatus status)
    {
        var first = _day.In(status, "latte", "croissant");
        var paid = _day.Order(first.OrderId).Payment;

        var again = Again(first);

        Assert.Equal(
            (OrderStatus.Confirmed, OrderPriority.Urgent, Money.Zero),
            (again.Status, again.Priority, again.Total)
        );
        Assert.Equal(
            (first.OrderId, first.OrderNumber, "spilled"),
            (again.RemakeOf!.OrderId, again.RemakeOf.OrderNumber, again.RemakeOf.Reason)
        );
        Assert.Equal((first.OwnerId, first.Type), (again.OwnerId, again.Type));
        Assert.Equal(
            first.Lines.Items.Select(line => (line.ItemId, (string?)line.CounterId)),
            again.Lines.Items.Select(line => (line.ItemId, line.CounterId))
        );
        Assert.Empty(
            again
                .Lines.Items.Select(line => line.LineId)
                .Intersect(first.Lines.Items.Select(line => line.LineId))
        );
        Assert.Equal(paid, _day.Order(first.OrderId).Payment);
        Assert.Equal(again.OrderId, CounterQueue.At(_day.Cafe, "espresso").First().OrderId);
    }

    [Fact]
    public void Only_the_named_lines_are_made_again()
    {
        var first = _day.Preparing("latte", "croissant");

        var again = Again(first, Day.Chloe, first.Lines[1].LineId);

        Assert.Equal("croissant", Assert.Single(again.Lines.Items).ItemId);
    }

    [Fact]
    public void It_is_made_handed_over_and_counted_like_every_order_and_brings_no_money()
    {
        var first = _day.Completed("latte");
        var revenue = _day.Cafe.Figures.Hour.Revenue;
        var again = Again(first);

        _day.Moved(again, OrderStatus.Preparing);
        var ready = _day.Moved(again, OrderStatus.Ready, Day.Anna);
        Assert.NotNull(ready.PickupCode);
        _day.Do(
            Day.Anna,
            new UpdateOrderStatus(
                again.OrderId,
                OrderStatus.Completed,
                PickupCode: ready.PickupCode.Code
            )
        );

        Assert.Equal(OrderStatus.Completed, _day.Order(again.OrderId).Status);
        Assert.Equal(revenue, _day.Cafe.Figures.Hour.Revenue);
    }

    [Fact]
    public void A_café_that_takes_no_orders_makes_again_what_went_wrong()
    {
        var first = _day.Preparing("latte");
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused));

        Assert.Equal(OrderStatus.Confirmed, Again(first).Status);
    }

    [Fact]
    public void What_left_the_menu_meanwhile_is_made_again_all_the_same()
    {
        var first = _day.Preparing("latte");
        _day.Do(
            Day.Ada,
            new ConfigureCafe(
                _day.Cafe.Profile with
                {
                    Menu = _day.Cafe.Profile.Menu.Items.RemoveAll(item => item.ItemId == "latte"),
                }
            )
        );

        Assert.Equal("Caffè Latte", Again(first).Lines[0].Name);
    }

    [Fact]
    public void What_is_counted_is_used_up_once_more()
    {
        _day.Do(Day.Anna, new UpdateItemAvailability("latte", null, Available: true, Remaining: 5));

        Again(_day.Preparing("latte"));

        Assert.Equal(3, _day.Cafe.Countdowns.Items["latte||"].Left);
    }

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Cancelled)]
    public void What_nobody_made_is_not_made_again(OrderStatus status) =>
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new RemakeOrder(_day.In(status, "latte").OrderId, "spilled")
        );

    [Fact]
    public void A_line_of_another_order_is_not_found() =>
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new RemakeOrder(_day.Preparing("latte").OrderId, "spilled", ["none"])
        );

    [Fact]
    public void It_needs_a_reason() =>
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new RemakeOrder(_day.Preparing("latte").OrderId, "")
        );
}
