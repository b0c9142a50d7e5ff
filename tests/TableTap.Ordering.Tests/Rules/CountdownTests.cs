using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>How many are left of what is counted (docs/protocol.md §5, "Countdown").</summary>
public class CountdownTests
{
    private const string Cake = "cheesecake";

    private static readonly CafeProfile WithNights = DemoCafe.Profile with
    {
        Limits = new CafeLimits { DayCutOff = TimeSpan.FromHours(4) },
    };

    private readonly Day _day = new(WithNights);

    private static UpdateItemAvailability Counted(int left, bool backNextDay = false) =>
        new(Cake, null, Available: true, Remaining: left, BackNextDay: backNextDay);

    private void Count(int left, bool backNextDay = false) =>
        _day.Do(Day.Anna, Counted(left, backNextDay));

    private int? Left => _day.Cafe.Countdowns.TryGet($"{Cake}||", out var one) ? one.Left : null;

    private bool IsOnSale => MenuAvailability.IsAvailable(_day.Cafe, _day.Cafe.Profile.Item(Cake)!);

    private Refusal Refused(CreateOrder order) =>
        _day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, order);

    [Fact]
    public void A_confirmation_takes_and_an_order_that_is_not_confirmed_does_not()
    {
        Count(6);
        var order = _day.Place(Day.Guest, Day.Takeaway(new NewOrderLine(Cake, 2)));
        Assert.Equal(6, Left);

        _day.Pay(order);

        Assert.Equal(4, Left);
        Assert.True(IsOnSale);
    }

    [Fact]
    public void At_none_it_is_sold_out_by_itself_and_those_who_have_theirs_get_it()
    {
        Count(1);

        var order = _day.Confirmed(Cake);

        Assert.Equal(0, Left);
        Assert.False(IsOnSale);
        Assert.Contains(
            "is not available",
            Refused(Day.Takeaway(Cake)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal("kitchen", order.Lines[0].CounterId);
        Assert.Equal(OrderStatus.Ready, MadeReady(order).Status);
    }

    private Order MadeReady(Order order)
    {
        _day.Moved(order, OrderStatus.Preparing);
        return _day.Moved(order, OrderStatus.Ready, reason: "made");
    }

    [Fact]
    public void An_order_that_wants_more_than_is_left_is_told_how_many_there_are()
    {
        Count(3);

        var refusal = Refused(
            Day.Takeaway(
                new NewOrderLine(Cake, 2),
                new("latte", 1),
                new NewOrderLine(Cake, 2, Note: "a large one")
            )
        );

        var problem = Assert.Single(refusal.Details.Items);
        Assert.Equal(
            ("items[2].quantity", "only 3 of Speculoos Cheesecake left"),
            (problem.Path, problem.What)
        );
    }

    [Fact]
    public void What_is_cancelled_before_the_start_comes_back_and_is_on_sale_again()
    {
        Count(2);
        var order = _day.Place(Day.Guest, Day.Takeaway(new NewOrderLine(Cake, 2)));
        _day.Pay(order);
        Assert.False(IsOnSale);

        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(2, Left);
        Assert.True(IsOnSale);
    }

    [Fact]
    public void A_line_that_is_voided_before_the_start_comes_back()
    {
        Count(2);
        var order = _day.Confirmed(Cake, "latte");

        _day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );

        Assert.Equal(2, Left);
    }

    [Fact]
    public void What_was_begun_is_used_up()
    {
        Count(4);
        var voided = _day.Preparing(Cake, "latte");
        var cancelled = _day.Preparing(Cake);

        _day.Do(
            Day.Maya,
            new UpdateOrderItem(voided.OrderId, voided.Lines[0].LineId, LineStatus.Voided)
        );
        _day.Do(Day.Maya, new CancelOrder(cancelled.OrderId, CancelReason.Other));

        Assert.Equal(2, Left);
    }

    [Fact]
    public void What_is_fetched_from_the_shelf_comes_back_whenever_the_order_is_cancelled()
    {
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability("still-water", null, Available: true, Remaining: 5)
        );
        var order = _day.ReadyOrder("still-water", "latte");

        _day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Uncollected));

        Assert.Equal(5, _day.Cafe.Countdowns.Items["still-water||"].Left);
    }

    [Fact]
    public void A_start_that_was_undone_counts_as_not_begun()
    {
        Count(3);
        var order = _day.Preparing(Cake);
        _day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Queued)
        );

        _day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));

        Assert.Equal(3, Left);
    }

    [Fact]
    public void Of_two_who_order_the_last_one_the_first_who_pays_has_it()
    {
        Count(1);
        var slow = _day.Place(Day.Guest, Day.Takeaway(Cake, "latte"));
        var only = _day.Place(Day.Guest, Day.Takeaway(Cake));
        var fast = _day.Place(Day.OtherGuest, Day.Takeaway(Cake));

        _day.Pay(fast);

        Assert.Equal(OrderStatus.Confirmed, _day.Order(fast.OrderId).Status);
        Assert.Equal(new Money(380), _day.Order(slow.OrderId).Total);
        Assert.Equal(OrderStatus.Cancelled, _day.Order(only.OrderId).Status);
        Assert.Equal(0, Left);
    }

    [Fact]
    public void An_unpaid_order_keeps_the_lines_for_which_there_is_enough()
    {
        Count(3);
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway(new NewOrderLine(Cake, 1), new NewOrderLine(Cake, 2, Note: "warm"))
        );

        _day.Paid(_day.Place(Day.OtherGuest, Day.Takeaway(Cake)));

        Assert.Equal(
            [LineStatus.Queued, LineStatus.Voided],
            _day.Order(order.OrderId).Lines.Items.Select(line => line.Status)
        );
    }

    [Fact]
    public void A_payment_that_comes_after_the_last_one_is_gone_sells_one_too_many_and_a_manager_is_told()
    {
        Count(1);
        var late = _day.Pending(Cake);
        _day.Do(Day.Bank, _day.Processing(late));
        var fast = _day.Place(Day.OtherGuest, Day.Takeaway(Cake));
        _day.Pay(fast);

        _day.Pay(late);

        Assert.Equal(OrderStatus.Confirmed, _day.Order(late.OrderId).Status);
        Assert.Equal(-1, Left);
        var fired = Assert.Single(
            _day.Do(Actor.System, new ReviewAlerts()).OfType<AlertFiredFact>(),
            fact => fact.Category == AlertCategory.ItemUnavailable
        );
        Assert.Equal("Speculoos Cheesecake is gone, and 1 more of it was paid for", fired.Message);

        // One that comes back is for who paid, not for anybody new.
        _day.Do(Day.OtherGuest, new CancelOrder(fast.OrderId, CancelReason.CustomerRequest));
        Assert.Equal(0, Left);
        Assert.False(IsOnSale);
        Assert.Contains(
            _day.Do(Actor.System, new ReviewAlerts()),
            fact => fact is AlertResolvedFact
        );
    }

    [Fact]
    public void Orders_confirmed_before_somebody_counted_neither_take_nor_give()
    {
        var before = _day.Confirmed(Cake);
        Count(2);

        _day.Do(Day.Guest, new CancelOrder(before.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(2, Left);
    }

    [Fact]
    public void Another_number_counts_from_there()
    {
        Count(1);
        var order = _day.Confirmed(Cake);
        Count(7);

        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(7, Left);
        Assert.True(IsOnSale);
    }

    [Fact]
    public void A_number_that_is_less_than_the_unpaid_orders_want_is_offered_to_the_first()
    {
        var first = _day.Pending(Cake, "latte");
        Count(1);
        Assert.Equal(new Money(480 + 380), _day.Order(first.OrderId).Total);

        var large = _day.Try(Day.Guest, Day.Takeaway(new NewOrderLine(Cake, 2)));

        Assert.Equal(RefusalCode.ItemUnavailable, large.Refusal!.Code);
    }

    [Fact]
    public void Whoever_says_that_it_is_there_ends_the_countdown()
    {
        Count(1);
        _day.Confirmed(Cake);

        _day.Do(Day.Maya, new UpdateItemAvailability(Cake, null, Available: true));

        Assert.Null(Left);
        Assert.True(IsOnSale);
    }

    [Fact]
    public void Whoever_says_that_it_is_out_ends_the_countdown_too()
    {
        Count(4);

        _day.Do(Day.Anna, new UpdateItemAvailability(Cake, null, Available: false));
        _day.Do(Day.Anna, new UpdateItemAvailability(Cake, null, Available: true));

        Assert.Null(Left);
    }

    [Fact]
    public void What_is_out_at_one_counter_is_counted_on()
    {
        Count(4);

        _day.Do(Day.Anna, new UpdateItemAvailability(Cake, null, Available: false, "cold"));

        Assert.Equal(4, Left);
    }

    [Fact]
    public void An_option_is_counted_like_an_item()
    {
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability(
                null,
                null,
                Available: true,
                OptionId: "smoked-salmon",
                Remaining: 1
            )
        );
        var lunch = Day.Takeaway(new NewOrderLine("lunch", 1, Options: ["smoked-salmon"]));
        _day.Paid(_day.Place(Day.Guest, lunch));

        var refusal = Refused(lunch);

        Assert.Contains("Smoked salmon", refusal.Message, StringComparison.Ordinal);
        Assert.True(
            MenuAvailability.IsAvailable(_day.Cafe, _day.Cafe.Profile.Item("lunch")!),
            "the other starters are there"
        );
        var twice = new NewOrderLine("lunch", 2, Options: ["smoked-salmon"]);
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability(
                null,
                null,
                Available: true,
                OptionId: "smoked-salmon",
                Remaining: 1
            )
        );
        Assert.Contains(
            "only 1 of Smoked salmon left",
            Refused(Day.Takeaway(twice)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void At_the_days_cut_off_it_is_there_again_uncounted()
    {
        Count(1, backNextDay: true);
        _day.Confirmed(Cake);
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability("latte", null, Available: false, BackNextDay: true)
        );

        _day.Live(60 * 24);

        Assert.Null(Left);
        Assert.True(IsOnSale);
        Assert.Empty(_day.Cafe.Outages.Values);
        var back = _day.Facts.OfType<ItemAvailabilityChangedFact>().TakeLast(2).ToList();
        Assert.All(
            back,
            fact =>
            {
                Assert.Equal("system", fact.By);
                Assert.True(fact.Available);
                // Four in the morning in Brussels; a café that is open then has it when it closes, this one never does.
                Assert.Equal(new(2024, 1, 16, 3, 0, 0, TimeSpan.Zero), fact.At);
            }
        );
    }

    [Fact]
    public void A_café_without_a_cut_off_begins_its_day_at_midnight()
    {
        var day = new Day();

        day.Do(Day.Anna, Counted(3, backNextDay: true));

        Assert.Equal(
            new DateTimeOffset(2024, 1, 15, 23, 0, 0, TimeSpan.Zero),
            day.Cafe.Countdowns.Items[$"{Cake}||"].BackAt
        );
    }

    [Fact]
    public void What_nobody_said_would_come_back_stays_as_it_is()
    {
        Count(1);
        _day.Confirmed(Cake);

        _day.Live(60 * 48);

        Assert.False(IsOnSale);
    }

    public static TheoryData<UpdateItemAvailability, string> WrongCounts =>
        new()
        {
            { Counted(0), "remaining: from 1 to 9999" },
            { Counted(10_000), "remaining: from 1 to 9999" },
            {
                Counted(2) with
                {
                    Available = false,
                },
                "remaining: only what is to be had is counted"
            },
            {
                Counted(2) with
                {
                    CounterId = "kitchen",
                },
                "remaining: what is left is counted for the whole café"
            },
            {
                new(null, "Lemon", true, Remaining: 2),
                "remaining: items and options are counted, customizations are not"
            },
            {
                new(Cake, null, true, BackNextDay: true),
                "backNextDay: only what is out or counted is back the next day"
            },
        };

    [Theory]
    [MemberData(nameof(WrongCounts))]
    public void What_cannot_be_counted_is_refused(UpdateItemAvailability command, string problem) =>
        Assert.Equal(problem, _day.Refuse(RefusalCode.ValidationFailed, Day.Anna, command).Message);

    [Fact]
    public void Guests_do_not_count() =>
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, Counted(3));

    [Fact]
    public void What_nobody_counts_leaves_the_café_as_it_was()
    {
        _day.Completed(Cake);

        Assert.Equal(default, _day.Cafe.Countdowns);
    }
}
