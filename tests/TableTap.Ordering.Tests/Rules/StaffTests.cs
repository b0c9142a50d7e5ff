namespace TableTap.Ordering.Tests;

public class StaffTests
{
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    /// <summary>Anna works Mondays 10:00–18:00 and Sundays 22:00–02:00 in Brussels, where it is one hour later than UTC.</summary>
    private static readonly CafeProfile Planned = DemoCafe.Profile with
    {
        Staff = DemoCafe.Profile.Staff.Items.SetItem(
            0,
            DemoCafe.Profile.Staff[0] with
            {
                Shifts =
                [
                    new PlannedShift(
                        DayOfWeek.Monday,
                        TimeSpan.FromHours(10),
                        TimeSpan.FromHours(18)
                    ),
                    new PlannedShift(
                        DayOfWeek.Sunday,
                        TimeSpan.FromHours(22),
                        TimeSpan.FromHours(26)
                    ),
                ],
            }
        ),
        Limits = new CafeLimits(),
    };

    private readonly Day day = new();

    [Fact]
    public void Somebody_clocks_in_once_and_out_once()
    {
        day.Do(Day.Anna, new EmployeeClockOut());

        var clockedIn = Assert.IsType<EmployeeClockedIn>(
            Assert.Single(day.Do(Day.Anna, new EmployeeClockIn(Location: " Bar ")))
        );
        Assert.Equal(
            ("anna", "Anna Peeters", "Bar", day.Now, (DateTimeOffset?)null, "anna"),
            (
                clockedIn.EmployeeId,
                clockedIn.Name,
                clockedIn.Location,
                clockedIn.ShiftStart,
                clockedIn.ShiftEnd,
                clockedIn.By
            )
        );
        day.Refuse(RefusalCode.Conflict, Day.Anna, new EmployeeClockIn());

        var clockedOut = Assert.IsType<EmployeeClockedOut>(
            Assert.Single(day.Do(Day.Anna, new EmployeeClockOut()))
        );
        Assert.Equal(
            ("anna", "Bar", day.Now),
            (clockedOut.EmployeeId, clockedOut.Location, clockedOut.ShiftStart)
        );
        day.Refuse(RefusalCode.Conflict, Day.Anna, new EmployeeClockOut());
    }

    [Fact]
    public void A_manager_clocks_others_in_and_out_and_nobody_else_does()
    {
        day.Do(Day.Maya, new EmployeeClockOut("anna", "home"));

        day.Refuse(RefusalCode.InsufficientPermissions, Day.Ben, new EmployeeClockIn("anna"));
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, new EmployeeClockOut("ben"));
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, new EmployeeClockIn());
        day.Refuse(RefusalCode.NotFound, Day.Maya, new EmployeeClockIn("nobody"));
        day.Refuse(RefusalCode.NotFound, Day.Ada, new EmployeeClockIn());
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new EmployeeClockIn(Location: new string('x', 81))
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Ben,
            new EmployeeClockOut(Location: new string('x', 81))
        );
        Assert.Equal(
            "maya",
            Assert.IsType<EmployeeClockedIn>(day.Do(Day.Maya, new EmployeeClockIn("anna"))[0]).By
        );
    }

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-6, false)]
    [InlineData(-5, true)]
    [InlineData(0, true)]
    [InlineData(479, true)]
    [InlineData(480, false)]
    public void An_employee_clocks_in_from_five_minutes_before_the_shift(int minutes, bool allowed)
    {
        var cafe = AnnaIsOff();
        cafe.Now = Day.Morning.AddMinutes(minutes);

        if (allowed)
        {
            var fact = Assert.IsType<EmployeeClockedIn>(
                Assert.Single(cafe.Do(Day.Anna, new EmployeeClockIn()))
            );
            Assert.Equal((Day.Morning, Day.Morning.AddHours(8)), (fact.ShiftStart, fact.ShiftEnd));
            Assert.Equal(new DateTimeOffset(2024, 1, 16, 3, 0, 0, TimeSpan.Zero), fact.CutOffAt);
        }
        else
        {
            cafe.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, new EmployeeClockIn());
            cafe.Do(Day.Maya, new EmployeeClockIn("anna"));
        }
    }

    [Theory]
    [InlineData(14, 20, 54, false)]
    [InlineData(14, 20, 55, true)]
    [InlineData(15, 0, 59, true)]
    [InlineData(15, 1, 0, false)]
    public void A_shift_may_go_over_midnight(int date, int hour, int minute, bool allowed)
    {
        var cafe = AnnaIsOff();
        cafe.Now = new DateTimeOffset(2024, 1, date, hour, minute, 0, TimeSpan.Zero);

        Assert.Equal(allowed, cafe.Try(Day.Anna, new EmployeeClockIn()).IsAccepted);
    }

    [Fact]
    public void Who_forgets_is_clocked_out_at_the_cut_off_and_the_break_ends_too()
    {
        var cafe = new Day(DemoCafe.Profile with { Limits = new CafeLimits() });
        Assert.Null(CafeTimers.NextDue(cafe.Cafe));
        cafe.Do(Day.Anna, new EmployeeClockOut());
        cafe.Do(Day.Anna, new EmployeeClockIn());
        cafe.Do(Day.Anna, new BreakStart(BreakType.Rest, HalfHour));
        var cutOff = new DateTimeOffset(2024, 1, 16, 3, 0, 0, TimeSpan.Zero);
        Assert.Equal(cutOff, CafeTimers.NextDue(cafe.Cafe));
        Assert.Equal(cutOff, cafe.Cafe.Shifts.Items["anna"].End);

        cafe.Live(24 * 60);

        Assert.Equal(
            (cutOff, "system"),
            (
                cafe.Facts.OfType<EmployeeClockedOut>().Last().At,
                cafe.Facts.OfType<EmployeeClockedOut>().Last().By
            )
        );
        Assert.Single(cafe.Facts.OfType<BreakEnded>());
        Assert.False(cafe.Cafe.Shifts.Contains("anna"));
    }

    [Fact]
    public void The_cut_off_is_the_cafés_own_and_comes_in_time_only()
    {
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, new ClockOutForgotten("anna"));
        Assert.Empty(day.Do(Actor.System, new ClockOutForgotten("anna")));
        Assert.Empty(day.Do(Actor.System, new ClockOutForgotten("nobody")));
    }

    [Fact]
    public void A_break_lends_the_counters_to_those_who_cover_until_it_ends()
    {
        var started = Assert.IsType<BreakStarted>(
            Assert.Single(day.Do(Day.Anna, new BreakStart(BreakType.Lunch, HalfHour, ["ben"])))
        );

        Assert.Equal(
            ("anna", BreakType.Lunch, HalfHour, day.Now + HalfHour),
            (started.EmployeeId, started.BreakType, started.Duration, started.ReturnAt)
        );
        Assert.Equal((["ben"], ["espresso"]), (started.CoveringEmployees, started.CounterIds));
        Assert.Equal(["cold", "espresso"], Crew.CountersOf(day.Cafe, "ben"));
        Assert.Equal(["ben"], Crew.At(day.Cafe, "espresso"));

        day.Wait(35);
        var ended = Assert.IsType<BreakEnded>(Assert.Single(day.Do(Day.Anna, new BreakEnd())));
        Assert.Equal(TimeSpan.FromMinutes(5), ended.OverBy);
        Assert.Equal(["cold"], Crew.CountersOf(day.Cafe, "ben"));
        Assert.Equal(["anna"], Crew.At(day.Cafe, "espresso"));
    }

    [Fact]
    public void A_break_that_ends_in_time_is_over_by_nothing()
    {
        day.Do(Day.Anna, new BreakStart(BreakType.Rest, HalfHour));

        Assert.Equal(
            TimeSpan.Zero,
            Assert.IsType<BreakEnded>(Assert.Single(day.Do(Day.Anna, new BreakEnd()))).OverBy
        );
    }

    [Fact]
    public void The_last_one_at_a_counter_with_work_needs_a_cover_or_a_manager()
    {
        var rest = new BreakStart(BreakType.Rest, HalfHour);
        day.Confirmed("latte");

        var refusal = day.Refuse(RefusalCode.CoverRequired, Day.Anna, rest);
        Assert.Equal(
            "Espresso Bar has work and nobody else is there: name who covers, or ask a manager",
            refusal.Message
        );
        day.Do(Day.Ben, rest);
        day.Do(Day.Ben, new BreakEnd());
        day.Do(Day.Anna, rest with { CoveringEmployees = ["ben"] });
        day.Do(Day.Anna, new BreakEnd());
        day.Do(Day.Maya, rest with { EmployeeId = "anna" });
    }

    [Fact]
    public void Who_covers_a_counter_with_work_needs_a_cover_too()
    {
        day.Confirmed("latte");
        day.Do(Day.Anna, new BreakStart(BreakType.Rest, HalfHour, ["ben"]));

        day.Refuse(RefusalCode.CoverRequired, Day.Ben, new BreakStart(BreakType.Rest, HalfHour));
        day.Do(Day.Ben, new BreakStart(BreakType.Rest, HalfHour, ["chloe"]));

        Assert.Equal(["kitchen", "cold", "espresso"], Crew.CountersOf(day.Cafe, "chloe"));
    }

    [Fact]
    public void A_counter_that_is_down_or_idle_needs_no_cover()
    {
        day.Preparing("latte");
        day.Do(Day.Maya, new CounterStatusUpdate("espresso", CounterStatus.Cleaning));

        day.Do(Day.Anna, new BreakStart(BreakType.Other, HalfHour));
        day.Do(Day.Chloe, new BreakStart(BreakType.Meal, HalfHour));
    }

    [Fact]
    public void Breaks_are_checked()
    {
        var rest = new BreakStart(BreakType.Rest, HalfHour);

        Invalid("duration", rest with { Duration = TimeSpan.Zero });
        Invalid("duration", rest with { Duration = TimeSpan.FromMinutes(-1) });
        Invalid("duration", rest with { Duration = TimeSpan.FromMinutes(241) });
        Invalid("coveringEmployees[1]", rest with { CoveringEmployees = ["ben", "nobody"] });
        Invalid("coveringEmployees[0]", rest with { CoveringEmployees = ["anna"] });
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Ben, rest with { EmployeeId = "anna" });
        day.Refuse(RefusalCode.Conflict, Day.Anna, new BreakEnd());
        day.Do(Day.Ben, rest);
        Invalid("coveringEmployees[0]", rest with { CoveringEmployees = ["ben"] });
        day.Refuse(RefusalCode.Conflict, Day.Ben, rest);
        day.Do(Day.Chloe, new EmployeeClockOut());
        day.Refuse(RefusalCode.Conflict, Day.Chloe, rest);
        day.Refuse(RefusalCode.Conflict, Day.Chloe, new BreakEnd());
    }

    [Fact]
    public void Who_clocks_out_no_longer_covers()
    {
        day.Do(Day.Anna, new BreakStart(BreakType.Rest, HalfHour, ["ben"]));
        day.Do(Day.Ben, new EmployeeClockOut());

        Assert.Empty(Crew.At(day.Cafe, "espresso"));
        Assert.Equal(["cold"], Crew.CountersOf(day.Cafe, "ben"));
    }

    [Fact]
    public void A_token_narrows_the_counters_of_the_record_but_not_the_covered_ones()
    {
        day.Do(Day.Anna, new BreakStart(BreakType.Rest, HalfHour, ["chloe"]));

        Assert.Equal(["espresso"], Crew.CountersOf(day.Cafe, "chloe", ["cold"]));
        Assert.Equal(
            ["kitchen", "espresso"],
            Crew.CountersOf(day.Cafe, "chloe", ["kitchen", "cold"])
        );
        Assert.Empty(Crew.CountersOf(day.Cafe, "guest-1"));
    }

    private void Invalid(string path, BreakStart command) =>
        Assert.Equal(
            path,
            day.Refuse(RefusalCode.ValidationFailed, Day.Anna, command).Details[0].Path
        );

    private static Day AnnaIsOff()
    {
        var cafe = new Day(Planned);
        cafe.Do(Day.Maya, new EmployeeClockOut("anna"));
        return cafe;
    }
}
