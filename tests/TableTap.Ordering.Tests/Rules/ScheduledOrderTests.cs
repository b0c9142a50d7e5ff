using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Orders for later (docs/protocol.md §5): taken, changed, cancelled, fired in time or late, and what others are told meanwhile.</summary>
public class ScheduledOrderTests
{
    /// <summary>Open from 8 to 18 in Brussels, which is an hour ahead of UTC in this week.</summary>
    private static readonly CafeProfile Café = DemoCafe.Profile with
    {
        OpeningHours =
        [
            .. Enum.GetValues<DayOfWeek>()
                .Select(day => new OpeningHours(
                    day,
                    TimeSpan.FromHours(8),
                    TimeSpan.FromHours(18)
                )),
        ],
        Limits = new CafeLimits
        {
            ScheduleHorizon = TimeSpan.FromDays(3),
            DayCutOff = TimeSpan.FromHours(4),
        },
    };

    private readonly Day _day = new(Café);

    /// <summary>Noon UTC, 13:00 in the café; it is 9:00 UTC now.</summary>
    private static DateTimeOffset Noon => Day.Morning.AddHours(3);

    private Order Ordered(DateTimeOffset at, params string[] items) =>
        _day.Place(Day.Guest, Day.Takeaway(items) with { ScheduledFor = at });

    private Order Scheduled(DateTimeOffset at, params string[] items) =>
        _day.Paid(Ordered(at, items));

    private void Review() => _day.Do(Actor.System, new ReviewCafe());

    /// <summary>Lets the café live minute by minute, with its reviews.</summary>
    private void LiveUntil(DateTimeOffset end)
    {
        while (_day.Now < end)
        {
            _day.Live(0.5);
            Review();
        }
    }

    private DateTimeOffset? FiredAt(Order order) => _day.Order(order.OrderId).ConfirmedAt;

    [Fact]
    public void A_paid_order_waits_beside_the_counters_until_its_time_comes()
    {
        var order = Scheduled(Noon, "latte", "croissant");

        Assert.Equal(OrderStatus.Scheduled, order.Status);
        Assert.Equal(Noon, order.EstimatedReadyAt);
        Assert.All(order.Lines.Items, line => Assert.Null(line.CounterId));
        Assert.Empty(_day.Cafe.Tickets.Values);
        Assert.Equal(0, Backlog.Ahead(_day.Cafe, null, _day.Now).Orders("espresso"));

        LiveUntil(Noon.AddHours(-1));
        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);

        LiveUntil(Noon);
        var fired = _day.Order(order.OrderId);
        Assert.Equal(OrderStatus.Confirmed, fired.Status);
        Assert.Equal(["espresso", "kitchen"], fired.CounterIds.Items);
        Assert.InRange(
            Noon - FiredAt(order)!.Value,
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(10)
        );
        Assert.InRange(fired.PromisedReadyAt!.Value, Noon.AddMinutes(-1), Noon.AddMinutes(1));
    }

    [Fact]
    public void It_is_fired_by_what_the_counter_measured_lately_and_not_by_what_the_menu_says()
    {
        var byMenu = Scheduled(Noon, "latte");
        LiveUntil(Noon);
        var menuLead = Noon - FiredAt(byMenu)!.Value;
        _day.Moved(_day.Order(byMenu.OrderId), OrderStatus.Preparing);

        // It takes a quarter of an hour, as the counter has learned now.
        _day.Wait(15);
        _day.Moved(_day.Order(byMenu.OrderId), OrderStatus.Ready, Day.Anna);
        var measured = Scheduled(Noon.AddHours(2), "latte");
        LiveUntil(Noon.AddHours(2));

        Assert.InRange(menuLead, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(8));
        Assert.InRange(
            Noon.AddHours(2) - FiredAt(measured)!.Value,
            TimeSpan.FromMinutes(15),
            TimeSpan.FromMinutes(18)
        );
    }

    [Fact]
    public void A_queue_has_it_fired_earlier()
    {
        var order = Scheduled(Noon, "latte");
        LiveUntil(Noon.AddMinutes(-30));
        for (var count = 0; count < 4; count++)
        {
            _day.Confirmed("latte", "latte");
        }

        LiveUntil(Noon);

        Assert.True(Noon - FiredAt(order)!.Value > TimeSpan.FromMinutes(8));
    }

    [Fact]
    public void What_would_make_it_late_does_not_get_in_before_it_and_is_told_the_longer_wait()
    {
        var alone = _day.Paid(_day.Pending("mocha", "mocha", "mocha"));
        var wait = alone.PromisedReadyAt - alone.ConfirmedAt;
        _day.Do(Day.Guest, new CancelOrder(alone.OrderId, CancelReason.CustomerRequest));
        var order = Scheduled(_day.Now.AddMinutes(9), "latte", "latte");
        Assert.Equal(OrderStatus.Scheduled, order.Status);
        var told = Estimates.WaitMinutes(_day.Cafe, OrderType.Takeaway, _day.Now);

        var late = _day.Confirmed("mocha", "mocha", "mocha");

        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
        Assert.True(_day.Order(order.OrderId).QueuePlace < late.QueuePlace);
        Assert.True(late.PromisedReadyAt - late.ConfirmedAt > wait);
        Assert.True(told > Estimates.IdleMinutes(_day.Cafe, OrderType.Takeaway));
    }

    /// <summary>A tray of ten takes 13.8 minutes and one of twenty 25.8; a quote is six minutes more.</summary>
    [Theory]
    [InlineData(10, 19, IntakeMode.Busy)]
    [InlineData(20, 31, IntakeMode.Paused)]
    public void The_intake_counts_what_is_coming_before_any_counter_has_it(
        int lattes,
        int minutes,
        IntakeMode mode
    )
    {
        var day = new Day(Day.OnlyEspresso with { Limits = Café.Limits });
        var order = day.Paid(
            day.Place(
                Day.Guest,
                Day.Takeaway([.. Enumerable.Repeat("latte", lattes)]) with
                {
                    ScheduledFor = day.Now.AddMinutes(minutes),
                }
            )
        );

        day.Do(Actor.System, new ReviewCafe());

        Assert.Equal(OrderStatus.Scheduled, day.Order(order.OrderId).Status);
        Assert.Equal((mode, false), (day.Cafe.Intake.Mode, day.Cafe.Intake.IsByHand));
        day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        day.Do(Actor.System, new ReviewCafe());
        Assert.Equal(IntakeMode.Normal, day.Cafe.Intake.Mode);
    }

    [Fact]
    public void A_small_order_long_before_its_time_is_not_held_up_by_it()
    {
        Scheduled(Noon, "latte", "latte");

        Assert.Equal(
            Estimates.IdleMinutes(_day.Cafe, OrderType.Takeaway),
            Estimates.WaitMinutes(_day.Cafe, OrderType.Takeaway, _day.Now)
        );
        var order = _day.Confirmed("latte");
        Assert.Single(_day.Facts.OfType<OrderConfirmedFact>());
        Assert.Equal(OrderStatus.Confirmed, order.Status);
    }

    [Fact]
    public void A_server_that_stood_still_fires_it_when_it_is_back_and_says_by_how_much_it_is_late()
    {
        var order = Scheduled(Noon, "latte");

        _day.Now = Noon.AddMinutes(20);
        Review();

        var fired = Assert.Single(_day.Facts.OfType<OrderConfirmedFact>());
        Assert.InRange(fired.LateBy!.Value, 20, 26);
        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void One_in_time_is_not_late()
    {
        Scheduled(Noon, "latte");
        LiveUntil(Noon);

        Assert.Null(_day.Facts.OfType<OrderConfirmedFact>().Single().LateBy);
    }

    [Fact]
    public void Long_after_its_time_nobody_makes_it_by_itself_and_a_manager_ends_it()
    {
        var order = Scheduled(Noon, "latte");

        _day.Now = Noon.AddMinutes(61);
        Review();
        _day.Do(Actor.System, new ReviewAlerts());

        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);
        var alert = Assert.Single(
            _day.Cafe.Alerts.All,
            one => one.Category == AlertCategory.OrderOverdue
        );
        Assert.Equal(AlertSeverity.Critical, alert.Severity);
        Assert.Contains(order.OrderNumber, alert.Message, StringComparison.Ordinal);
        _day.Do(Day.Maya, new SettleOrders(OrderStatus.Cancelled));
        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Refunded);
    }

    [Fact]
    public void What_was_missed_can_be_completed_as_handed_over()
    {
        var order = Scheduled(Noon, "latte");
        _day.Now = Noon.AddMinutes(61);

        _day.Do(Day.Maya, new SettleOrders(OrderStatus.Completed));

        Assert.Equal(OrderStatus.Completed, _day.Order(order.OrderId).Status);
        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Payment.Refunded);
    }

    [Fact]
    public void The_days_end_and_the_night_leave_it_alone()
    {
        var tomorrow = Noon.AddDays(1);
        var order = Scheduled(tomorrow, "latte");

        _day.Live(20 * 60);
        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);
        Assert.False(ReviewDecider.IsWanted(_day.Cafe));
        Assert.Equal(tomorrow - TimeSpan.FromHours(4), Firing.WatchFrom(_day.Cafe));
        Assert.Equal(tomorrow - TimeSpan.FromHours(4), ReviewDecider.NextAt(_day.Cafe, _day.Now));

        LiveUntil(tomorrow);
        var fired = _day.Order(order.OrderId);
        Assert.Equal((OrderStatus.Confirmed, "espresso"), (fired.Status, fired.Lines[0].CounterId));
    }

    [Fact]
    public void Where_nobody_is_at_work_at_its_time_it_is_held_or_waits_as_every_order_does()
    {
        var order = Scheduled(Noon.AddDays(1), "latte");
        foreach (var shift in _day.Cafe.Shifts.Values.ToList())
        {
            _day.Do(Day.Maya, new ClockOutEmployee(shift.EmployeeId));
        }

        LiveUntil(Noon.AddDays(1));

        var fired = _day.Order(order.OrderId);
        Assert.Equal(OrderStatus.Confirmed, fired.Status);
        Assert.NotNull(_day.Facts.OfType<OrderConfirmedFact>().Last().Wait);
    }

    [Theory]
    [InlineData(-1, RefusalCode.ValidationFailed)] // Past.
    [InlineData(0, RefusalCode.ValidationFailed)]
    [InlineData(1, RefusalCode.SlotUnavailable)] // Nobody makes a latte in a minute, and packs it.
    [InlineData(9 * 60, RefusalCode.CafeClosed)] // 19:00 in the café.
    [InlineData(3 * 24 * 60 + 1, RefusalCode.ValidationFailed)] // Beyond the horizon.
    public void A_time_that_cannot_be_is_refused(int minutes, RefusalCode code)
    {
        var order = Day.Takeaway("latte") with { ScheduledFor = _day.Now.AddMinutes(minutes) };

        var refusal = _day.Refuse(code, Day.Guest, order);

        var helps = code is RefusalCode.SlotUnavailable or RefusalCode.CafeClosed;
        Assert.Equal(helps, refusal.Earliest is not null);
        if (refusal.Earliest is { } earliest)
        {
            Assert.Equal(
                OrderStatus.Pending,
                _day.Place(Day.Guest, order with { ScheduledFor = earliest }).Status
            );
        }
    }

    [Fact]
    public void A_café_without_a_horizon_takes_none()
    {
        var day = new Day(Café with { Limits = new CafeLimits() });

        var refusal = day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            Day.Takeaway("latte") with
            {
                ScheduledFor = Noon,
            }
        );

        Assert.Equal("scheduledFor", refusal.Details[0].Path);
        Assert.Null(refusal.Earliest);
    }

    [Fact]
    public void At_night_the_café_takes_it_and_offers_it_to_who_wants_something_at_once()
    {
        _day.Live(12 * 60);
        Assert.False(LocalTime.IsOpen(_day.Cafe.Profile, _day.Now));

        var refusal = _day.Refuse(RefusalCode.CafeClosed, Day.Guest, Day.Takeaway("latte"));

        // 8:00 in Brussels.
        Assert.Equal(Day.Morning.AddHours(22), refusal.Earliest);
        Assert.Equal(OrderStatus.Scheduled, Scheduled(refusal.Earliest!.Value, "latte").Status);
    }

    [Fact]
    public void A_pause_by_hand_holds_for_the_times_before_its_end()
    {
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, Noon));
        var order = Day.Takeaway("latte");

        _day.Refuse(
            RefusalCode.IntakePaused,
            Day.Guest,
            order with
            {
                ScheduledFor = Noon.AddMinutes(-1),
            }
        );
        Assert.Equal(Noon, _day.Refuse(RefusalCode.IntakePaused, Day.Guest, order).Earliest);
        Assert.Equal(OrderStatus.Scheduled, Scheduled(Noon, "latte").Status);
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused));
        _day.Refuse(RefusalCode.IntakePaused, Day.Guest, order with { ScheduledFor = Noon });
        Assert.Equal(OrderStatus.Scheduled, Scheduled(Noon.AddDays(1), "latte").Status);
    }

    [Fact]
    public void In_cash_it_waits_for_somebody_until_its_time_and_no_longer()
    {
        var cash = Day.Takeaway("latte") with
        {
            ScheduledFor = Noon,
            PaymentMethod = PaymentMethod.Cash,
        };
        var confirmed = _day.Place(Day.Guest, cash);
        var forgotten = _day.Place(Day.Guest, cash);
        Assert.Equal(Noon, forgotten.Payment.GivenUpAt);

        _day.Do(Day.Ben, new UpdateOrderStatus(confirmed.OrderId, OrderStatus.Confirmed));
        Assert.Equal(OrderStatus.Scheduled, _day.Order(confirmed.OrderId).Status);
        // Twice is not "make it now".
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Ben,
            new UpdateOrderStatus(confirmed.OrderId, OrderStatus.Confirmed)
        );
        LiveUntil(Noon.AddMinutes(1));

        Assert.Equal(OrderStatus.Confirmed, _day.Order(confirmed.OrderId).Status);
        Assert.Equal(OrderStatus.Cancelled, _day.Order(forgotten.OrderId).Status);
        _day.Do(
            Day.Anna,
            new RecordPayment(confirmed.OrderId, PaymentMethod.Cash, confirmed.Total)
        );
        Assert.Equal(PaymentStatus.Paid, _day.Order(confirmed.OrderId).Payment.Status);
    }

    [Fact]
    public void Nobody_is_called_at_night_to_confirm_an_order_for_tomorrow()
    {
        _day.Place(
            Day.Guest,
            Day.Takeaway("latte") with
            {
                ScheduledFor = Noon,
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        bool IsTold()
        {
            _day.Do(Actor.System, new ReviewAlerts());
            return _day.Cafe.Alerts.All.Any(one => one.Category == AlertCategory.OrderUnconfirmed);
        }

        _day.Now = Noon.AddMinutes(-121);
        Assert.False(IsTold());
        _day.Now = Noon.AddMinutes(-110);
        Assert.True(IsTold());
    }

    [Fact]
    public void An_employee_gives_it_to_the_counters_earlier_and_says_why()
    {
        var order = Scheduled(Noon, "latte");

        var facts = _day.Do(
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Confirmed, "the guest is here")
        );

        Assert.Equal("anna", facts.OfType<OrderConfirmedFact>().Single().By);
        Assert.True(_day.Order(order.OrderId).EstimatedReadyAt < Noon.AddHours(-2));
    }

    [Fact]
    public void The_guest_changes_its_time_until_a_counter_has_it()
    {
        var order = Scheduled(Noon, "latte");

        var facts = _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Noon.AddHours(1)));

        Assert.Equal(
            (Noon, Noon.AddHours(1)),
            facts.OfType<OrderRescheduledFact>().Select(f => (f.Previous, f.ScheduledFor)).Single()
        );
        Assert.Equal(Noon.AddHours(1), _day.Order(order.OrderId).EstimatedReadyAt);
        Assert.Empty(_day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Noon.AddHours(1))));
        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, new RescheduleOrder(order.OrderId, Noon));
        _day.Refuse(
            RefusalCode.CafeClosed,
            Day.Anna,
            new RescheduleOrder(order.OrderId, Noon.AddHours(7))
        );
        LiveUntil(Noon.AddMinutes(30));
        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);
        LiveUntil(Noon.AddHours(1));
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Guest,
            new RescheduleOrder(order.OrderId, Noon.AddHours(2))
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Guest,
            new RescheduleOrder(_day.Pending("latte").OrderId, Noon.AddHours(2))
        );
    }

    [Fact]
    public void It_cannot_be_moved_to_a_time_at_which_something_of_it_is_out()
    {
        _day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false, BackNextDay: true));
        var order = Scheduled(Noon.AddDays(1), "latte");

        _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            new RescheduleOrder(order.OrderId, Noon)
        );
        _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Noon.AddDays(1).AddHours(1)));
    }

    [Fact]
    public void It_takes_of_a_countdown_of_today_no_more_than_is_left_when_it_is_moved_to_today()
    {
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability("cheesecake", null, true, Remaining: 1, BackNextDay: true)
        );
        var tomorrow = Scheduled(Noon.AddDays(1), "cheesecake", "cheesecake");
        var today = Scheduled(Noon, "cheesecake");

        _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            new RescheduleOrder(tomorrow.OrderId, Noon)
        );
        _day.Do(Day.Guest, new RescheduleOrder(today.OrderId, Noon.AddHours(1)));

        Assert.Equal(0, _day.Cafe.Countdowns.Values.Single().Left);
    }

    [Fact]
    public void An_earlier_time_that_has_come_fires_it_at_once()
    {
        var order = Scheduled(Noon, "latte");

        _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, _day.Now.AddMinutes(3)));

        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_guest_who_pays_in_cash_and_changes_the_time_is_waited_for_until_then()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway("latte") with
            {
                ScheduledFor = Noon,
                PaymentMethod = PaymentMethod.Cash,
            }
        );

        _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Noon.AddHours(2)));
        _day.Live(240);

        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        _day.Live(61);
        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void The_guest_cancels_it_and_has_all_of_the_money_back()
    {
        var order = Scheduled(Noon, "latte");

        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        var ended = _day.Order(order.OrderId);
        Assert.Equal((OrderStatus.Cancelled, order.Total), (ended.Status, ended.Payment.Refunded));
        LiveUntil(Noon);
        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void The_staff_voids_a_line_and_its_money_goes_back()
    {
        var order = Scheduled(Noon, "latte", "still-water");
        var line = order.Lines[1];

        _day.Do(Day.Ben, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Voided));

        Assert.Equal(line.Price, _day.Order(order.OrderId).Payment.Refunded);
        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void What_costs_nothing_or_needs_no_making_waits_for_its_time_too()
    {
        var order = Scheduled(Noon, "still-water");
        Assert.Equal(OrderStatus.Scheduled, order.Status);

        LiveUntil(Noon);

        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
        Assert.InRange(Noon - FiredAt(order)!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Money_that_comes_long_after_the_time_makes_nothing_by_itself()
    {
        var order = Ordered(Noon, "latte");
        _day.Do(Day.Bank, _day.Processing(order));
        _day.Now = Noon.AddHours(2);

        _day.Pay(order);
        Review();

        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);
        Assert.True(Staleness.IsStale(_day.Cafe, _day.Order(order.OrderId), _day.Now));
    }

    [Fact]
    public void An_item_that_is_back_by_then_can_be_ordered_for_then()
    {
        _day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false, BackNextDay: true));
        var order = Day.Takeaway("latte");

        _day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, order);
        _day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, order with { ScheduledFor = Noon });
        Assert.Equal(OrderStatus.Scheduled, Scheduled(Noon.AddDays(1), "latte").Status);
        _day.Do(Day.Anna, new UpdateItemAvailability("mocha", null, false));
        _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            Day.Takeaway("mocha") with
            {
                ScheduledFor = Noon.AddDays(1),
            }
        );
    }

    [Fact]
    public void What_goes_out_until_tomorrow_leaves_the_orders_for_tomorrow_as_they_are()
    {
        var tomorrow = Ordered(Noon.AddDays(1), "latte");
        var today = Ordered(Noon, "latte");

        _day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false, BackNextDay: true));

        Assert.Equal(OrderStatus.Cancelled, _day.Order(today.OrderId).Status);
        Assert.Equal(OrderStatus.Pending, _day.Order(tomorrow.OrderId).Status);
    }

    [Fact]
    public void What_is_counted_is_taken_when_it_is_accepted_once_and_comes_back()
    {
        int? Left() => _day.Cafe.Countdowns.TryGet("cheesecake||", out var one) ? one.Left : null;
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability("cheesecake", null, true, Remaining: 3, BackNextDay: true)
        );

        var order = Scheduled(Noon, "cheesecake");
        Assert.Equal(2, Left());
        var tomorrow = Scheduled(Noon.AddDays(1), "cheesecake");
        Assert.Equal(2, Left());
        _day.Do(Day.Guest, new RescheduleOrder(tomorrow.OrderId, Noon.AddHours(1)));
        Assert.Equal(1, Left());
        _day.Do(Day.Guest, new RescheduleOrder(tomorrow.OrderId, Noon.AddDays(2)));
        Assert.Equal(2, Left());
        LiveUntil(Noon);
        Assert.Equal(2, Left());
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        Assert.Equal(3, Left());
    }

    [Fact]
    public void Staff_orders_for_later_for_a_guest_without_a_phone()
    {
        var order = _day.Place(
            Day.Anna,
            Day.AtTable("4", "latte") with
            {
                ScheduledFor = Noon,
                CustomerName = "Zoe",
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Confirmed));

        Assert.Equal(OrderStatus.Scheduled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_clock_that_is_put_back_takes_nothing_back()
    {
        var order = Scheduled(Noon, "latte");
        LiveUntil(Noon);
        var before = _day.Cafe;

        _day.Now = Noon.AddHours(-5);
        Review();

        Assert.Equal(before.Order(order.OrderId)!.Status, _day.Order(order.OrderId).Status);
    }
}
