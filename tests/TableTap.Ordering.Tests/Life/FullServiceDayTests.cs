using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Figures;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// A day of a full-service café: an order for later, a countdown that runs out, the lunch menu, courses and two rounds at a table, a comp,
/// a discount, a remake, a bill that is divided and paid by three people in three ways, a refund, and tax on all of it. What its
/// closing says is counted again from the facts, and once more by hand.
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
        Bills = BillAccess.Join,
        Tax = new([new("food", "Food", 12m, 6m), new("drinks", "Drinks", 21m)]),
        Discounts = new([new("regulars", "Regulars", Percent: 10m, By: Role.Employee)]),
        ServiceCharge = new(10m, OrderType.DineIn, "food"),
        CashRounding = new Money(5),
        Closing = new(new Money(15_000)),
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
        Assert.Equal(closing.Sales.Gross, closing.Sales.Net + closing.Sales.Tax);
        Assert.Equal(3, closing.Sales.Taxes.Items.Length);
        Assert.Equal(new Money(20_000) - closing.Expected, closing.Difference);
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
        _day.Do(Day.Anna, new ApplyBillDiscount(first.BillId!, new("regulars")));
        return first.BillId!;
    }

    /// <summary>Three people divide it: cash, rounded and with a tip; a card at the terminal; and the card of the guest who is left.</summary>
    private void Pay(string billId)
    {
        _day.Do(Day.Anna, new SplitBill(billId, Ways: 3));
        var parts = _day.Cafe.Bills.Items[billId].Parts.Items;
        Assert.Equal(3, parts.Length);
        _day.Do(
            Day.Anna,
            new PayBill(
                billId,
                PaymentMethod.Cash,
                _day.Cafe.Profile.InCash(parts[0].Amount),
                Tip: new Money(100),
                PartId: parts[0].PartId
            )
        );
        _day.Do(
            Day.Anna,
            new PayBill(
                billId,
                PaymentMethod.Card,
                parts[1].Amount,
                PartId: parts[1].PartId,
                Reference: "T1-4711"
            )
        );
        _day.Do(
            Day.Anna,
            new PayBill(
                billId,
                PaymentMethod.Card,
                parts[2].Amount,
                Tip: new Money(50),
                PartId: parts[2].PartId,
                Reference: "T1-4712"
            )
        );
        Assert.False(_day.Cafe.Bills.TryGet(billId, out _));
    }

    /// <summary>One order is cancelled and one gets part of its money back.</summary>
    private void Afternoon()
    {
        var cancelled = _day.Confirmed("mocha");
        _day.Do(Day.Maya, new CancelOrder(cancelled.OrderId, CancelReason.Other, "no milk"));
        var refunded = _day.Confirmed("club-sandwich", "iced-tea");
        Make(refunded);
        _day.Do(Day.Maya, new IssueRefund(refunded.OrderId, new Money(320), "tea too sweet"));
        LiveUntil(Day.Morning.AddHours(6));
    }

    /// <summary>The day in plain sums of its menu.</summary>
    private void ByHand(Closing closing)
    {
        // Takeaway by card: 4.80 + 3.80, 3.30 + 2.60, 3.30 + 2.90, 7.90 + 3.20 less 3.20.
        var takeaway = new Money(860 + 590 + 620 + 790);
        var sales = closing.Sales;
        var gateway = sales.Takings.Values.Where(one => one.Tender == Tender.Gateway);
        Assert.Equal(takeaway, gateway.Aggregate(Money.Zero, (sum, one) => sum + one.Left));
        var table = sales.Takings.Values.Where(one => one.Tender != Tender.Gateway).ToList();
        Assert.Equal(3, table.Sum(one => one.Payments));
        Assert.Equal(new Money(150), sales.Tips);
        Assert.Equal(
            sales.Gross - takeaway + sales.Tips,
            table.Aggregate(Money.Zero, (sum, one) => sum + one.Left)
        );
        Assert.Equal(1, sales.Cancellations.Count);
        Assert.Equal(new Money(980), sales.Comps);
        Assert.True(sales is { Discounts.IsPositive: true, ServiceCharge.IsPositive: true });
        Assert.Equal(2, sales.TerminalPayments.Items.Length);
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
