using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Figures;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>The X and the Z report (docs/protocol.md §5, "The day's closing").</summary>
public class ClosingTests
{
    private static readonly CafeProfile Closes = DemoCafe.Profile with
    {
        Closing = new(new Money(10_000)),
        Tax = new([new("all", "All", 21m)]),
    };

    private readonly Day _day = new(Closes);

    private static Closing Current(Day day) => ClosingReport.Of(day.Cafe, day.Now, Day.Maya.UserId);

    private static Closing Close(Day day, Money? counted = null) =>
        day.Do(Day.Maya, new CloseDay(counted)).OfType<DayClosedFact>().Single().Closing;

    [Fact]
    public void A_closing_has_everything_that_moved_and_the_next_one_begins_with_nothing()
    {
        var cash = _day.Billed("latte", "croissant");
        _day.Do(Day.Anna, new PayBill(cash.BillId!, PaymentMethod.Cash, cash.Total, new Money(50)));
        _day.Confirmed("latte");

        var closing = Close(_day, new Money(10_500));

        Assert.Equal((1L, "maya"), (closing.Number, closing.By));
        Assert.Equal(2, closing.Sales.Orders);
        Assert.Equal(new Money(620 + 380), closing.Sales.Gross);
        Assert.Equal(closing.Sales.Gross, closing.Sales.Net + closing.Sales.Tax);
        Assert.Equal(new Money(50), closing.Sales.Tips);
        Assert.Equal((1L, 2L), (closing.Sales.FirstReceipt, closing.Sales.LastReceipt));
        Assert.Equal(new Money(10_670), closing.Expected);
        Assert.Equal(new Money(-170), closing.Difference);
        Assert.Equal(
            ["Cash anna 1", "Gateway  1"],
            closing.Sales.Takings.Values.Select(one =>
                $"{one.Tender} {one.PersonId} {one.Payments}"
            )
        );
        Assert.Equal(
            ["croissant 1 2.40", "latte 2 7.60"],
            closing.Sales.Items.Values.Select(one => $"{one.ItemId} {one.Units} {one.Amount}")
        );
        Assert.True(Current(_day).Sales.IsEmpty);
        Assert.Equal((2L, closing.At), (Current(_day).Number, Current(_day).Sales.Since));
    }

    [Fact]
    public void A_payment_at_a_terminal_is_listed_and_counts_once_for_all_rounds()
    {
        var first = _day.Billed("latte");
        var second = _day.Billed("croissant");

        _day.Do(
            Day.Ben,
            new PayBill(
                first.BillId!,
                PaymentMethod.Card,
                first.Total + second.Total,
                new Money(100),
                Reference: "T1-4711"
            )
        );

        var sales = Current(_day).Sales;
        var taken = Assert.Single(sales.Takings.Values);
        Assert.Equal((Tender.Terminal, "ben", 1), (taken.Tender, taken.PersonId, taken.Payments));
        var listed = Assert.Single(sales.TerminalPayments.Items);
        Assert.Equal(
            ("T1-4711", new Money(620), new Money(100)),
            (listed.Reference, listed.Amount, listed.Tip)
        );
        Assert.Equal(Money.Zero, sales.Cash);
    }

    [Fact]
    public void A_refund_of_yesterdays_order_counts_today_and_goes_back_the_way_it_came()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, order.Total));
        var yesterday = Close(_day);
        _day.Wait(24 * 60);

        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "cold"));

        var today = Close(_day);
        Assert.Equal(new Money(380), yesterday.Sales.Gross);
        Assert.Equal(new Money(-100), today.Sales.Gross);
        var taken = Assert.Single(today.Sales.Takings.Values);
        Assert.Equal(
            (Tender.Cash, "maya", 1, new Money(100)),
            (taken.Tender, taken.PersonId, taken.Refunds, taken.Refunded)
        );
        Assert.Equal(new Money(10_000 - 100), today.Expected);
        Assert.Equal((2L, 2L), (today.Sales.FirstReceipt, today.Sales.LastReceipt));
    }

    [Fact]
    public void What_is_voided_or_cancelled_after_its_confirmation_is_taken_off_and_counted()
    {
        var first = _day.Confirmed("latte", "croissant");
        var second = _day.Confirmed("latte");
        Close(_day);

        _day.Do(
            Day.Maya,
            new UpdateOrderItem(first.OrderId, first.Lines[1].LineId, LineStatus.Voided)
        );
        _day.Do(Day.Maya, new CancelOrder(second.OrderId, CancelReason.CustomerRequest));

        var sales = Current(_day).Sales;
        Assert.Equal((1, new Money(240)), (sales.Voids.Count, sales.Voids.Amount));
        Assert.Equal((1, new Money(380)), (sales.Cancellations.Count, sales.Cancellations.Amount));
        Assert.Equal(
            ["croissant -1 -2.40", "latte -1 -3.80"],
            sales.Items.Values.Select(one => $"{one.ItemId} {one.Units} {one.Amount}")
        );
        Assert.Equal(new Money(-620), sales.Gross);
    }

    [Fact]
    public void An_order_that_nobody_paid_and_that_expires_is_no_cancellation()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Assert.True(Current(_day).Sales.IsEmpty);
    }

    [Fact]
    public void Open_bills_and_unpaid_orders_are_listed_and_stay_open()
    {
        var billed = _day.Billed("latte");
        var unpaid = _day.Pending("croissant");
        _day.Confirmed("latte");

        var closing = Close(_day);

        Assert.Equal(
            [(billed.BillId!, true, billed.Total), (unpaid.OrderId, false, unpaid.Total)],
            closing.Open.Items.Select(one => (one.Id, one.IsBill, one.Due))
        );
        _day.Do(Day.Anna, new PayBill(billed.BillId!, PaymentMethod.Cash, billed.Total));
        Assert.Equal(billed.Total, Current(_day).Sales.Gross);
    }

    [Fact]
    public void What_nobody_paid_of_a_closed_bill_is_written_off()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Maya, new CloseBill(order.BillId!, "they left"));

        Assert.Empty(Current(_day).Open.Items);
        Assert.Equal(order.Total, BillSums.DueOf(_day.Order(order.OrderId)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refund_of_what_an_earlier_version_took_at_a_terminal_is_not_out_of_the_drawer(
        bool hasReceipt
    )
    {
        var order = _day.Billed("latte");
        _day.Do(
            Day.Ben,
            new PayBill(order.BillId!, PaymentMethod.Card, order.Total, Reference: "T1-4711")
        );
        _day.Cafe = AsAnEarlierVersionKept(_day.Cafe, order.OrderId, hasReceipt);

        _day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "cold"));

        var sales = Current(_day).Sales;
        Assert.Equal(Money.Zero, sales.Cash);
        Assert.Equal(
            ["Terminal ben 0.00", "Terminal maya 1.00"],
            sales.Takings.Values.Select(one => $"{one.Tender} {one.PersonId} {one.Refunded}")
        );
    }

    private static Cafe AsAnEarlierVersionKept(Cafe cafe, string orderId, bool hasReceipt)
    {
        var order = cafe.Order(orderId)!;
        var capture = order.Payment.Captures.Items.Single() with { Tender = null };
        order = order with
        {
            Payment = order.Payment with
            {
                Captures = [hasReceipt ? capture : capture with { ReceiptNumber = null }],
            },
        };
        return cafe with { OpenOrders = cafe.OpenOrders.Set(orderId, order) };
    }

    [Fact]
    public void A_day_is_closed_once()
    {
        _day.Confirmed("latte");
        Close(_day);

        _day.Refuse(RefusalCode.Conflict, Day.Maya, new CloseDay());
        _day.Refuse(RefusalCode.Conflict, Day.Maya, new CloseDay(ExpectedNumber: 1));
        _day.Refuse(RefusalCode.Conflict, Day.Maya, new CloseDay(ExpectedNumber: 3));

        // A day without a guest is closed, too.
        _day.Wait(24 * 60);
        Assert.Equal(2, Close(_day).Number);
    }

    [Fact]
    public void What_was_counted_is_an_amount_of_the_currency()
    {
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, new CloseDay(new Money(-1)));
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new CloseDay(Money.OfThousandths(10_001))
        );
    }

    [Fact]
    public void A_cafe_that_keeps_no_closings_counts_nothing_and_closes_nothing()
    {
        var day = new Day();
        day.Confirmed("latte");

        Assert.Null(day.Cafe.Figures.Sales);
        day.Refuse(RefusalCode.Conflict, Day.Maya, new CloseDay());
    }

    [Fact]
    public void What_moves_while_the_file_forgets_closings_is_not_lost()
    {
        var order = _day.Confirmed("latte");
        _day.Do(Actor.System, new ConfigureCafe(_day.Cafe.Profile with { Closing = null }));
        _day.Confirmed("latte");
        _day.Refuse(RefusalCode.Conflict, Day.Maya, new CloseDay());
        _day.Do(Actor.System, new ConfigureCafe(_day.Cafe.Profile with { Closing = new() }));

        Assert.Equal(order.Total + order.Total, Close(_day).Sales.Gross);
    }

    [Fact]
    public void A_clock_that_jumps_back_counts_nothing_twice()
    {
        _day.Confirmed("latte");
        Close(_day);
        _day.Wait(-36 * 60);
        _day.Confirmed("croissant");
        var second = Close(_day);

        Assert.Equal((2L, new Money(240)), (second.Number, second.Sales.Gross));
        SalesCountedAgain.Same(_day.Facts, _day.Cafe);
    }

    [Fact]
    [Trait("Lines", "reached")]
    public void In_any_order_of_payments_refunds_voids_and_closings_all_reports_are_all_facts()
    {
        Gen.Select(Gen.Int[0, 11].Array[1, 40], Gen.Int)
            .Sample(
                (steps, seed) =>
                {
                    var (day, random) = (new Day(Closes, seed), new Random(seed));
                    foreach (var step in steps)
                    {
                        Step(day, random, step);
                        Assert.Equal(
                            Current(day).Sales.Gross + Current(day).Sales.Tips,
                            Current(day)
                                .Sales.Takings.Values.Aggregate(
                                    Money.Zero,
                                    (sum, one) => sum + one.Left
                                )
                        );
                    }

                    SalesCountedAgain.Same(day.Facts, day.Cafe);
                },
                iter: 200
            );
    }

    private static void Step(Day day, Random random, int step)
    {
        if (!Day.Accepts(day, Day.Takeaway("latte", "croissant")))
        {
            // The counters have enough to do: until they have less nothing is ordered.
            step = Math.Max(step, 3);
        }

        string[] items = random.Next(2) == 0 ? ["latte"] : ["latte", "croissant"];
        var orders = day.Cafe.OpenOrders.Values.ToList();
        var order = orders.Count == 0 ? null : orders[random.Next(orders.Count)];
        var bill = day.Cafe.Bills.Values.FirstOrDefault();
        switch (step)
        {
            case 0 or 1:
                day.Billed(items);
                break;
            case 2:
                day.Confirmed(items);
                break;
            case 3 when bill is not null:
                var due = BillSums.Of(day.Cafe, bill).Due;
                day.Try(
                    Day.Anna,
                    new PayBill(
                        bill.BillId,
                        random.Next(2) == 0 ? PaymentMethod.Cash : PaymentMethod.Card,
                        random.Next(2) == 0 ? due : new Money(random.Next(1, 300)),
                        new Money(random.Next(100)),
                        Reference: random.Next(2) == 0 ? "T-1" : null
                    )
                );
                break;
            case 4 when bill is not null:
                day.Try(Day.Anna, new SplitBill(bill.BillId, random.Next(1, 4)));
                break;
            case 5 when bill?.Parts.Items.FirstOrDefault(one => !one.IsPaid) is { } part:
                day.Try(
                    Day.Ben,
                    new PayBill(bill.BillId, PaymentMethod.Cash, part.Amount, PartId: part.PartId)
                );
                break;
            case 6 when order is not null:
                day.Try(
                    Day.Maya,
                    new UpdateOrderItem(
                        order.OrderId,
                        order.Lines[^1].LineId,
                        LineStatus.Voided,
                        "gone"
                    )
                );
                break;
            case 7 when order is not null:
                day.Try(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
                break;
            case 8 when order is not null:
                day.Try(
                    Day.Maya,
                    new IssueRefund(order.OrderId, new Money(random.Next(1, 500)), "cold")
                );
                break;
            case 9:
                day.Try(Day.Maya, new CloseDay());
                break;
            case 10:
                day.Wait(random.Next(-600, 1_200));
                break;
            case 11 when Day.Accepts(day, Day.Takeaway(items)):
                var place = day.Pending(items);
                day.Try(Day.Guest, new CancelOrder(place.OrderId, CancelReason.CustomerRequest));
                break;
        }
    }
}
