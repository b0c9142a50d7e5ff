using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>A guest pays by card what they ordered themselves on a bill (docs/protocol.md §5, "Bills").</summary>
public class OwnShareTests
{
    private const string Transaction = "pi_1";
    private readonly Day _day = new();
    private int _events;

    private Order Friends() =>
        _day.Place(Day.OtherGuest, Day.AtTable("1", "croissant") with { OnBill = true });

    private Order Now(Order order) => _day.Order(order.OrderId);

    private BillSums Sums(Order order) =>
        BillSums.Of(_day.Cafe, _day.Cafe.Bills.Items[order.BillId!]);

    private ImmutableArray<Fact> ByCard(Order order, string transaction = Transaction) =>
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new ProviderEvent(
                    $"p:{++_events}",
                    order.OrderId,
                    ProviderEventKind.PaymentSucceeded,
                    order.Total,
                    Money.Zero,
                    TransactionId: transaction,
                    Provider: "p"
                )
            )
        );

    private void InCash(Order order, Money amount) =>
        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, amount));

    [Fact]
    public void What_a_guest_ordered_is_paid_and_what_the_others_ordered_is_due()
    {
        var mine = _day.Billed("latte");
        var friends = Friends();

        ByCard(mine);

        Assert.Equal(
            new BillSums(mine.Total + friends.Total, mine.Total, friends.Total),
            Sums(mine)
        );
        Assert.Equal(
            (PaymentStatus.Paid, false, true),
            (Now(mine).Payment.Status, Now(mine).IsPayableByCard, Now(friends).IsPayableByCard)
        );

        ByCard(friends, "pi_2");

        Assert.Equal(BillStatus.Paid, Assert.Single(_day.Cafe.ClosedBills.Values).Status);
    }

    [Fact]
    public void What_was_paid_of_it_at_the_table_meanwhile_goes_back_to_the_card()
    {
        var mine = _day.Billed("latte");
        var friends = Friends();
        InCash(mine, new Money(100));
        Assert.Equal(
            (true, mine.Total - new Money(100)),
            (Now(mine).IsPayableByCard, Now(mine).DueByCard)
        );

        ByCard(mine);

        AssertBack(mine, new Money(100));
        Assert.Equal(
            new BillSums(mine.Total + friends.Total, mine.Total, friends.Total),
            Sums(mine)
        );
    }

    [Fact]
    public void All_of_it_goes_back_where_it_was_paid_at_the_table_meanwhile()
    {
        var mine = _day.Billed("latte");
        var friends = Friends();
        InCash(mine, mine.Total);
        Assert.False(Now(mine).IsPayableByCard);

        ByCard(mine);

        AssertBack(mine, mine.Total);
        Assert.Equal(
            new BillSums(mine.Total + friends.Total, mine.Total, friends.Total),
            Sums(mine)
        );
    }

    [Fact]
    public void A_card_that_is_declined_however_often_leaves_it_due_and_made()
    {
        var mine = _day.Billed("latte");

        for (var time = 0; time < 4; time++)
        {
            _day.Do(Day.Bank, _day.Failure(mine));
        }

        Assert.Equal(
            (OrderStatus.Confirmed, true, mine.Total),
            (Now(mine).Status, Now(mine).IsPayableByCard, Sums(mine).Due)
        );
        ByCard(mine);
        Assert.Equal(BillStatus.Paid, Assert.Single(_day.Cafe.ClosedBills.Values).Status);
    }

    [Fact]
    public void A_guest_pays_by_card_what_waits_for_that_and_what_is_due_of_a_bill()
    {
        Assert.True(_day.Pending("latte").IsPayableByCard);
        Assert.False(_day.Confirmed("latte").IsPayableByCard);
        var inCash = Day.Takeaway("latte") with { PaymentMethod = PaymentMethod.Cash };
        Assert.False(_day.Place(Day.Guest, inCash).IsPayableByCard);

        var eaten = _day.Billed("latte");
        foreach (
            var next in (OrderStatus[])
                [OrderStatus.Preparing, OrderStatus.Ready, OrderStatus.Completed]
        )
        {
            _day.Do(Day.Maya, new UpdateOrderStatus(eaten.OrderId, next, "done"));
        }

        Assert.True(Now(eaten).IsPayableByCard);
        var cancelled = _day.Billed("latte");
        _day.Do(Day.Guest, new CancelOrder(cancelled.OrderId, CancelReason.CustomerRequest));
        Assert.False(Now(cancelled).IsPayableByCard);
    }

    private void AssertBack(Order order, Money amount)
    {
        var payment = Now(order).Payment;
        var refund = Assert.Single(payment.RefundsById.Values);
        Assert.Equal(
            (amount, RefundStatus.Pending, Transaction),
            (refund.Amount, refund.Status, refund.TransactionId)
        );
        Assert.Equal((PaymentStatus.Paid, order.Total), (payment.Status, payment.Kept));
    }
}
