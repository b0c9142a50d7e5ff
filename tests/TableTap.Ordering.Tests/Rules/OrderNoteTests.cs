using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>The staff writes to the guest of an order (docs/protocol.md §4, <c>order_note_add</c>).</summary>
public class OrderNoteTests
{
    private readonly Day _day = new();

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Preparing)]
    [InlineData(OrderStatus.Completed)]
    [InlineData(OrderStatus.Cancelled)]
    public void Notes_are_kept_in_their_order_wherever_the_order_is(OrderStatus status)
    {
        var order = _day.In(status, "latte");
        _day.Do(Day.Anna, new AddOrderNote(order.OrderId, " We are out of oat milk "));
        _day.Do(Day.Ben, new AddOrderNote(order.OrderId, "Soy is fine?"));

        Assert.Equal(
            [
                new(_day.Now, "We are out of oat milk", "anna"),
                new StaffNote(_day.Now, "Soy is fine?", "ben"),
            ],
            _day.Order(order.OrderId).Notes.Items
        );
        Assert.Equal(status, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void An_order_that_nobody_follows_has_nobody_to_tell()
    {
        var order = _day.Place(Day.Anna, Day.AtTable("3", "latte"));

        _day.Refuse(RefusalCode.Conflict, Day.Anna, new AddOrderNote(order.OrderId, "Hello"));
    }

    [Fact]
    public void There_are_so_many_notes_at_most()
    {
        var order = _day.Pending("latte");
        for (var note = 0; note < 20; note++)
        {
            _day.Do(Day.Anna, new AddOrderNote(order.OrderId, $"Note {note}"));
        }

        var refusal = _day.Refuse(
            RefusalCode.TooMany,
            Day.Anna,
            new AddOrderNote(order.OrderId, "One more")
        );
        Assert.Equal(20, refusal.Limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_note_says_nothing(string message) =>
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new AddOrderNote(_day.Pending("latte").OrderId, message)
        );
}
