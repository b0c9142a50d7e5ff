using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class RefundTests
{
    private readonly Day _day = new();

    [Fact]
    public void A_manager_gives_back_parts_up_to_what_came_in()
    {
        var order = _day.Completed("latte");

        var first = _day.Try(Day.Maya, new IssueRefund(order.OrderId, new Money(100), " cold "));
        var fact = Assert.IsType<PaymentRefundedFact>(Assert.Single(first.Facts));
        Assert.Equal(new IssuedRefund(fact.RefundId), first.Result);
        Assert.Equal(
            ("cold", "maya", PaymentStatus.PartiallyRefunded),
            (fact.Reason, fact.By, fact.Status)
        );

        var refusal = _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new IssueRefund(order.OrderId, new Money(281), "cold")
        );
        Assert.Equal("At most 2.80 of this order can still be given back", refusal.Message);

        _day.Do(Day.Ada, new IssueRefund(order.OrderId, new Money(280), "cold"));
        Assert.Equal(PaymentStatus.Refunded, _day.Order(order.OrderId).Payment.Status);
        _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new IssueRefund(order.OrderId, new Money(1), "cold")
        );
    }

    [Fact]
    public void Nothing_goes_back_of_what_never_came_in()
    {
        var order = _day.Pending("latte");

        _day.Refuse(
            RefusalCode.RefundExceedsCaptured,
            Day.Maya,
            new IssueRefund(order.OrderId, new Money(1), "kind")
        );
    }

    [Fact]
    public void Only_a_manager_gives_money_back()
    {
        var order = _day.Confirmed("latte");
        var refund = new IssueRefund(order.OrderId, new Money(1), "kind");

        foreach (var actor in new[] { Day.Guest, Day.Anna, Day.Bank })
        {
            _day.Refuse(RefusalCode.InsufficientPermissions, actor, refund);
        }

        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, refund);
        _day.Refuse(RefusalCode.NotFound, Day.Maya, refund with { OrderId = "nope" });
    }

    [Fact]
    public void Amount_and_reason_are_checked()
    {
        var order = _day.Confirmed("latte");

        Assert.Equal(
            ["amount", "reason"],
            _day.Refuse(
                    RefusalCode.ValidationFailed,
                    Day.Maya,
                    new IssueRefund(order.OrderId, new Money(-1), " ")
                )
                .Details.Items.Select(problem => problem.Path)
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new IssueRefund(order.OrderId, Money.Zero, "kind")
        );
    }
}
