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
    private readonly Day _day = new();

    [Fact]
    public void A_clock_that_is_put_back_lets_nobody_jump_the_queue()
    {
        var first = _day.Confirmed("latte");
        _day.Now = _day.Now.AddHours(-1);
        var second = _day.Confirmed("latte");

        Assert.Equal(
            [first.OrderId, second.OrderId],
            CounterQueue.At(_day.Cafe, "espresso").Select(order => order.OrderId)
        );
        Assert.Equal(
            1,
            Backlog.Ahead(_day.Cafe, _day.Order(second.OrderId), _day.Now).Orders("espresso")
        );
    }

    [Fact]
    public void A_clock_that_is_put_back_silences_nobody()
    {
        var order = _day.Confirmed("latte");
        _day.Wait(5);
        Assert.Contains(Review(), fact => fact is OrderEstimateChangedFact);
        _day.Now = _day.Now.AddHours(-1);

        var told = Review().OfType<OrderEstimateChangedFact>().Single();

        Assert.Equal((order.OrderId, 4, false), (told.OrderId, told.Current, told.Delayed));
    }

    [Fact]
    public void A_clock_that_is_put_back_while_something_is_made_teaches_nothing()
    {
        var order = _day.Preparing("latte");
        _day.Now = _day.Now.AddHours(-1);

        var ready = _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready))
            .OfType<OrderReadyFact>()
            .Single();

        Assert.Equal(TimeSpan.Zero, ready.Quote!.Actual);
        Assert.Equal(0, _day.Cafe.PreparationTimes.Count);
        Assert.InRange(_day.Cafe.QuoteErrors.Correction(new()), 0.8, 2);
    }

    [Fact]
    public void A_clock_that_jumps_forward_makes_orders_late_but_not_lost()
    {
        var unpaid = _day.Pending("latte");
        var order = _day.Confirmed("latte");
        _day.Now = _day.Now.AddDays(1);
        _day.Live(0);

        Assert.Equal(OrderStatus.Cancelled, _day.Order(unpaid.OrderId).Status);
        var told = Review().OfType<OrderEstimateChangedFact>().Single();
        Assert.Equal((order.OrderId, true), (told.OrderId, told.Delayed));
        Assert.InRange(told.Current, 1, 10);
        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_break_over_a_clock_that_is_put_back_is_over_by_nothing()
    {
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10)));
        _day.Now = _day.Now.AddHours(-2);

        Assert.Equal(
            TimeSpan.Zero,
            _day.Do(Day.Anna, new EndBreak()).OfType<BreakEndedFact>().Single().OverBy
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
        var big = _day.Paid(
            _day.Place(
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
        _day.Refuse(RefusalCode.IntakePaused, Day.OtherGuest, Day.Takeaway("latte"));
        _day.Moved(big, OrderStatus.Preparing);
        _day.Wait(big.Expected.Value.TotalMinutes);
        _day.Do(Day.Anna, new UpdateOrderStatus(big.OrderId, OrderStatus.Ready));
        Assert.Equal(OrderStatus.Ready, _day.Order(big.OrderId).Status);
        Assert.Contains(
            _day.Do(Actor.System, new ReviewCafe()),
            fact => fact is IntakeChangedFact { Mode: IntakeMode.Normal }
        );
    }

    [Fact]
    public void The_last_item_of_an_order_is_not_voided_but_the_order_cancelled()
    {
        var order = _day.Confirmed("latte", "mocha");
        _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        _day.Do(Day.Anna, new CancelOrder(order.OrderId, CancelReason.ItemUnavailable));

        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Payment.Refundable);
        Assert.Empty(Review().OfType<OrderEstimateChangedFact>());
    }

    [Fact]
    public void The_price_of_the_menu_may_change_while_somebody_pays()
    {
        var order = _day.Pending("latte");
        _day.Do(
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

        Assert.Equal(new Money(380), _day.Paid(order).Payment.Captured);
        Assert.Equal(new Money(1_000), _day.Pending("latte").Total);
    }

    [Fact]
    public void Money_that_the_currency_does_not_have_is_refused()
    {
        _day.Do(
            Day.Ada,
            new ConfigureCafe(
                DemoCafe.Profile with
                {
                    Currency = "JPY",
                    Menu = DemoCafe
                        .Profile.Menu.Items.Where(item => item.Groups.Count == 0)
                        .Select(item => item with { Price = new Money(50_000) })
                        .ToEquatableList(),
                    Groups = [],
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
        var pending = _day.Pending("latte");
        var paid = _day.Paid(_day.Pending("latte"));

        Refused("tip", Day.Bank, _day.Success(pending) with { Tip = new Money(1) });
        Refused("amount", Day.Maya, new IssueRefund(paid.OrderId, new Money(50), "late"));
        Refused(
            "refundAmount",
            Day.Maya,
            new CancelOrder(paid.OrderId, CancelReason.Other, RefundAmount: new Money(50))
        );
        _day.Do(Day.Maya, new IssueRefund(paid.OrderId, new Money(100), "late"));

        void Refused(string field, Actor actor, CafeCommand command) =>
            Assert.Equal(
                field,
                _day.Refuse(RefusalCode.ValidationFailed, actor, command).Details[0].Path
            );
    }

    [Fact]
    public void Who_covers_and_goes_home_leaves_the_counter_to_nobody()
    {
        _day.Confirmed("latte");
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(30), ["ben"]));
        _day.Do(Day.Ben, new ClockOutEmployee());

        Assert.Equal(0, CounterStaffing.StaffAt(_day.Cafe, "espresso"));
        _day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("latte"));
        // Back at work the same day, Ben covers again until Anna is back.
        _day.Do(Day.Ben, new ClockInEmployee());
        Assert.Equal(["cold", "espresso"], CounterStaffing.CountersOf(_day.Cafe, "ben"));
        _day.Do(Day.Anna, new EndBreak());
        Assert.Equal(["cold"], CounterStaffing.CountersOf(_day.Cafe, "ben"));
    }

    [Fact]
    public void Who_covers_and_has_a_break_hands_on_what_they_cover()
    {
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(30), ["ben"]));
        var handed = _day.Do(
                Day.Ben,
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["chloe"])
            )
            .OfType<BreakStartedFact>()
            .Single();

        Assert.Equal(["cold", "espresso"], handed.CounterIds.Items);
        Assert.Equal(["chloe"], CounterStaffing.At(_day.Cafe, "espresso"));
        _day.Do(Day.Ben, new EndBreak());
        Assert.Equal(["ben"], CounterStaffing.At(_day.Cafe, "espresso"));
        Assert.Equal(["kitchen"], CounterStaffing.CountersOf(_day.Cafe, "chloe"));
    }

    private IEnumerable<Fact> Review() => _day.Do(Actor.System, new ReviewCafe());
}
