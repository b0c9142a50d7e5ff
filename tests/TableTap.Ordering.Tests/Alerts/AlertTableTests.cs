using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Alerts;

/// <summary>Every row of the alert table: when it warns, when it is critical, when it is over, and who may look after it.</summary>
public class AlertTableTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Every_category_is_one_row_in_the_order_of_the_document()
    {
        Assert.Equal(Enum.GetValues<AlertCategory>(), AlertTable.Categories);
        Assert.All(
            Enum.GetValues<AlertCategory>(),
            category => Assert.NotEmpty(AlertTable.ActionsFor(category, ""))
        );
    }

    [Theory]
    [InlineData(AlertCategory.PaymentFailures, "", "Ask guests to pay in cash")]
    [InlineData(AlertCategory.PaymentFailures, "concern", "Tell the guest")]
    [InlineData(AlertCategory.Staffing, "espresso", "Send somebody there")]
    [InlineData(AlertCategory.Staffing, "break:anna", "Ask whether the break is over")]
    [InlineData(AlertCategory.CounterUnavailable, "espresso", "Bring the counter back")]
    [InlineData(AlertCategory.CounterUnavailable, "tag:food", "Open a counter that makes it")]
    public void An_alert_advises_what_helps_its_subject(
        AlertCategory category,
        string subject,
        string advice
    )
    {
        Assert.Contains(advice, AlertTable.ActionsFor(category, subject));
        Assert.Equal(
            subject.Length == 0,
            AlertTable.ActionsFor(category, subject).Contains("Ask guests to pay in cash")
        );
    }

    [Fact]
    public void Queue_length_warns_over_10_minutes_is_critical_over_15_and_clears_under_8()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Confirmed("cappuccino"));
        SeenByAnna(day, order);

        day.Live(10);
        Assert.Null(day.Alert(AlertCategory.QueueLength, "espresso"));
        day.Live(TimeSpan.FromSeconds(60) - Moment);
        Assert.Null(day.Alert(AlertCategory.QueueLength, "espresso"));
        day.Live(Moment);
        var alert = day.Alert(AlertCategory.QueueLength, "espresso")!;
        Assert.Equal(
            (AlertSeverity.Warning, 11.0, 10.0),
            (alert.Severity, alert.Value, alert.Threshold)
        );
        Assert.Equal("espresso", alert.CounterId);

        day.Live(5 - 1.0 / 60);
        Assert.Equal(AlertSeverity.Warning, day.Severity(AlertCategory.QueueLength, "espresso"));
        day.Live(1);
        Assert.Equal(AlertSeverity.Critical, day.Severity(AlertCategory.QueueLength, "espresso"));
        day.OnlyManagersCare(alert);

        // One new order halves the mean of 17 minutes to 8.5: over the 8 that clear.
        day.Do(one => one.Confirmed("cappuccino"));
        Assert.NotNull(day.Alert(AlertCategory.QueueLength, "espresso"));
        day.Do(one => one.Confirmed("cappuccino"));
        Assert.Null(day.Alert(AlertCategory.QueueLength, "espresso"));
        Assert.Empty(day.Cafe.Alerts.Pending.Values);
    }

    [Fact]
    public void Order_overdue_warns_at_150_percent_of_the_quote_is_critical_at_200_and_clears_when_ready()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Confirmed("cappuccino"));
        SeenByAnna(day, order);
        var quote = order.PromisedReadyAt!.Value - order.ConfirmedAt!.Value;

        day.Live((quote * 1.5) - Moment);
        Assert.Null(day.Alert(AlertCategory.OrderOverdue, order.OrderId));
        day.Live(Moment);
        var alert = day.Alert(AlertCategory.OrderOverdue, order.OrderId)!;
        Assert.Equal(
            (AlertSeverity.Warning, 150.0, 150.0, order.OrderId),
            (alert.Severity, alert.Value, alert.Threshold, alert.OrderId)
        );

        day.Live(quote / 2);
        Assert.Equal(
            AlertSeverity.Critical,
            day.Severity(AlertCategory.OrderOverdue, order.OrderId)
        );
        day.OnlyManagersCare(alert);

        day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));
        Assert.NotNull(day.Alert(AlertCategory.OrderOverdue, order.OrderId));
        day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));
        Assert.Null(day.Alert(AlertCategory.OrderOverdue, order.OrderId));
    }

    [Fact]
    public void Order_unacknowledged_warns_at_2_minutes_unseen_is_critical_at_5_and_clears_when_seen()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Confirmed("cappuccino"));
        var subject = Ticket.Key(order.OrderId, "espresso");

        day.Live(TimeSpan.FromMinutes(2) - Moment);
        Assert.Null(day.Alert(AlertCategory.OrderUnacknowledged, subject));
        day.Live(Moment);
        var alert = day.Alert(AlertCategory.OrderUnacknowledged, subject)!;
        Assert.Equal(
            (AlertSeverity.Warning, order.OrderId, "espresso"),
            (alert.Severity, alert.OrderId, alert.CounterId)
        );
        day.Live(3);
        Assert.Equal(
            AlertSeverity.Critical,
            day.Severity(AlertCategory.OrderUnacknowledged, subject)
        );
        day.OnlyManagersCare(alert);

        SeenByAnna(day, order);
        Assert.Null(day.Alert(AlertCategory.OrderUnacknowledged, subject));
    }

    [Fact]
    public void Order_unacknowledged_clears_when_it_is_started()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Confirmed("cappuccino"));
        day.Live(2);
        Assert.NotNull(
            day.Alert(AlertCategory.OrderUnacknowledged, Ticket.Key(order.OrderId, "espresso"))
        );

        day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));

        Assert.DoesNotContain(
            day.Cafe.Alerts.All,
            alert => alert.Category == AlertCategory.OrderUnacknowledged
        );
    }

    [Fact]
    public void A_ticket_that_is_told_anew_has_to_be_seen_anew()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Confirmed("cappuccino"));
        var first = new AnnouncedTicket(order.OrderId, day.Day.Now);
        day.Live(1);
        day.Do(Day.Maya, new AssignOrder(order.OrderId, "kitchen"));
        day.Live(0.5);
        day.Do(Day.Maya, new AssignOrder(order.OrderId, "espresso"));

        day.Do(Actor.System, new MarkTicketsSeen("espresso", 1, [first], "anna"));
        Assert.Null(day.Cafe.Tickets.Values.Single().SeenAt);

        day.Do(
            Actor.System,
            new MarkTicketsSeen(
                "espresso",
                2,
                [new AnnouncedTicket(order.OrderId, day.Day.Now)],
                "anna"
            )
        );
        Assert.Equal(day.Day.Now, day.Cafe.Tickets.Values.Single().SeenAt);
        Assert.Equal(2, day.Cafe.ScreenOf("espresso")!.SeenThrough);
    }

    [Fact]
    public void Ready_uncollected_warns_at_10_minutes_is_critical_at_the_end_of_the_code_and_clears_when_completed()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.ReadyOrder("cappuccino"));

        day.Live(TimeSpan.FromMinutes(10) - Moment);
        Assert.Null(day.Alert(AlertCategory.ReadyUncollected, order.OrderId));
        day.Live(Moment);
        var alert = day.Alert(AlertCategory.ReadyUncollected, order.OrderId)!;
        Assert.Equal(AlertSeverity.Warning, alert.Severity);
        day.Live(order.PickupCode!.ExpiresAt - day.Day.Now - Moment);
        Assert.Equal(
            AlertSeverity.Warning,
            day.Severity(AlertCategory.ReadyUncollected, order.OrderId)
        );
        day.Live(Moment);
        Assert.Equal(
            AlertSeverity.Critical,
            day.Severity(AlertCategory.ReadyUncollected, order.OrderId)
        );
        day.OnlyManagersCare(alert);

        day.Do(
            Day.Anna,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: order.PickupCode.Code
            )
        );
        Assert.Null(day.Alert(AlertCategory.ReadyUncollected, order.OrderId));
    }

    [Fact]
    public void Counter_unavailable_warns_with_work_left_is_critical_for_the_only_one_and_clears_when_active()
    {
        var second = DemoCafe.Profile.Counter("espresso")! with
        {
            CounterId = "espresso2",
            Name = "Second Bar",
        };
        var day = new WatchedDay(
            DemoCafe.Profile with
            {
                Counters = DemoCafe.Profile.Counters.Add(second),
            }
        );
        day.Do(one => one.Preparing("cappuccino"));

        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Cleaning));
        var alert = day.Alert(AlertCategory.CounterUnavailable, "espresso")!;
        Assert.Equal((AlertSeverity.Warning, "espresso"), (alert.Severity, alert.CounterId));

        day.Do(Day.Maya, new UpdateCounterStatus("espresso2", CounterStatus.Maintenance));
        Assert.Equal(
            AlertSeverity.Critical,
            day.Severity(AlertCategory.CounterUnavailable, "espresso")
        );
        Assert.Equal(
            AlertSeverity.Critical,
            day.Severity(AlertCategory.CounterUnavailable, "espresso2")
        );
        day.OnlyManagersCare(alert);

        day.Do(Day.Maya, new UpdateCounterStatus("espresso2", CounterStatus.Active));
        Assert.Null(day.Alert(AlertCategory.CounterUnavailable, "espresso2"));
        Assert.Equal(
            AlertSeverity.Warning,
            day.Severity(AlertCategory.CounterUnavailable, "espresso")
        );
        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Active));
        Assert.Null(day.Alert(AlertCategory.CounterUnavailable, "espresso"));
    }

    [Fact]
    public void A_counter_that_is_down_without_work_and_not_the_only_one_is_no_alert()
    {
        var second = DemoCafe.Profile.Counter("espresso")! with
        {
            CounterId = "espresso2",
            Name = "Second Bar",
        };
        var day = new WatchedDay(
            DemoCafe.Profile with
            {
                Counters = DemoCafe.Profile.Counters.Add(second),
            }
        );

        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Inactive));

        Assert.DoesNotContain(
            day.Cafe.Alerts.All,
            one => one.Category == AlertCategory.CounterUnavailable
        );
    }

    [Fact]
    public void A_held_order_is_always_a_critical_alert()
    {
        var day = new WatchedDay(
            DemoCafe.Profile with
            {
                Counters = DemoCafe
                    .Profile.Counters.Items.Select(counter => counter with { IsFallback = false })
                    .ToEquatableList(),
            }
        );
        var order = day.Do(one => one.Pending("cappuccino"));
        day.Do(Day.Anna, new ClockOutEmployee());
        day.Do(one => one.Paid(order));

        Assert.True(day.Day.Order(order.OrderId).IsHeld);
        var alert = day.Alert(AlertCategory.CounterUnavailable, "tag:hot_drinks")!;
        Assert.Equal(AlertSeverity.Critical, alert.Severity);

        day.Do(Day.Anna, new ClockInEmployee());
        Assert.False(day.Day.Order(order.OrderId).IsHeld);
        Assert.Null(day.Alert(AlertCategory.CounterUnavailable, "tag:hot_drinks"));
    }

    [Fact]
    public void A_counter_that_is_down_raises_no_queue_alert_of_its_own()
    {
        var day = new WatchedDay();
        day.Do(one => one.Preparing("cappuccino"));
        day.Live(12);
        Assert.NotNull(day.Alert(AlertCategory.QueueLength, "espresso"));

        day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Cleaning));

        Assert.Null(day.Alert(AlertCategory.QueueLength, "espresso"));
        day.Live(30);
        Assert.Null(day.Alert(AlertCategory.QueueLength, "espresso"));
    }

    [Fact]
    public void Display_offline_warns_at_30_seconds_is_critical_at_2_minutes_and_clears_when_connected()
    {
        var day = new WatchedDay();
        day.Do(Actor.System, new ReportScreens(["cold", "kitchen"]));

        day.Live(TimeSpan.FromSeconds(30) - Moment);
        Assert.Null(day.Alert(AlertCategory.DisplayOffline, "espresso"));
        day.Live(Moment);
        var alert = day.Alert(AlertCategory.DisplayOffline, "espresso")!;
        Assert.Equal((AlertSeverity.Warning, "espresso"), (alert.Severity, alert.CounterId));
        day.Live(TimeSpan.FromSeconds(90) - Moment);
        Assert.Equal(AlertSeverity.Warning, day.Severity(AlertCategory.DisplayOffline, "espresso"));
        day.Live(Moment);
        Assert.Equal(
            AlertSeverity.Critical,
            day.Severity(AlertCategory.DisplayOffline, "espresso")
        );
        day.OnlyManagersCare(alert);
        Assert.Single(day.Cafe.Alerts.All);

        day.Do(Actor.System, new ReportScreens(["cold", "espresso", "kitchen"]));
        Assert.Empty(day.Cafe.Alerts.All);
        Assert.Empty(day.Cafe.Alerts.Pending.Values);
    }

    [Fact]
    public void A_screen_that_is_back_within_30_seconds_is_no_alert()
    {
        var day = new WatchedDay();
        for (var blink = 0; blink < 5; blink++)
        {
            day.Do(Actor.System, new ReportScreens([]));
            day.Live(TimeSpan.FromSeconds(29));
            day.Do(Actor.System, new ReportScreens(["cold", "espresso", "kitchen"]));
        }

        Assert.Empty(day.AlertFacts);
    }

    [Fact]
    public void Staffing_warns_when_a_counter_is_uncovered_for_30_seconds_is_critical_when_nobody_is_there_and_clears_when_covered()
    {
        var day = new WatchedDay();
        day.Do(Day.Anna, new ClockOutEmployee());

        day.Live(TimeSpan.FromSeconds(30) - Moment);
        Assert.Null(day.Alert(AlertCategory.Staffing, "espresso"));
        day.Live(Moment);
        var alert = day.Alert(AlertCategory.Staffing, "espresso")!;
        Assert.Equal((AlertSeverity.Warning, "espresso"), (alert.Severity, alert.CounterId));

        foreach (var person in new[] { "ben", "chloe", "maya" })
        {
            day.Do(Day.Maya, new ClockOutEmployee(person));
        }

        day.Live(TimeSpan.FromSeconds(30));
        Assert.Equal(AlertSeverity.Critical, day.Severity(AlertCategory.Staffing, "espresso"));
        day.OnlyManagersCare(alert);

        day.Do(Day.Anna, new ClockInEmployee());
        Assert.Null(day.Alert(AlertCategory.Staffing, "espresso"));
        Assert.Equal(AlertSeverity.Warning, day.Severity(AlertCategory.Staffing, "cold"));
    }

    [Fact]
    public void A_break_that_is_5_minutes_over_is_a_staffing_alert_until_it_ends()
    {
        var day = new WatchedDay();
        day.Do(Day.Maya, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"));

        day.Live(TimeSpan.FromMinutes(15) - Moment);
        Assert.Null(day.Alert(AlertCategory.Staffing, "break:anna"));
        day.Live(Moment);
        Assert.Equal(AlertSeverity.Warning, day.Severity(AlertCategory.Staffing, "break:anna"));

        day.Do(Day.Anna, new EndBreak());
        Assert.Null(day.Alert(AlertCategory.Staffing, "break:anna"));
    }

    [Fact]
    public void At_night_nobody_is_missing()
    {
        var hours = Enum.GetValues<DayOfWeek>()
            .Select(one => new OpeningHours(one, TimeSpan.FromHours(8), TimeSpan.FromHours(18)))
            .ToEquatableList();
        var day = new WatchedDay(DemoCafe.Profile with { OpeningHours = hours }, screens: false);
        foreach (var person in new[] { "anna", "ben", "chloe", "maya" })
        {
            day.Do(Day.Maya, new ClockOutEmployee(person));
        }

        day.Live(2);
        Assert.Equal(6, day.Cafe.Alerts.All.Count());

        // 10:02 in Brussels; it closes at 18:00 and opens at 8:00.
        day.Live(TimeSpan.FromHours(8));
        Assert.Empty(day.Cafe.Alerts.All);
        day.Live(TimeSpan.FromHours(14));
        Assert.Equal(6, day.Cafe.Alerts.All.Count());
    }

    [Fact]
    public void Payment_failures_warns_at_5_and_over_20_percent_is_critical_over_50_and_clears_under_10()
    {
        var day = new WatchedDay();
        for (var paid = 0; paid < 10; paid++)
        {
            day.Do(one => one.Confirmed("iced-tea"));
        }

        Fail(day, 4);
        Assert.Null(day.Alert(AlertCategory.PaymentFailures));
        Fail(day, 1);
        var alert = day.Alert(AlertCategory.PaymentFailures)!;
        Assert.Equal(
            (AlertSeverity.Warning, 33.0, 20.0),
            (alert.Severity, alert.Value, alert.Threshold)
        );
        Fail(day, 6);
        Assert.Equal(AlertSeverity.Critical, day.Severity(AlertCategory.PaymentFailures));
        day.OnlyManagersCare(alert);

        day.Live(9);
        Assert.Equal(AlertSeverity.Critical, day.Severity(AlertCategory.PaymentFailures));
        day.Live(2);
        Assert.Null(day.Alert(AlertCategory.PaymentFailures));
    }

    [Fact]
    public void Five_failures_among_many_payments_are_no_alert()
    {
        var day = new WatchedDay();
        for (var paid = 0; paid < 20; paid++)
        {
            day.Do(one => one.Confirmed("iced-tea"));
        }

        Fail(day, 5);

        Assert.Null(day.Alert(AlertCategory.PaymentFailures));
    }

    [Fact]
    public void What_a_manager_should_look_at_about_money_is_an_alert_until_it_is_settled()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Cancelled("iced-tea"));
        day.Do(Day.Bank, day.Day.Success(order));

        var concern = Assert.Single(day.Cafe.MoneyConcerns.Values);
        var alert = day.Alert(AlertCategory.PaymentFailures, concern.ConcernId)!;
        Assert.Equal((AlertSeverity.Warning, order.OrderId), (alert.Severity, alert.OrderId));
        day.Live(concern.EndsAt - day.Day.Now);
        Assert.Null(day.Alert(AlertCategory.PaymentFailures, concern.ConcernId));
    }

    [Fact]
    public void Item_unavailable_warns_while_open_orders_contain_it_and_clears_when_it_is_resolved()
    {
        var day = new WatchedDay();
        var order = day.Do(one => one.Confirmed("cappuccino"));
        day.Do(Day.Ben, new UpdateItemAvailability("iced-tea", null, false));
        Assert.Empty(day.Cafe.Alerts.All);

        day.Do(Day.Anna, new UpdateItemAvailability("cappuccino", null, false));
        var alert = Assert.Single(day.Cafe.Alerts.All);
        Assert.Equal(
            (AlertCategory.ItemUnavailable, AlertSeverity.Warning),
            (alert.Category, alert.Severity)
        );
        day.OnlyManagersCare(alert);

        day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.ItemUnavailable));
        Assert.Empty(day.Cafe.Alerts.All);

        var next = day.Do(one =>
        {
            one.Do(Day.Anna, new UpdateItemAvailability("cappuccino", null, true));
            return one.Confirmed("cappuccino");
        });
        day.Do(Day.Anna, new UpdateItemAvailability("cappuccino", null, false));
        Assert.Single(day.Cafe.Alerts.All);
        Assert.True(day.Day.Order(next.OrderId).Status.IsAtCounters);
        day.Do(Day.Anna, new UpdateItemAvailability("cappuccino", null, true));
        Assert.Empty(day.Cafe.Alerts.All);
    }

    [Fact]
    public void Intake_is_critical_while_a_manager_pauses_it_and_clears_when_it_is_open()
    {
        var day = new WatchedDay();
        day.Do(
            Day.Maya,
            new UpdateIntake(IntakeMode.Paused, day.Day.Now.AddMinutes(20), "Too much")
        );
        var alert = day.Alert(AlertCategory.Intake)!;
        Assert.Equal(AlertSeverity.Critical, alert.Severity);
        day.OnlyManagersCare(alert);

        day.Live(20);
        Assert.Null(day.Alert(AlertCategory.Intake));
    }

    [Fact]
    public void Intake_warns_while_the_cafe_is_busy_is_critical_while_it_is_paused_and_clears_with_the_load()
    {
        var day = new WatchedDay(Day.OnlyEspresso);
        var orders = Enumerable
            .Range(0, 40)
            .Select(_ => day.Do(one => one.Pending("cappuccino")))
            .ToList();
        var paid = 0;
        while (day.Cafe.Intake.Mode == IntakeMode.Normal)
        {
            day.Do(one => one.Paid(orders[paid++]));
            day.Do(Actor.System, new ReviewCafe());
        }

        var alert = day.Alert(AlertCategory.Intake)!;
        Assert.Equal(
            (IntakeMode.Busy, AlertSeverity.Warning),
            (day.Cafe.Intake.Mode, alert.Severity)
        );
        while (day.Cafe.Intake.Mode == IntakeMode.Busy)
        {
            day.Do(one => one.Paid(orders[paid++]));
            day.Do(Actor.System, new ReviewCafe());
        }

        Assert.Equal(AlertSeverity.Critical, day.Severity(AlertCategory.Intake));
        day.OnlyManagersCare(alert);

        var severities = new List<AlertSeverity?>();
        foreach (var order in orders.Take(paid))
        {
            day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
            day.Do(Actor.System, new ReviewCafe());
            severities.Add(day.Severity(AlertCategory.Intake));
        }

        Assert.Equal([AlertSeverity.Critical, AlertSeverity.Warning, null], severities.Distinct());
        Assert.Single(
            day.AlertFacts.OfType<AlertFiredFact>(),
            one => one.Category == AlertCategory.Intake
        );
    }

    [Fact]
    public void History_trimmed_warns_until_24_hours_are_there_again()
    {
        var day = new WatchedDay();
        var whole = day.Day.Now.AddHours(6);
        day.Do(Actor.System, new ReportHistoryTrim(whole));
        var alert = day.Alert(AlertCategory.HistoryTrimmed)!;
        Assert.Equal(AlertSeverity.Warning, alert.Severity);
        day.OnlyManagersCare(alert);

        day.Do(Actor.System, new ReportHistoryTrim(whole.AddHours(-1)));
        Assert.Equal(whole, day.Cafe.HistoryWholeAt);
        day.Live(whole - day.Day.Now - Moment);
        Assert.NotNull(day.Alert(AlertCategory.HistoryTrimmed));
        day.Live(Moment);
        Assert.Null(day.Alert(AlertCategory.HistoryTrimmed));
    }

    private static void SeenByAnna(WatchedDay day, Order order) =>
        day.Do(
            Actor.System,
            new MarkTicketsSeen(
                "espresso",
                1,
                [new AnnouncedTicket(order.OrderId, day.Day.Now)],
                "anna"
            )
        );

    private static void Fail(WatchedDay day, int times)
    {
        for (var one = 0; one < times; one++)
        {
            day.Do(some => some.Do(Day.Bank, some.Failure(some.Pending("iced-tea"))));
        }
    }
}
