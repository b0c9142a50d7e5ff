using System.Globalization;
using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Alerts;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

/// <summary>Bad evenings: nobody works, nobody bumps, the night is longer, the cut-off comes too early (docs/protocol.md §5 and §6).</summary>
public class EveningTests
{
    private static readonly TimeSpan Seven = TimeSpan.FromHours(7);

    /// <summary>Open every day from 07:00 to 18:00 UTC, with the cut-off at 04:00.</summary>
    private static readonly CafeProfile ByDay = DemoCafe.Profile with
    {
        TimeZone = "UTC",
        OpeningHours = Daily(7, 18),
        Limits = new CafeLimits(),
    };

    [Fact]
    public void Where_nobody_works_no_time_is_promised_and_guests_hear_when_somebody_is_back()
    {
        var day = new Day(ByDay, start: Utc("2024-01-15T17:55"));
        var order = day.Pending("latte");
        Assert.Empty(Told(day));
        EverybodyGoes(day);

        var told = Told(day);
        Assert.Equal(2, told.Count);
        Assert.All(told, fact => Assert.True(fact.NobodyThere));
        day.Now = Utc("2024-01-15T18:05");
        Assert.All(Told(day), fact => Assert.Equal(Utc("2024-01-16T07:00"), fact.BackAt));
        Assert.Empty(Told(day));

        // Paid after closing.
        var confirmed = day.Pay(order).OfType<OrderConfirmedFact>().Single();
        Assert.Equal(WaitCause.NobodyThere, confirmed.Wait!.Cause);
        Assert.Equal(Utc("2024-01-16T07:00"), confirmed.Wait.BackAt);
        Assert.True(day.Order(order.OrderId).EstimatedReadyAt > Utc("2024-01-16T07:00"));

        // The guest may have the money back.
        var back = day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        Assert.Equal(order.Total, back.OfType<PaymentRefundedFact>().Single().Amount);
    }

    [Fact]
    public void Somebody_who_comes_makes_it_a_promise_again()
    {
        var day = new Day(ByDay, start: Utc("2024-01-15T09:00"));
        EverybodyGoes(day);
        Told(day);

        day.Do(Day.Maya, new ClockInEmployee("anna"));

        Assert.All(Told(day), fact => Assert.False(fact.NobodyThere));
        Assert.Null(day.Pay(day.Pending("latte")).OfType<OrderConfirmedFact>().Single().Wait);
    }

    [Fact]
    public void The_end_of_a_break_and_the_next_shift_say_when_somebody_is_back()
    {
        // No other counter stands in.
        var alone = ByDay with
        {
            Counters = Day.OnlyEspresso.Counters,
            Menu = Day.OnlyEspresso.Menu,
            Staff = Day.OnlyEspresso.Staff,
        };
        var day = new Day(alone, start: Utc("2024-01-15T09:00"));
        var order = day.Pending("latte");
        day.Do(Day.Maya, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(20), [], "anna"));

        var confirmed = day.Pay(order).OfType<OrderConfirmedFact>().Single();

        Assert.Equal(
            (WaitCause.Held, Utc("2024-01-15T09:20")),
            (confirmed.Wait!.Cause, confirmed.Wait.BackAt)
        );
        // Twenty minutes, three to make it and one to pack it.
        Assert.Equal(24, confirmed.EstimatedTime);

        var planned = new Day(
            ByDay with
            {
                Staff =
                [
                    .. ByDay.Staff.Items.Select(person =>
                        person with
                        {
                            Shifts =
                            [
                                new(
                                    DayOfWeek.Tuesday,
                                    TimeSpan.FromHours(8.5),
                                    TimeSpan.FromHours(16)
                                ),
                            ],
                        }
                    ),
                ],
            },
            start: Utc("2024-01-15T17:55")
        );
        EverybodyGoes(planned);
        Assert.All(Told(planned), fact => Assert.Equal(Utc("2024-01-16T08:30"), fact.BackAt));
    }

    [Fact]
    public void A_closed_café_says_when_it_opens()
    {
        var day = new Day(ByDay, start: Utc("2024-01-15T20:00"));

        var refusal = day.Refuse(RefusalCode.CafeClosed, Day.Guest, Day.Takeaway("latte"));

        Assert.Contains("opens on Tuesday at 07:00", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(11), refusal.RetryAfter);
    }

    [Fact]
    public void A_manager_hears_of_an_order_that_nobody_is_there_to_make()
    {
        var day = new WatchedDay(ByDay);
        var order = day.Do(one => one.Pending("latte"));
        day.Do(one =>
        {
            EverybodyGoes(one);
            one.Now = Utc("2024-01-15T18:05");
            return one.Pay(order);
        });
        day.Live(1);

        Assert.Equal(AlertSeverity.Critical, day.Severity(AlertCategory.Staffing, "kitchen"));
    }

    /// <summary>300 critical messages a day once, at night too.</summary>
    [Fact]
    public void An_abandoned_order_is_put_off_ever_more_rarely_and_never_in_the_night()
    {
        var day = new Day(ByDay, start: Utc("2024-01-15T09:00"));
        day.Confirmed("latte");

        var told = Review(day, TimeSpan.FromHours(22)).OfType<OrderEstimateChangedFact>().ToList();

        var putOff = told.Where(fact => fact.Overdue).ToList();
        Assert.Equal(
            [1, 2, 4, 8, 16, 32, 60, 60],
            putOff
                .Zip(putOff.Skip(1))
                .Take(8)
                .Select(two => (two.Second.At - two.First.At).TotalMinutes)
        );
        // What is said holds until something else is said.
        Assert.All(
            putOff.Zip(putOff.Skip(1)),
            two =>
                Assert.True(
                    two.Second.At.Date != two.First.At.Date
                        || two.Second.At
                            <= two.First.At.AddMinutes(two.First.Current) + ReviewDecider.Interval
                )
        );
        Assert.InRange(told.Count, 10, 20);
        Assert.All(told, fact => Assert.InRange(fact.At.TimeOfDay, Seven, TimeSpan.FromHours(18)));
    }

    [Fact]
    public void What_is_open_at_the_cut_off_is_left_over_once_and_shuts_nobody_out_next_morning()
    {
        var day = new Day(ByDay, start: Utc("2024-01-15T17:00"));
        var waiting = day.Confirmed("latte");
        var ready = day.ReadyOrder("iced-tea");
        Assert.Equal(Utc("2024-01-16T04:00"), CafeTimers.Next(day.Cafe)?.At);

        day.Live(24 * 60);

        var ended = day.Facts.OfType<DayEndedFact>().Single();
        Assert.Equal([waiting.OrderId, ready.OrderId], ended.OrderIds.Items);
        Assert.All(
            day.Cafe.OpenOrders.Values,
            order => Assert.True(Staleness.IsLeftOver(day.Cafe, order))
        );
        Assert.Equal(0, Backlog.Ahead(day.Cafe, null, day.Now).Orders("espresso"));
        Assert.Null(CafeTimers.Next(day.Cafe));
    }

    /// <summary>A clock that was ahead makes nothing of the next day stale.</summary>
    [Fact]
    public void What_comes_after_the_end_of_a_day_is_not_left_over_whatever_the_clock_shows()
    {
        var day = new Day(ByDay, start: Utc("2024-01-15T09:00"));
        day.Confirmed("latte");
        day.Now = Utc("2024-01-17T09:00");
        day.Do(Actor.System, new EndDay());
        day.Now = Utc("2024-01-15T09:01");

        var order = day.Confirmed("mocha");

        Assert.False(Staleness.IsStale(day.Cafe, order, day.Now));
    }

    [Fact]
    public void A_heap_of_forgotten_tickets_is_one_alert()
    {
        var day = new WatchedDay(ByDay);
        for (var order = 0; order < 7; order++)
        {
            day.Do(one => one.Confirmed("latte"));
            day.Do(one => one.Confirmed("iced-tea"));
        }

        day.Live(6 * 60);

        Assert.DoesNotContain(
            day.Cafe.Alerts.Firing.Values,
            alert => alert.Category == AlertCategory.OrderUnacknowledged
        );
        var heap = Assert.Single(
            day.Cafe.Alerts.Firing.Values,
            alert => alert.Category == AlertCategory.OrderOverdue
        );
        Assert.StartsWith(
            "14 orders are left over: ORD-000001, ",
            heap.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(" and 4 more", heap.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["Complete all", "Cancel all"],
            AlertTable.ActionsFor(heap.Category, heap.Subject)
        );
    }

    [Theory]
    [InlineData(OrderStatus.Completed)]
    [InlineData(OrderStatus.Cancelled)]
    public void A_manager_ends_a_heap_at_once_and_nothing_else(OrderStatus status)
    {
        var day = new WatchedDay(ByDay);
        var waiting = day.Do(one => one.Confirmed("latte", "club-sandwich"));
        var started = day.Do(one => one.Preparing("latte"));
        var ready = day.Do(one => one.ReadyOrder("iced-tea"));
        day.Live(23 * 60);
        var today = day.Do(one => one.Confirmed("mocha"));
        day.Day.Refuse(RefusalCode.ValidationFailed, Day.Maya, new SettleOrders(OrderStatus.Ready));

        day.Do(Day.Maya, new SettleOrders(status, "Yesterday's"));

        Assert.All(
            [waiting, started, ready],
            order => Assert.Equal(status, day.Day.Order(order.OrderId).Status)
        );
        Assert.Equal(OrderStatus.Confirmed, day.Day.Order(today.OrderId).Status);
        Assert.Null(day.Alert(AlertCategory.OrderOverdue, "left_over"));
        Assert.Empty(day.Day.Do(Day.Maya, new SettleOrders(status)));
    }

    /// <summary>A bar till 02:30, in the night in which the clock goes back from three to two.</summary>
    [Theory]
    [InlineData("2024-10-26T23:59", true)]
    [InlineData("2024-10-27T00:15", true)]
    [InlineData("2024-10-27T00:45", true)]
    [InlineData("2024-10-27T01:15", true)]
    [InlineData("2024-10-27T01:30", false)]
    [InlineData("2024-10-27T01:45", false)]
    [InlineData("2024-10-20T00:29", true)]
    [InlineData("2024-10-20T00:30", false)]
    public void A_bar_shuts_once_in_the_night_the_clock_goes_back(string at, bool open) =>
        Assert.Equal(open, LocalTime.IsOpen(Bar(26.5), Utc(at)));

    [Fact]
    public void It_opens_and_shuts_as_often_as_its_changes_say()
    {
        var bar = Bar(26.5);
        var changes = new List<DateTimeOffset>();
        for (var at = Utc("2024-10-26T12:00"); changes.Count < 4; changes.Add(at))
        {
            at = LocalTime.NextOpeningChange(bar, at)!.Value;
            Assert.NotEqual(LocalTime.IsOpen(bar, at.AddMinutes(-1)), LocalTime.IsOpen(bar, at));
        }

        Assert.Equal(Utc("2024-10-27T01:30"), changes[1]);
    }

    [Fact]
    public void A_cut_off_within_the_opening_hours_waits_until_the_bar_shuts()
    {
        var bar = Bar(30) with { Limits = new CafeLimits() };
        var day = new Day(bar, start: Utc("2024-01-16T20:00"));
        day.Do(Day.Maya, new ClockOutEmployee("anna"));
        day.Do(Day.Maya, new ClockInEmployee("anna"));

        // 06:00 in Brussels, not 04:00.
        Assert.Equal(Utc("2024-01-17T05:00"), day.Cafe.Shifts.Items["anna"].CutOffAt);
        Assert.True(LocalTime.IsPutOff(bar, TimeSpan.FromHours(4), day.Now));
        Assert.False(LocalTime.IsPutOff(bar, TimeSpan.FromHours(8), day.Now));
        Assert.False(LocalTime.IsPutOff(DemoCafe.Profile, TimeSpan.FromHours(4), day.Now));

        // After four, who comes is not cut off at four of the next day either.
        day.Now = Utc("2024-01-17T04:00");
        day.Do(Day.Maya, new ClockOutEmployee("anna"));
        day.Do(Day.Maya, new ClockInEmployee("anna"));
        Assert.Equal(Utc("2024-01-17T05:00"), day.Cafe.Shifts.Items["anna"].CutOffAt);
    }

    private static CafeProfile Bar(double closes) =>
        DemoCafe.Profile with
        {
            OpeningHours = Daily(18, closes),
        };

    private static EquatableList<OpeningHours> Daily(double opens, double closes) =>
        Enum.GetValues<DayOfWeek>()
            .Select(day => new OpeningHours(
                day,
                TimeSpan.FromHours(opens),
                TimeSpan.FromHours(closes)
            ))
            .ToEquatableList();

    private static void EverybodyGoes(Day day)
    {
        foreach (var who in day.Cafe.Shifts.Items.Keys.ToList())
        {
            day.Do(Day.Maya, new ClockOutEmployee(who));
        }
    }

    private static List<WaitTimeChangedFact> Told(Day day) =>
        [.. day.Do(Actor.System, new ReviewCafe()).OfType<WaitTimeChangedFact>()];

    /// <summary>Reviews the café as its loop does, for a time.</summary>
    private static List<Fact> Review(Day day, TimeSpan time)
    {
        var facts = new List<Fact>();
        for (var end = day.Now + time; day.Now < end; day.Now += ReviewDecider.Interval)
        {
            facts.AddRange(day.Do(Actor.System, new ReviewCafe()));
        }

        return facts;
    }

    private static DateTimeOffset Utc(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
