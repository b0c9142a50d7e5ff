using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What an employee may take off stays what the café lets them, whatever comes before or after it (docs/protocol.md §5, "Discounts").</summary>
public class DiscountRightsTests
{
    private readonly Day _day = new(
        DemoCafe.Profile with
        {
            Discounts = new(
                [
                    new("happy", "Happy hour", 20m, By: Role.Employee),
                    new("staff", "Staff meal", 90m, By: Role.Employee),
                    new("coupon", "Coupon", Amount: new Money(100), By: Role.Employee),
                ],
                EmployeePercent: 10m,
                EmployeeComps: true
            ),
        }
    );

    private string Give(Actor actor, ApplyDiscount command)
    {
        var decision = _day.Try(actor, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return Assert.IsType<GivenDiscount>(decision.Result).AppliedId;
    }

    private static ApplyDiscount Named(Order order, string id, int? line = null) =>
        new(order.OrderId, new(id), line is { } place ? order.Lines[place].LineId : null);

    private static ApplyDiscount Percent(Order order, decimal percent, int? line = null) =>
        new(
            order.OrderId,
            new(Percent: percent, Reason: "cold"),
            line is { } place ? order.Lines[place].LineId : null
        );

    private static UpdateOrderItem Void(Order order, int line) =>
        new(order.OrderId, order.Lines[line].LineId, LineStatus.Voided);

    [Fact]
    public void A_discount_with_a_name_is_given_once_of_the_whole_or_of_each_line()
    {
        var whole = _day.Billed("latte", "croissant");
        Give(Day.Anna, Named(whole, "happy"));
        Assert.Equal(
            $"{whole.OrderNumber} has 'Happy hour' already",
            _day.Refuse(RefusalCode.Conflict, Day.Anna, Named(whole, "happy")).Message
        );
        _day.Refuse(RefusalCode.Conflict, Day.Anna, Named(whole, "happy", 0));
        _day.Refuse(RefusalCode.Conflict, Day.Maya, Named(whole, "happy", 0));

        var lines = _day.Billed("latte", "croissant");
        Give(Day.Anna, Named(lines, "happy", 0));
        Give(Day.Anna, Named(lines, "happy", 1));
        _day.Refuse(RefusalCode.Conflict, Day.Anna, Named(lines, "happy", 1));
        _day.Refuse(RefusalCode.Conflict, Day.Anna, Named(lines, "happy"));
        Give(Day.Anna, Named(lines, "coupon"));
    }

    [Fact]
    public void A_name_is_free_again_once_it_is_taken_back_or_its_line_is_voided()
    {
        var order = _day.Billed("latte", "croissant");
        var given = Give(Day.Anna, Named(order, "happy"));
        _day.Do(Day.Anna, new RemoveDiscount(order.OrderId, given, "of a line"));
        Give(Day.Anna, Named(order, "happy", 0));

        _day.Do(Day.Anna, Void(order, 0));

        Give(Day.Anna, Named(order, "happy"));
        Assert.Equal(new Money(192), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void What_is_taken_back_makes_no_room_for_more_than_an_employee_may_give()
    {
        var order = _day.Billed("latte", "croissant");
        var meal = Give(Day.Anna, Named(order, "staff"));
        // 10 % of 6.20 is 0.62, which is all that is left.
        Give(Day.Anna, Percent(order, 99m));

        var refused = _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new RemoveDiscount(order.OrderId, meal, "no meal")
        );

        Assert.Equal(Role.Manager, refused.RequiredRole);
        _day.Do(Day.Maya, new RemoveDiscount(order.OrderId, meal, "no meal"));
    }

    [Fact]
    public void An_amount_that_was_more_than_there_was_does_not_grow_again()
    {
        var order = _day.Billed("latte", "croissant");
        _day.Billed("latte");
        var meal = Give(Day.Anna, Named(order, "staff"));
        Give(Day.Anna, new(order.OrderId, new(Amount: new Money(10_000), Reason: "cold")));
        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Total);

        _day.Do(Day.Anna, new RemoveDiscount(order.OrderId, meal, "no meal"));

        Assert.Equal(new Money(558), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void A_void_that_leaves_more_than_an_employee_may_give_is_a_managers()
    {
        var order = _day.Billed("latte", "latte", "croissant");
        Give(Day.Anna, Percent(order, 40m, 2));

        // 0.96 was within 10 % of 10.00, and is not within 10 % of 6.20.
        var refused = _day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, Void(order, 0));

        Assert.Equal(Role.Manager, refused.RequiredRole);
        _day.Do(Day.Maya, Void(order, 0));
        Assert.Equal(new Money(524), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void What_a_manager_took_off_holds_up_no_void_nor_does_a_share_of_all()
    {
        var order = _day.Billed("latte", "croissant", "latte");
        Give(Day.Anna, Percent(order, 10m));
        Give(Day.Maya, Percent(order, 50m, 1));

        _day.Do(Day.Anna, Void(order, 0));

        Assert.Equal(new Money(450), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void Of_what_is_paid_and_completed_only_a_manager_takes_something_off()
    {
        var order = _day.Completed("latte", "croissant");

        foreach (
            var given in (ApplyDiscount[])
                [Percent(order, 1m), Named(order, "happy"), Percent(order, 100m)]
        )
        {
            Assert.Equal(
                Role.Manager,
                _day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, given).RequiredRole
            );
        }

        Give(Day.Maya, Percent(order, 100m));
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Refunded);
    }

    [Fact]
    public void Of_what_is_completed_and_not_paid_yet_an_employee_takes_off_what_they_may()
    {
        var order = _day.Billed("latte");
        foreach (
            var to in (OrderStatus[])
                [OrderStatus.Preparing, OrderStatus.Ready, OrderStatus.Completed]
        )
        {
            _day.Do(Day.Maya, new UpdateOrderStatus(order.OrderId, to, "done"));
        }

        Give(Day.Anna, Named(order, "happy"));

        Assert.Equal(new Money(304), BillSums.DueOf(_day.Order(order.OrderId)));
    }
}
