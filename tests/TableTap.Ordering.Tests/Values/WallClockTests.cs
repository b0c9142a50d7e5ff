using System.Globalization;
using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Values;

/// <summary>The café's own clock: shifts and the day's cut-off, where an hour is left out, comes twice, or always is what it is (docs/protocol.md §6).</summary>
public class WallClockTests
{
    /// <summary>The zone, when somebody clocks in, and when they are clocked out at the latest; all but the zone in UTC.</summary>
    [Theory]
    // Brussels at the end of March: 02:00 becomes 03:00, so the night has an hour less.
    [InlineData("Europe/Brussels", "04:00", "2024-03-30T20:00", "2024-03-31T02:00")]
    // At the end of October 03:00 becomes 02:00: an hour more.
    [InlineData("Europe/Brussels", "04:00", "2024-10-26T20:00", "2024-10-27T03:00")]
    // A cut-off in the hour that is left out comes with the clock's jump.
    [InlineData("Europe/Brussels", "02:30", "2024-03-30T20:00", "2024-03-31T01:30")]
    // One in the hour that comes twice: the first time, and for who comes in between the second.
    [InlineData("Europe/Brussels", "02:30", "2024-10-26T20:00", "2024-10-27T00:30")]
    [InlineData("Europe/Brussels", "02:30", "2024-10-27T00:45", "2024-10-27T01:30")]
    [InlineData("Europe/Brussels", "02:30", "2024-10-27T01:45", "2024-10-28T01:30")]
    // Zones without daylight saving.
    [InlineData("Asia/Tokyo", "04:00", "2024-03-30T20:00", "2024-03-31T19:00")]
    [InlineData("Asia/Kolkata", "04:00", "2024-10-27T00:00", "2024-10-27T22:30")]
    [InlineData("UTC", "00:00", "2024-02-28T23:59", "2024-02-29T00:00")]
    // Half an hour, at Lord Howe; midnight itself is left out in Cairo; a zone that is behind in winter by its own law.
    [InlineData("Australia/Lord_Howe", "02:15", "2024-10-05T10:00", "2024-10-05T15:45")]
    [InlineData("Africa/Cairo", "00:00", "2024-04-25T12:00", "2024-04-25T22:00")]
    [InlineData("Europe/Dublin", "01:30", "2024-03-30T20:00", "2024-03-31T01:30")]
    // Exactly at the cut-off the next one counts.
    [InlineData("Europe/Brussels", "04:00", "2024-01-15T03:00", "2024-01-16T03:00")]
    public void Who_forgets_is_clocked_out_at_the_cut_off_of_the_cafés_own_clock(
        string zone,
        string cutOff,
        string clockedIn,
        string clockedOut
    )
    {
        var day = Off(zone, cutOff);
        day.Now = Utc(clockedIn);
        day.Do(Day.Anna, new ClockInEmployee());

        Assert.Equal(Utc(clockedOut), CafeTimers.Next(day.Cafe)?.At);

        day.Live(72 * 60);
        var left = day.Facts.OfType<EmployeeClockedOutFact>().Last();
        Assert.Equal((Utc(clockedOut), "system"), (left.At, left.By));
    }

    /// <summary>A night shift over midnight and over the cut-off, planned for Saturdays 22:00–06:00 in Brussels.</summary>
    [Theory]
    [InlineData("2024-01-20T20:54", false)]
    [InlineData("2024-01-20T20:55", true)]
    [InlineData("2024-01-20T23:30", true)]
    [InlineData("2024-01-21T04:59", true)]
    [InlineData("2024-01-21T05:00", false)]
    // The night that is an hour shorter, and the one that is an hour longer.
    [InlineData("2024-03-31T03:59", true)]
    [InlineData("2024-03-31T04:00", false)]
    [InlineData("2024-10-27T04:59", true)]
    [InlineData("2024-10-27T05:00", false)]
    public void A_shift_over_midnight_and_cut_off_is_one_shift(string at, bool allowed)
    {
        var day = Off("Europe/Brussels", "04:00", Night(22, 30));
        day.Now = Utc(at);

        var decision = day.Try(Day.Anna, new ClockInEmployee());

        Assert.Equal(allowed, decision.IsAccepted);
        if (allowed)
        {
            var shift = day.Cafe.Shifts.Items["anna"];
            Assert.Equal(
                TimeSpan.FromHours(22),
                LocalTime.At(day.Cafe.Profile, shift.Start).TimeOfDay
            );
            Assert.Equal(
                TimeSpan.FromHours(6),
                LocalTime.At(day.Cafe.Profile, shift.End!.Value).TimeOfDay
            );
            // The cut-off after the shift, not the one in its middle.
            Assert.True(shift.CutOffAt > shift.End);
        }
    }

    [Fact]
    public void Whom_a_manager_clocks_in_early_is_not_cut_off_in_the_middle_of_the_shift()
    {
        var day = Off("Europe/Brussels", "04:00", Night(22, 30));
        day.Now = Utc("2024-01-20T18:00");
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, new ClockInEmployee());

        var fact = Assert.IsType<EmployeeClockedInFact>(
            day.Do(Day.Maya, new ClockInEmployee("anna"))[0]
        );

        Assert.Equal(
            (Utc("2024-01-20T21:00"), Utc("2024-01-21T05:00"), Utc("2024-01-22T03:00")),
            (fact.ShiftStart, fact.ShiftEnd, fact.CutOffAt)
        );
    }

    [Fact]
    public void A_shift_that_starts_in_the_hour_that_is_left_out_starts_when_the_clock_jumps()
    {
        var day = Off("Europe/Brussels", "12:00", Night(26.5, 32));
        day.Now = Utc("2024-03-31T01:24");
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, new ClockInEmployee());
        day.Now = Utc("2024-03-31T01:25");

        var fact = Assert.IsType<EmployeeClockedInFact>(day.Do(Day.Anna, new ClockInEmployee())[0]);

        Assert.Equal(Utc("2024-03-31T01:30"), fact.ShiftStart);
    }

    [Fact]
    public void A_shift_that_starts_in_the_hour_that_comes_twice_starts_the_first_time()
    {
        var day = Off("Europe/Brussels", "12:00", Night(26.5, 32));
        day.Now = Utc("2024-10-27T00:25");

        var fact = Assert.IsType<EmployeeClockedInFact>(day.Do(Day.Anna, new ClockInEmployee())[0]);

        Assert.Equal(Utc("2024-10-27T00:30"), fact.ShiftStart);
        Assert.Equal(Utc("2024-10-27T07:00"), fact.ShiftEnd);
    }

    [Fact]
    public void A_break_over_the_cut_off_ends_with_it_and_what_it_covered_is_given_back()
    {
        var day = Off("Europe/Brussels", "04:00");
        day.Now = Utc("2024-01-16T02:50");
        day.Do(Day.Anna, new ClockInEmployee());
        day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), ["ben"]));
        Assert.Contains("espresso", CounterStaffing.CountersOf(day.Cafe, "ben"));

        day.Live(15);

        var ended = day.Facts.OfType<BreakEndedFact>().Single();
        Assert.Equal((TimeSpan.FromMinutes(5), "system"), (ended.OverBy, ended.By));
        Assert.DoesNotContain("espresso", CounterStaffing.CountersOf(day.Cafe, "ben"));
        Assert.False(day.Cafe.Shifts.Contains("anna"));
    }

    /// <summary>The next cut-off is remembered: whatever was asked before, in whatever order, the answer is that of a café never asked.</summary>
    [Fact]
    public void The_next_cut_off_is_the_same_whatever_was_asked_before()
    {
        var hours =
            from day in Gen.Enum<DayOfWeek>()
            from opens in Gen.Int[0, 95]
            from open in Gen.Int[1, 120]
            select new OpeningHours(
                day,
                TimeSpan.FromMinutes(15 * opens),
                TimeSpan.FromMinutes(15 * (opens + open))
            );
        Gen.Select(
                Gen.OneOf(
                    Gen.Const("Europe/Brussels"),
                    Gen.Const("Australia/Lord_Howe"),
                    Gen.Const("Africa/Cairo"),
                    Gen.Const("Asia/Tokyo")
                ),
                hours.Array[0, 14],
                Gen.OneOf(Gen.Const(0), Gen.Const(135), Gen.Const(240), Gen.Const(1200)),
                Gen.Int[0, 400 * 24 * 6].Array[2, 12]
            )
            .Sample(
                (zone, open, cutOff, asked) =>
                {
                    var cafe = DemoCafe.Profile with { TimeZone = zone, OpeningHours = [.. open] };
                    var timeOfDay = TimeSpan.FromMinutes(cutOff);
                    foreach (var step in asked)
                    {
                        var after = Utc("2024-01-01T00:00") + TimeSpan.FromMinutes(10 * step);
                        var near = after + TimeSpan.FromHours(step % 30);
                        foreach (var instant in new[] { after, near, after })
                        {
                            Assert.Equal(
                                LocalTime.NextCutOff(cafe with { }, timeOfDay, instant),
                                LocalTime.NextCutOff(cafe, timeOfDay, instant)
                            );
                        }
                    }
                },
                iter: 300
            );
    }

    /// <summary>The zone, the cut-off in minutes after midnight, and a day; clocks change at one of its ends, or not at all.</summary>
    [Theory]
    [InlineData("Europe/Brussels", 240, "2024-03-31")]
    [InlineData("Europe/Brussels", 150, "2024-03-31")]
    [InlineData("Europe/Brussels", 150, "2024-03-30")]
    [InlineData("Europe/Brussels", 150, "2024-10-27")]
    [InlineData("Europe/Brussels", 150, "2024-10-26")]
    [InlineData("Australia/Lord_Howe", 135, "2024-10-06")]
    [InlineData("Africa/Cairo", 0, "2024-04-26")]
    [InlineData("Asia/Kolkata", 0, "2024-01-15")]
    public void The_span_around_a_day_has_all_of_its_instants_and_little_more(
        string zone,
        int cutOff,
        string text
    )
    {
        var cafe = DemoCafe.Profile with
        {
            TimeZone = zone,
            Limits = new CafeLimits { DayCutOff = TimeSpan.FromMinutes(cutOff) },
        };
        var day = DateOnly.Parse(text, CultureInfo.InvariantCulture);

        var (from, to) = LocalTime.SpanAround(cafe, day);

        // A day of 25 hours at most, and three hours at each end.
        Assert.InRange(to - from, TimeSpan.FromHours(24), TimeSpan.FromHours(31));
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        for (var minutes = -24 * 60; minutes < 60 * 60; minutes += 5)
        {
            var instant = midnight.AddMinutes(minutes);
            if (LocalTime.DayOf(cafe, instant) == day)
            {
                Assert.InRange(instant, from, to.AddTicks(-1));
            }
        }
    }

    private static PlannedShift Night(double from, double to) =>
        from < 24
            ? new(DayOfWeek.Saturday, TimeSpan.FromHours(from), TimeSpan.FromHours(to))
            : new(DayOfWeek.Sunday, TimeSpan.FromHours(from - 24), TimeSpan.FromHours(to - 24));

    /// <summary>A café in a zone where Anna is not at work yet.</summary>
    private static Day Off(string zone, string cutOff, params PlannedShift[] shifts)
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                TimeZone = zone,
                Staff = DemoCafe.Profile.Staff.Items.SetItem(
                    0,
                    DemoCafe.Profile.Staff[0] with
                    {
                        Shifts = [.. shifts],
                    }
                ),
                Limits = new CafeLimits
                {
                    DayCutOff = TimeSpan.Parse(cutOff, CultureInfo.InvariantCulture),
                },
            }
        );
        day.Do(Day.Maya, new ClockOutEmployee("anna"));
        return day;
    }

    private static DateTimeOffset Utc(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
