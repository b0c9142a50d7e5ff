using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Figures;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// A day of a full-service café: an order for later, a countdown that runs out, the lunch menu, courses and two rounds at a table, a comp,
/// a discount, one that is taken back, a remake, a bill that is divided and paid by three people in three ways, a refund, a service charge
/// that is taken off, a counter without room that offers another time, what is left over and completed at once, and tax on all of it. What
/// its closing says is counted again from the facts, and once more by hand.
/// </summary>
public class FullServiceDayTests
{
    private static readonly CafeProfile Brasserie = DemoCafe.Profile with
    {
        OpeningHours =
        [
            .. Enum.GetValues<DayOfWeek>()
                .Select(day => new OpeningHours(
                    day,
                    TimeSpan.FromHours(8),
                    TimeSpan.FromHours(23)
                )),
        ],
        Menu =
        [
            .. DemoCafe.Profile.Menu.Items.Select(item =>
                item.ItemId == "soup" ? item with { Menus = ["lunch"] }
                : item.Tag is "hot_drinks" or "cold_drinks" or null
                    ? item with
                    {
                        TaxClassId = "drinks",
                    }
                : item
            ),
        ],
        Menus =
        [
            new(
                "lunch",
                "Lunch",
                [new(DayOfWeek.Monday, new TimeSpan(11, 30, 0), TimeSpan.FromHours(14))]
            ),
        ],
        Counters =
        [
            .. DemoCafe.Profile.Counters.Items.Select(counter =>
                counter.CounterId == "cold" ? counter with { Capacity = 2 } : counter
            ),
        ],
        Bills = BillAccess.Join,
        Tax = new([new("food", "Food", 12m, 6m), new("drinks", "Drinks", 21m)]),
        Discounts = new([new("regulars", "Regulars", Percent: 10m, By: Role.Employee)]),
        ServiceCharge = new(10m, OrderType.DineIn, "food"),
        CashRounding = new Money(5),
        Closing = new(new Money(15_000)),
        Vouchers = "gifts",
        Limits = DemoCafe.Profile.Limits with
        {
            ScheduleHorizon = TimeSpan.FromDays(3),
            BusyAfter = TimeSpan.FromDays(7),
            PausedAfter = TimeSpan.FromDays(7),
        },
    };

    private readonly Day _day = new(Brasserie);

    [Fact]
    public void Its_closing_is_what_the_facts_say()
    {
        var later = Morning();
        var bill = Lunch();
        LiveUntil(Day.Morning.AddHours(4));
        Assert.NotNull(_day.Order(later.OrderId).ConfirmedAt);
        Make(later);
        Pay(bill);
        Afternoon();

        var closed = _day.Do(Day.Maya, new CloseDay(new Money(20_000)));

        var closing = Assert.Single(closed.OfType<DayClosedFact>()).Closing;
        SalesCountedAgain.Same(_day.Facts, _day.Cafe);
        ByHand(closing);
        Assert.Empty(closing.Open.Items);
    }

    /// <summary>Somebody orders for one o'clock, and two slices of banana bread are left.</summary>
    private Order Morning()
    {
        var later = _day.Paid(
            _day.Place(
                Day.OtherGuest,
                Day.Takeaway("cheesecake", "latte") with
                {
                    ScheduledFor = Day.Morning.AddHours(3),
                }
            )
        );
        Assert.Equal(OrderStatus.Scheduled, later.Status);

        _day.Do(
            Day.Maya,
            new UpdateItemAvailability("banana-bread", null, Available: true, Remaining: 2)
        );
        Make(_day.Confirmed("banana-bread", "espresso"));
        Make(_day.Confirmed("banana-bread", "green-tea"));
        Assert.False(Day.Accepts(_day, Day.Takeaway("banana-bread")));
        // Soup is for lunch, and it is ten o'clock.
        Assert.False(Day.Accepts(_day, Day.Takeaway("soup")));
        return later;
    }

    /// <summary>Two guests at table 4: starters and mains as courses, a second round, a comp and a remake.</summary>
    private string Lunch()
    {
        LiveUntil(Day.Morning.AddHours(2));
        _day.Do(Day.Anna, new OpenBill("4"));
        var first = _day.Place(
            Day.Guest,
            Day.AtTable("4") with
            {
                OnBill = true,
                Items =
                [
                    new("soup", 2, Course: 1),
                    new("club-sandwich", 1, Course: 2),
                    new("caesar-salad", 1, Course: 2),
                    new("sparkling-water", 2),
                ],
            }
        );
        var mains = Lines(first).Where(line => line.Course == 2).ToList();
        Assert.All(mains, line => Assert.Equal(LineStatus.Held, line.Status));
        MakeLines(first, line => line.Course == 1);
        LiveUntil(_day.Now.AddMinutes(1));
        Assert.All(
            Lines(first).Where(line => line.Course == 2),
            line => Assert.Equal(LineStatus.Queued, line.Status)
        );
        Make(first);

        var second = _day.Place(
            Day.Guest,
            Day.AtTable("4", "cappuccino", "espresso", "cheesecake") with
            {
                OnBill = true,
            }
        );
        Make(second);
        Assert.Equal(first.BillId, second.BillId);

        // The salad was not what it should be: for nothing. The cappuccino was cold: once more, and for nothing, too.
        _day.Do(
            Day.Maya,
            new ApplyDiscount(
                first.OrderId,
                new(Percent: 100, Reason: "too late"),
                Lines(first).Single(line => line.ItemId == "caesar-salad").LineId
            )
        );
        var cappuccino = Lines(second).Single(line => line.ItemId == "cappuccino").LineId;
        _day.Do(Day.Anna, new RemakeOrder(second.OrderId, "cold", [cappuccino]));
        Make(_day.Cafe.OpenOrders.Values.Single(order => order.RemakeOf is not null));
        // Half of it was meant for another table.
        var mistake = Assert.IsType<GivenDiscount>(
            _day.Try(
                Day.Maya,
                new ApplyDiscount(second.OrderId, new(Percent: 50, Reason: "waited"))
            ).Result
        );
        Assert.Equal(new Money(545), mistake.Off);
        _day.Do(Day.Maya, new RemoveDiscount(second.OrderId, mistake.AppliedId, "it was table 5"));
        _day.Do(Day.Anna, new ApplyBillDiscount(first.BillId!, new("regulars")));
        return first.BillId!;
    }

    /// <summary>Three people divide it: cash, rounded and with a tip; a card at the terminal; and a voucher for what is left.</summary>
    private void Pay(string billId)
    {
        _day.Do(Day.Anna, new SplitBill(billId, Ways: 3));
        var parts = _day.Cafe.Bills.Items[billId].Parts.Items;
        Assert.Equal(
            [new Money(1188), new Money(1188), new Money(1188)],
            parts.Select(part => part.Amount)
        );
        _day.Do(
            Day.Anna,
            new PayBill(
                billId,
                PaymentMethod.Cash,
                new Money(1190),
                Tip: new Money(100),
                PartId: parts[0].PartId
            )
        );
        _day.Do(
            Day.Anna,
            new PayBill(
                billId,
                PaymentMethod.Card,
                new Money(1188),
                Tip: new Money(50),
                PartId: parts[1].PartId,
                Reference: "T1-4711"
            )
        );
        _day.Do(Day.Anna, new PayByVoucher("gift", null, billId, new Money(1188), "4712"));
        _day.Do(Actor.System, new ReportVoucherHeld("gift", new Money(1188)));
        _day.Do(Actor.System, new ReportVoucherSettled("gift"));
        Assert.False(_day.Cafe.Bills.TryGet(billId, out _));
    }

    /// <summary>
    /// One order is cancelled and one gets part of its money back; who served themselves pays no service charge; and nobody taps on what was
    /// handed over.
    /// </summary>
    private void Afternoon()
    {
        var cancelled = _day.Confirmed("mocha");
        _day.Do(Day.Maya, new CancelOrder(cancelled.OrderId, CancelReason.Other, "no milk"));
        var refunded = _day.Confirmed("club-sandwich", "iced-tea");
        Make(refunded);
        _day.Do(Day.Maya, new IssueRefund(refunded.OrderId, new Money(320), "tea too sweet"));
        var alone = _day.Place(Day.OtherGuest, Day.AtTable("7", "espresso"));
        Assert.Equal(new Money(286), alone.Total);
        _day.Do(Day.Maya, new RemoveServiceCharge(alone.OrderId, "served themselves"));
        Make(_day.Paid(_day.Order(alone.OrderId)));
        var untapped = _day.Confirmed("espresso");
        FullCounter();
        LiveUntil(Day.Morning.AddHours(6));
        Assert.Equal(OrderStatus.Confirmed, _day.Order(untapped.OrderId).Status);
        _day.Do(Day.Maya, new SettleOrders(OrderStatus.Completed, "handed over long ago"));
        Assert.Equal(OrderStatus.Completed, _day.Order(untapped.OrderId).Status);
    }

    /// <summary>The cold bar makes two pieces in a quarter of an hour: who wants a third one is offered the next quarter, and takes it.</summary>
    private void FullCounter()
    {
        LiveUntil(Day.Morning.AddHours(4.5));
        var two = _day.Confirmed("lemonade", "lemonade");
        var full = _day.Refuse(
            RefusalCode.SlotUnavailable,
            Day.OtherGuest,
            Day.Takeaway("lemonade")
        );
        Assert.Equal(Day.Morning.AddHours(4.75), full.Earliest);
        var offered = _day.Paid(
            _day.Place(
                Day.OtherGuest,
                Day.Takeaway("lemonade") with
                {
                    ScheduledFor = full.Earliest,
                }
            )
        );
        Assert.Equal(OrderStatus.Scheduled, offered.Status);
        Make(two);
        LiveUntil(Day.Morning.AddHours(4.75));
        Make(offered);
    }

    /// <summary>The day in plain sums of its menu: no amount in here is worked out by the product.</summary>
    private static void ByHand(Closing closing)
    {
        var sales = closing.Sales;
        // By card: 4.80 + 3.80, 3.30 + 2.60, 3.30 + 2.90, 7.90 + 3.20 less 3.20, 2.60 at a table without its 0.26, 2.60, and lemonades for
        // 2 x 3.40 and 3.40.
        var byCard = new Money(860 + 590 + 620 + 790 + 260 + 260 + 680 + 340);
        var gateway = sales.Takings.Values.Where(one => one.Tender == Tender.Gateway);
        Assert.Equal(byCard, gateway.Aggregate(Money.Zero, (sum, one) => sum + one.Left));
        // The table: 2 x 6.10 + 7.90 + 2 x 2.50 without the salad, and 3.50 + 2.60 + 4.80: 25.10 and 10.90. A tenth off: 22.59 and 9.81.
        // A tenth for the service: 24.85 and 10.79. In three parts: 11.88 each, of which the first is 11.90 in cash.
        Assert.Equal(new Money(980), sales.Comps);
        Assert.Equal(new Money(251 + 109), sales.Discounts);
        Assert.Equal(new Money(226 + 98), sales.ServiceCharge);
        Assert.Equal(new Money(2), sales.Rounding);
        Assert.Equal(
            [
                "Cash anna: 1, 11.90 and 1.00",
                "Terminal anna: 1, 11.88 and 0.50",
                "Voucher anna: 1, 11.88 and 0.00",
            ],
            sales
                .Takings.Values.Where(one => one.Tender != Tender.Gateway)
                .Select(one =>
                    $"{one.Tender} {one.PersonId}: {one.Payments}, {one.Amount} and {one.Tips}"
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(byCard + new Money(2485 + 1079 + 2), sales.Gross);
        Assert.Equal(new Money(150), sales.Tips);
        // Drinks of each order: 4.50, 5.49, 3.80, 2.60, 2.90, 2.28, 2.60, 2.60, 6.80 and 3.40, each with its tax of 21 %. Food at the table
        // with the service charge: 20.35 and 5.30, with 12 %. Food to take away: 4.80, 3.30, 3.30 and 5.62, with 6 %. What is left of
        // 7.90 + 3.20 has both in it.
        Assert.Equal(
            [
                new TaxAmount(
                    21m,
                    new Money(3697 - 641),
                    new Money(78 + 95 + 66 + 45 + 50 + 40 + 45 + 45 + 118 + 59)
                ),
                new TaxAmount(12m, new Money(2565 - 275), new Money(218 + 57)),
                new TaxAmount(6m, new Money(1702 - 97), new Money(27 + 19 + 19 + 32)),
            ],
            sales.Taxes.Items
        );
        // The mocha.
        Assert.Equal(new CountedMoney(1, new Money(420)), sales.Cancellations);
        Assert.Equal(default(CountedMoney), sales.Voids);
        // 150.00 in the drawer, and 11.90 with a tip of 1.00; 200.00 were counted.
        Assert.Equal(new Money(16_290), closing.Expected);
        Assert.Equal(new Money(3_710), closing.Difference);
        Assert.Equal("T1-4711", Assert.Single(sales.TerminalPayments.Items).Reference);
        Assert.Equal(2, sales.Items.Values.Single(one => one.ItemId == "banana-bread").Units);
        Assert.Equal(2, sales.Items.Values.Single(one => one.ItemId == "soup").Units);
    }

    private IEnumerable<OrderLine> Lines(Order order) => _day.Order(order.OrderId).Lines.Items;

    private void Make(Order order) => MakeLines(order, _ => true);

    private void MakeLines(Order order, Func<OrderLine, bool> which)
    {
        foreach (
            var line in Lines(order).Where(which).Where(line => line.NeedsPreparation).ToList()
        )
        {
            _day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Started));
            _day.Live(1);
            _day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Ready));
        }
    }

    private void LiveUntil(DateTimeOffset end)
    {
        while (_day.Now < end)
        {
            _day.Live(0.5);
            _day.Do(Actor.System, new ReviewCafe());
        }
    }
}
