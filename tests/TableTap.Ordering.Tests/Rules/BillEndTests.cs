using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>A bill ends where nothing of it is due any more, whatever made it so, and keeps its sums (docs/protocol.md §5, "Bills").</summary>
public class BillEndTests
{
    private readonly Day _day = new(
        DemoCafe.Profile with
        {
            Limits = DemoCafe.Profile.Limits with { DayCutOff = TimeSpan.FromHours(4) },
        }
    );

    private Bill Ended(string billId)
    {
        Assert.False(_day.Cafe.Bills.Contains(billId), "the bill is still open");
        return _day.Cafe.ClosedBills.Items[billId];
    }

    private void Pay(Order order, long cents) =>
        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, new Money(cents)));

    private void Complete(string orderId)
    {
        foreach (
            var next in (OrderStatus[])
                [OrderStatus.Preparing, OrderStatus.Ready, OrderStatus.Completed]
        )
        {
            _day.Do(Day.Maya, new UpdateOrderStatus(orderId, next, "done"));
        }
    }

    [Fact]
    public void What_went_back_of_a_tip_is_not_due_with_the_next_payment()
    {
        var order = _day.Billed("latte", "latte", "croissant");
        _day.Do(
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Cash, new Money(400), new Money(200))
        );

        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(600), "all of it"));
        Assert.Equal(new Money(1000), BillSums.DueOf(_day.Order(order.OrderId)));
        Assert.Equal(new Money(200), _day.Order(order.OrderId).Payment.TipRefunded);

        Pay(order, 1000);
        Assert.Equal(
            (Money.Zero, new Money(1000), PaymentStatus.Paid),
            (
                BillSums.DueOf(_day.Order(order.OrderId)),
                _day.Order(order.OrderId).Payment.Kept,
                _day.Order(order.OrderId).Payment.Status
            )
        );
        Ended(order.BillId!);
    }

    [Fact]
    public void A_refund_of_a_tip_that_failed_is_the_tips_again()
    {
        var order = _day.Pending("latte");
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new ProviderEvent(
                    "p:1",
                    order.OrderId,
                    ProviderEventKind.PaymentSucceeded,
                    order.Total,
                    new Money(100),
                    TransactionId: "pi_1",
                    Provider: "p"
                )
            )
        );
        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(430), "sorry"));
        Assert.Equal(
            (new Money(50), Money.Zero),
            (_day.Order(order.OrderId).Payment.TipRefunded, _day.Order(order.OrderId).Payment.Kept)
        );

        _day.Do(
            Day.Maya,
            new UpdateRefund(
                order.OrderId,
                _day.Order(order.OrderId).Payment.RefundsById.Values.Single().RefundId,
                RefundStatus.Failed
            )
        );

        Assert.Equal(
            (Money.Zero, order.Total, PaymentStatus.Paid),
            (
                _day.Order(order.OrderId).Payment.TipRefunded,
                _day.Order(order.OrderId).Payment.Kept,
                _day.Order(order.OrderId).Payment.Status
            )
        );
    }

    [Fact]
    public void A_voided_line_that_was_all_that_was_due_ends_the_bill_as_paid()
    {
        var order = _day.Billed("latte", "croissant");
        Pay(order, 380);

        _day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        var bill = Ended(order.BillId!);
        Assert.Equal(BillStatus.Paid, bill.Status);
        Assert.Equal(OrderMovedFact.System, _day.Facts.OfType<BillClosedFact>().Single().By);
        Assert.NotEqual(order.BillId, _day.Billed("latte").BillId);
    }

    [Fact]
    public void A_bill_of_which_all_is_cancelled_ends_closed_and_the_next_party_has_its_own()
    {
        var order = _day.Billed("latte");

        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(
            (BillStatus.Closed, new BillSums(Money.Zero, Money.Zero, Money.Zero)),
            (Ended(order.BillId!).Status, Ended(order.BillId!).Sums)
        );
        Assert.NotEqual(order.BillId, _day.Billed("latte").BillId);
    }

    [Fact]
    public void A_card_that_pays_all_that_was_due_ends_the_bill()
    {
        var order = _day.Billed("latte");

        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new ProviderEvent(
                    "p:1",
                    order.OrderId,
                    ProviderEventKind.PaymentSucceeded,
                    order.Total,
                    Money.Zero,
                    TransactionId: "pi_1",
                    Provider: "p"
                )
            )
        );

        Assert.Equal(BillStatus.Paid, Ended(order.BillId!).Status);
    }

    [Fact]
    public void A_bill_of_which_nothing_was_ever_due_stays_until_the_day_ends()
    {
        _day.Do(Day.Anna, new OpenBill("1"));
        _day.Do(Day.Anna, new OpenBill("2"));
        var due = _day.Place(Day.Anna, Day.AtTable("2", "latte") with { OnBill = true });

        _day.Live(24 * 60);

        var left = Assert.Single(_day.Cafe.Bills.Values);
        Assert.Equal(due.BillId, left.BillId);
        Assert.Equal(BillStatus.Closed, Assert.Single(_day.Cafe.ClosedBills.Values).Status);
        Assert.DoesNotContain(new EndDay(), CafeTimers.Due(_day.Cafe, _day.Now.AddDays(2)));
    }

    [Fact]
    public void A_day_end_that_is_late_for_a_bill_leaves_the_orders_of_today()
    {
        _day.Do(Day.Anna, new OpenBill("1"));
        _day.Wait(24 * 60);
        var today = _day.Confirmed("latte");

        _day.Do(Actor.System, new EndDay());

        Assert.Empty(_day.Cafe.Bills.Items);
        Assert.Empty(_day.Facts.OfType<DayEndedFact>());
        Assert.Equal(OrderStatus.Confirmed, _day.Order(today.OrderId).Status);
    }

    [Fact]
    public void Ended_it_keeps_its_sums_when_its_orders_are_kept_no_more()
    {
        var order = _day.Billed("latte");
        Pay(order, 380);
        Complete(order.OrderId);
        var sums = new BillSums(order.Total, order.Total, Money.Zero);
        Assert.Equal(sums, BillSums.Of(_day.Cafe, Ended(order.BillId!)));

        _day.Wait(25 * 60);
        _day.Cancelled("latte");

        Assert.Null(_day.Cafe.Order(order.OrderId));
        Assert.Equal(sums, BillSums.Of(_day.Cafe, Ended(order.BillId!)));
        Assert.Equal(sums, _day.Facts.OfType<BillClosedFact>().Single().Sums);
    }

    [Fact]
    public void What_is_given_back_after_its_end_is_in_its_sums_also_a_day_later()
    {
        var order = _day.Billed("latte");
        Pay(order, 380);
        Complete(order.OrderId);
        _day.Wait(25 * 60);
        _day.Cancelled("latte");

        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(80), "cold"));

        Assert.Equal(
            new BillSums(order.Total, new Money(300), Money.Zero),
            BillSums.Of(_day.Cafe, Ended(order.BillId!))
        );
    }

    [Fact]
    public void What_is_recorded_after_its_end_is_in_its_sums()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Maya, new CloseBill(order.BillId!, "ran away"));
        Assert.Equal(order.Total, BillSums.Of(_day.Cafe, Ended(order.BillId!)).Due);

        _day.Do(Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));

        Assert.Equal(
            new BillSums(order.Total, order.Total, Money.Zero),
            BillSums.Of(_day.Cafe, Ended(order.BillId!))
        );
    }

    [Fact]
    public void Cancelled_orders_do_not_fill_a_bill_and_leave_it_with_the_memory()
    {
        var kept = _day.Billed("latte");
        for (var count = 0; count < Bill.MostOrders; count++)
        {
            var order = _day.Billed("still-water");
            _day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
        }

        Assert.Equal(kept.BillId, _day.Billed("latte").BillId);
        _day.Wait(25 * 60);
        _day.Cancelled("latte");

        var bill = _day.Cafe.Bills.Items[kept.BillId!];
        Assert.Equal(2, bill.OrderIds.Count);
        Assert.All(bill.OrderIds.Items, orderId => Assert.NotNull(_day.Cafe.Order(orderId)));
    }

    [Fact]
    public void Living_orders_fill_a_bill()
    {
        for (var count = 0; count < Bill.MostOrders; count++)
        {
            _day.Billed("still-water");
        }

        var refused = _day.Refuse(
            RefusalCode.TooMany,
            Day.Guest,
            Day.AtTable("1", "still-water") with
            {
                OnBill = true,
            }
        );

        Assert.Equal(Bill.MostOrders, refused.Limit);
        Assert.DoesNotContain("BILL-", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_hears_no_numbers_of_bills_that_they_are_not_on()
    {
        _day.Do(
            Actor.System,
            new ConfigureCafe(_day.Cafe.Profile with { Bills = BillAccess.Open })
        );
        _day.Do(Day.Anna, new OpenBill("1"));
        _day.Do(Day.Anna, new OpenBill("1"));
        var closed = _day.Cafe.Bills.Values.First().BillId;
        var ordered = Day.AtTable("1", "latte") with { OnBill = true };

        Assert.DoesNotContain(
            "BILL-",
            _day.Refuse(RefusalCode.Conflict, Day.Guest, ordered).Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "BILL-",
            _day.Refuse(RefusalCode.Conflict, Day.Guest, new JoinBill("1")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "BILL-",
            _day.Refuse(RefusalCode.Conflict, Day.Anna, ordered).Message,
            StringComparison.Ordinal
        );
        _day.Do(Day.Anna, new CloseBill(closed));
        _day.Refuse(RefusalCode.NotFound, Day.Guest, ordered with { BillId = closed });
    }
}
