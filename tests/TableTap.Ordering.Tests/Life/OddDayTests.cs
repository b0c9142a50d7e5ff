using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>Days that are not as days should be. Each has an outcome.</summary>
public class OddDayTests
{
    private readonly Day day = new();

    [Fact]
    public void A_clock_that_is_put_back_lets_nobody_jump_the_queue()
    {
        var first = day.Confirmed("latte");
        day.Now = day.Now.AddHours(-1);
        var second = day.Confirmed("latte");

        Assert.Equal(
            [first.OrderId, second.OrderId],
            CounterQueue.At(day.Cafe, "espresso").Select(order => order.OrderId)
        );
        Assert.Equal(1, CounterQueue.Ahead(day.Cafe, "espresso", day.Order(second.OrderId)));
    }

    [Fact]
    public void A_clock_that_is_put_back_silences_nobody()
    {
        var order = day.Confirmed("latte");
        day.Wait(5);
        Assert.Contains(Review(), fact => fact is OrderEstimateChangedFact);
        day.Now = day.Now.AddHours(-1);

        var told = Review().OfType<OrderEstimateChangedFact>().Single();

        Assert.Equal((order.OrderId, 4, false), (told.OrderId, told.Current, told.Delayed));
    }

    [Fact]
    public void A_clock_that_is_put_back_while_something_is_made_teaches_nothing()
    {
        var order = day.Preparing("latte");
        day.Now = day.Now.AddHours(-1);

        var ready = day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready))
            .OfType<OrderReadyFact>()
            .Single();

        Assert.Equal(TimeSpan.Zero, ready.Quote!.Actual);
        Assert.Equal(0, day.Cafe.PreparationTimes.Count);
        Assert.InRange(day.Cafe.QuoteErrors.Correction(new()), 0.8, 2);
    }

    [Fact]
    public void A_clock_that_jumps_forward_makes_orders_late_but_not_lost()
    {
        var unpaid = day.Pending("latte");
        var order = day.Confirmed("latte");
        day.Now = day.Now.AddDays(1);
        day.Live(0);

        Assert.Equal(OrderStatus.Cancelled, day.Order(unpaid.OrderId).Status);
        var told = Review().OfType<OrderEstimateChangedFact>().Single();
        Assert.Equal((order.OrderId, true), (told.OrderId, told.Delayed));
        Assert.InRange(told.Current, 1, 10);
        Assert.Equal(OrderStatus.Confirmed, day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_break_over_a_clock_that_is_put_back_is_over_by_nothing()
    {
        day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10)));
        day.Now = day.Now.AddHours(-2);

        Assert.Equal(
            TimeSpan.Zero,
            day.Do(Day.Anna, new EndBreak()).OfType<BreakEndedFact>().Single().OverBy
        );
    }

    [Fact]
    public void An_order_that_costs_nothing_is_routed_and_quoted_like_any_other()
    {
        var free = new Day(
            DemoCafe.Profile with
            {
                Menu = DemoCafe
                    .Profile.Menu.Items.Select(item => item with { Price = Money.Zero })
                    .ToEquatableList(),
            }
        );

        var order = free.Place(Day.Guest, Day.Takeaway("latte"));

        Assert.Equal((OrderStatus.Confirmed, "espresso"), (order.Status, order.Lines[0].CounterId));
        Assert.Equal(TimeSpan.FromMinutes(4), order.Expected);
        Assert.Equal(0, free.Cafe.PaymentDeadlines.Count);
    }

    [Fact]
    public void An_order_of_fifty_lines_is_quoted_as_the_work_it_is_and_holds_up_those_behind_it()
    {
        var menu = DemoCafe.Profile.Menu.Items.Where(item => item.Tag == "hot_drinks").ToList();
        var big = day.Paid(
            day.Place(
                Day.Guest,
                Day.Takeaway([
                    .. Enumerable
                        .Range(0, 50)
                        .Select(line => new NewOrderLine(menu[line % menu.Count].ItemId, 1)),
                ])
            )
        );
        var work = menu.Sum(item => item.Preparation!.Value.TotalMinutes);
        var lines = Enumerable
            .Range(0, 50)
            .Sum(line => menu[line % menu.Count].Preparation!.Value.TotalMinutes);
        var longest = menu.Max(item => item.Preparation!.Value.TotalMinutes);

        Assert.True(work > 0);
        Assert.Equal(longest + 0.4 * (lines - longest) + 1, big.Expected!.Value.TotalMinutes, 6);
        Assert.Contains(Review(), fact => fact is IntakeChangedFact { Mode: IntakeMode.Busy });
        day.Refuse(RefusalCode.IntakePaused, Day.OtherGuest, Day.Takeaway("latte"));
        day.Moved(big, OrderStatus.Preparing);
        day.Wait(big.Expected.Value.TotalMinutes);
        day.Do(Day.Anna, new UpdateOrderStatus(big.OrderId, OrderStatus.Ready));
        Assert.Equal(OrderStatus.Ready, day.Order(big.OrderId).Status);
        Assert.Contains(
            day.Do(Actor.System, new ReviewCafe()),
            fact => fact is IntakeChangedFact { Mode: IntakeMode.Normal }
        );
    }

    [Fact]
    public void The_last_item_of_an_order_is_not_voided_but_the_order_cancelled()
    {
        var order = day.Confirmed("latte", "mocha");
        day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );
        day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        day.Do(Day.Anna, new CancelOrder(order.OrderId, CancelReason.ItemUnavailable));

        Assert.Equal(Money.Zero, day.Order(order.OrderId).Payment.Refundable);
        Assert.Empty(Review().OfType<OrderEstimateChangedFact>());
    }

    [Fact]
    public void The_price_of_the_menu_may_change_while_somebody_pays()
    {
        var order = day.Pending("latte");
        day.Do(
            Day.Ada,
            new ConfigureCafe(
                DemoCafe.Profile with
                {
                    Menu = DemoCafe
                        .Profile.Menu.Items.Select(item => item with { Price = new Money(1_000) })
                        .ToEquatableList(),
                }
            )
        );

        Assert.Equal(new Money(380), day.Paid(order).Payment.Captured);
        Assert.Equal(new Money(1_000), day.Pending("latte").Total);
    }

    [Fact]
    public void Money_that_the_currency_does_not_have_is_refused()
    {
        day.Do(
            Day.Ada,
            new ConfigureCafe(
                DemoCafe.Profile with
                {
                    Currency = "JPY",
                    Menu = DemoCafe
                        .Profile.Menu.Items.Select(item => item with { Price = new Money(50_000) })
                        .ToEquatableList(),
                    Customizations = DemoCafe
                        .Profile.Customizations.Items.Select(custom =>
                            custom with
                            {
                                PriceDelta = Money.Zero,
                            }
                        )
                        .ToEquatableList(),
                }
            )
        );
        var pending = day.Pending("latte");
        var paid = day.Paid(day.Pending("latte"));

        Refused("tip", Day.Bank, day.Success(pending) with { Tip = new Money(1) });
        Refused("amount", Day.Maya, new IssueRefund(paid.OrderId, new Money(50), "late"));
        Refused(
            "refundAmount",
            Day.Maya,
            new CancelOrder(paid.OrderId, CancelReason.Other, RefundAmount: new Money(50))
        );
        day.Do(Day.Maya, new IssueRefund(paid.OrderId, new Money(100), "late"));

        void Refused(string field, Actor actor, CafeCommand command) =>
            Assert.Equal(
                field,
                day.Refuse(RefusalCode.ValidationFailed, actor, command).Details[0].Path
            );
    }

    [Fact]
    public void Who_covers_and_goes_home_leaves_the_counter_to_nobody()
    {
        day.Confirmed("latte");
        day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(30), ["ben"]));
        day.Do(Day.Ben, new ClockOutEmployee());

        Assert.Equal(0, CounterStaffing.StaffAt(day.Cafe, "espresso"));
        day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("latte"));
        // Back at work the same day, Ben covers again until Anna is back.
        day.Do(Day.Ben, new ClockInEmployee());
        Assert.Equal(["cold", "espresso"], CounterStaffing.CountersOf(day.Cafe, "ben"));
        day.Do(Day.Anna, new EndBreak());
        Assert.Equal(["cold"], CounterStaffing.CountersOf(day.Cafe, "ben"));
    }

    [Fact]
    public void Who_covers_and_has_a_break_hands_on_what_they_cover()
    {
        day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(30), ["ben"]));
        var handed = day.Do(
                Day.Ben,
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["chloe"])
            )
            .OfType<BreakStartedFact>()
            .Single();

        Assert.Equal(["cold", "espresso"], handed.CounterIds.Items);
        Assert.Equal(["chloe"], CounterStaffing.At(day.Cafe, "espresso"));
        day.Do(Day.Ben, new EndBreak());
        Assert.Equal(["ben"], CounterStaffing.At(day.Cafe, "espresso"));
        Assert.Equal(["kitchen"], CounterStaffing.CountersOf(day.Cafe, "chloe"));
    }

    private IEnumerable<Fact> Review() => day.Do(Actor.System, new ReviewCafe());
}
