using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

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

    private readonly Day _day = new();

    [Fact]
    public void Somebody_clocks_in_once_and_out_once()
    {
        _day.Do(Day.Anna, new ClockOutEmployee());

        var clockedIn = Assert.IsType<EmployeeClockedInFact>(
            Assert.Single(_day.Do(Day.Anna, new ClockInEmployee(Location: " Bar ")))
        );
        Assert.Equal(
            ("anna", "Anna Peeters", "Bar", _day.Now, (DateTimeOffset?)null, "anna"),
            (
                clockedIn.EmployeeId,
                clockedIn.Name,
                clockedIn.Location,
                clockedIn.ShiftStart,
                clockedIn.ShiftEnd,
                clockedIn.By
            )
        );
        _day.Refuse(RefusalCode.Conflict, Day.Anna, new ClockInEmployee());

        var clockedOut = Assert.IsType<EmployeeClockedOutFact>(
            Assert.Single(_day.Do(Day.Anna, new ClockOutEmployee()))
        );
        Assert.Equal(
            ("anna", "Bar", _day.Now),
            (clockedOut.EmployeeId, clockedOut.Location, clockedOut.ShiftStart)
        );
        _day.Refuse(RefusalCode.Conflict, Day.Anna, new ClockOutEmployee());
    }

    [Fact]
    public void A_manager_clocks_others_in_and_out_and_nobody_else_does()
    {
        _day.Do(Day.Maya, new ClockOutEmployee("anna", "home"));

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Ben, new ClockInEmployee("anna"));
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, new ClockOutEmployee("ben"));
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, new ClockInEmployee());
        _day.Refuse(RefusalCode.NotFound, Day.Maya, new ClockInEmployee("nobody"));
        _day.Refuse(RefusalCode.NotFound, Day.Ada, new ClockInEmployee());
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new ClockInEmployee(Location: new string('x', 81))
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Ben,
            new ClockOutEmployee(Location: new string('x', 81))
        );
        Assert.Equal(
            "maya",
            Assert
                .IsType<EmployeeClockedInFact>(_day.Do(Day.Maya, new ClockInEmployee("anna"))[0])
                .By
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
            var fact = Assert.IsType<EmployeeClockedInFact>(
                Assert.Single(cafe.Do(Day.Anna, new ClockInEmployee()))
            );
            Assert.Equal((Day.Morning, Day.Morning.AddHours(8)), (fact.ShiftStart, fact.ShiftEnd));
            Assert.Equal(new DateTimeOffset(2024, 1, 16, 3, 0, 0, TimeSpan.Zero), fact.CutOffAt);
        }
        else
        {
            cafe.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, new ClockInEmployee());
            cafe.Do(Day.Maya, new ClockInEmployee("anna"));
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

        Assert.Equal(allowed, cafe.Try(Day.Anna, new ClockInEmployee()).IsAccepted);
    }

    [Fact]
    public void Who_forgets_is_clocked_out_at_the_cut_off_and_the_break_ends_too()
    {
        var cafe = new Day(DemoCafe.Profile with { Limits = new CafeLimits() });
        Assert.Null(CafeTimers.Next(cafe.Cafe));
        cafe.Do(Day.Anna, new ClockOutEmployee());
        cafe.Do(Day.Anna, new ClockInEmployee());
        cafe.Do(Day.Anna, new StartBreak(BreakType.Rest, HalfHour));
        var cutOff = new DateTimeOffset(2024, 1, 16, 3, 0, 0, TimeSpan.Zero);
        Assert.Equal(cutOff, CafeTimers.Next(cafe.Cafe)?.At);
        Assert.Equal(cutOff, cafe.Cafe.Shifts.Items["anna"].End);

        cafe.Live(24 * 60);

        Assert.Equal(
            (cutOff, "system"),
            (
                cafe.Facts.OfType<EmployeeClockedOutFact>().Last().At,
                cafe.Facts.OfType<EmployeeClockedOutFact>().Last().By
            )
        );
        Assert.Single(cafe.Facts.OfType<BreakEndedFact>());
        Assert.False(cafe.Cafe.Shifts.Contains("anna"));
    }

    [Fact]
    public void The_cut_off_is_the_cafés_own_and_comes_in_time_only()
    {
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, new ClockOutAbsentee("anna"));
        Assert.Empty(_day.Do(Actor.System, new ClockOutAbsentee("anna")));
        Assert.Empty(_day.Do(Actor.System, new ClockOutAbsentee("nobody")));
    }

    [Fact]
    public void A_break_lends_the_counters_to_those_who_cover_until_it_ends()
    {
        var started = Assert.IsType<BreakStartedFact>(
            Assert.Single(_day.Do(Day.Anna, new StartBreak(BreakType.Lunch, HalfHour, ["ben"])))
        );

        Assert.Equal(
            ("anna", BreakType.Lunch, HalfHour, _day.Now + HalfHour),
            (started.EmployeeId, started.BreakType, started.Duration, started.ReturnAt)
        );
        Assert.Equal((["ben"], ["espresso"]), (started.CoveringEmployees, started.CounterIds));
        Assert.Equal(["cold", "espresso"], CounterStaffing.CountersOf(_day.Cafe, "ben"));
        Assert.Equal(["ben"], CounterStaffing.At(_day.Cafe, "espresso"));

        _day.Wait(35);
        var ended = Assert.IsType<BreakEndedFact>(Assert.Single(_day.Do(Day.Anna, new EndBreak())));
        Assert.Equal(TimeSpan.FromMinutes(5), ended.OverBy);
        Assert.Equal(["cold"], CounterStaffing.CountersOf(_day.Cafe, "ben"));
        Assert.Equal(["anna"], CounterStaffing.At(_day.Cafe, "espresso"));
    }

    [Fact]
    public void A_break_that_ends_in_time_is_over_by_nothing()
    {
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, HalfHour));

        Assert.Equal(
            TimeSpan.Zero,
            Assert.IsType<BreakEndedFact>(Assert.Single(_day.Do(Day.Anna, new EndBreak()))).OverBy
        );
    }

    [Fact]
    public void The_last_one_at_a_counter_with_work_needs_a_cover_or_a_manager()
    {
        var rest = new StartBreak(BreakType.Rest, HalfHour);
        _day.Confirmed("latte");

        var refusal = _day.Refuse(RefusalCode.CoverRequired, Day.Anna, rest);
        Assert.Equal(
            "Espresso Bar has work and nobody else is there: name who covers, or ask a manager",
            refusal.Message
        );
        _day.Do(Day.Ben, rest);
        _day.Do(Day.Ben, new EndBreak());
        _day.Do(Day.Anna, rest with { CoveringEmployees = ["ben"] });
        _day.Do(Day.Anna, new EndBreak());
        _day.Do(Day.Maya, rest with { EmployeeId = "anna" });
    }

    [Fact]
    public void Who_covers_a_counter_with_work_needs_a_cover_too()
    {
        _day.Confirmed("latte");
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, HalfHour, ["ben"]));

        _day.Refuse(RefusalCode.CoverRequired, Day.Ben, new StartBreak(BreakType.Rest, HalfHour));
        _day.Do(Day.Ben, new StartBreak(BreakType.Rest, HalfHour, ["chloe"]));

        Assert.Equal(
            ["kitchen", "cold", "espresso"],
            CounterStaffing.CountersOf(_day.Cafe, "chloe")
        );
    }

    [Fact]
    public void A_counter_that_is_down_or_idle_needs_no_cover()
    {
        _day.Preparing("latte");
        _day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Cleaning));

        _day.Do(Day.Anna, new StartBreak(BreakType.Other, HalfHour));
        _day.Do(Day.Chloe, new StartBreak(BreakType.Meal, HalfHour));
    }

    [Fact]
    public void Breaks_are_checked()
    {
        var rest = new StartBreak(BreakType.Rest, HalfHour);

        Invalid("duration", rest with { Duration = TimeSpan.Zero });
        Invalid("duration", rest with { Duration = TimeSpan.FromMinutes(-1) });
        Invalid("duration", rest with { Duration = TimeSpan.FromMinutes(241) });
        Invalid("coveringEmployees[1]", rest with { CoveringEmployees = ["ben", "nobody"] });
        Invalid("coveringEmployees[0]", rest with { CoveringEmployees = ["anna"] });
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ben,
            rest with
            {
                EmployeeId = "anna",
            }
        );
        _day.Refuse(RefusalCode.Conflict, Day.Anna, new EndBreak());
        _day.Do(Day.Ben, rest);
        Invalid("coveringEmployees[0]", rest with { CoveringEmployees = ["ben"] });
        _day.Refuse(RefusalCode.Conflict, Day.Ben, rest);
        _day.Do(Day.Chloe, new ClockOutEmployee());
        _day.Refuse(RefusalCode.Conflict, Day.Chloe, rest);
        _day.Refuse(RefusalCode.Conflict, Day.Chloe, new EndBreak());
    }

    [Fact]
    public void Who_clocks_out_no_longer_covers()
    {
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, HalfHour, ["ben"]));
        _day.Do(Day.Ben, new ClockOutEmployee());

        Assert.Empty(CounterStaffing.At(_day.Cafe, "espresso"));
        Assert.Equal(["cold"], CounterStaffing.CountersOf(_day.Cafe, "ben"));
    }

    [Fact]
    public void A_token_narrows_the_counters_of_the_record_but_not_the_covered_ones()
    {
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, HalfHour, ["chloe"]));

        Assert.Equal(["espresso"], CounterStaffing.CountersOf(_day.Cafe, "chloe", ["cold"]));
        Assert.Equal(
            ["kitchen", "espresso"],
            CounterStaffing.CountersOf(_day.Cafe, "chloe", ["kitchen", "cold"])
        );
        Assert.Empty(CounterStaffing.CountersOf(_day.Cafe, "guest-1"));
    }

    private void Invalid(string path, StartBreak command) =>
        Assert.Equal(
            path,
            _day.Refuse(RefusalCode.ValidationFailed, Day.Anna, command).Details[0].Path
        );

    private static Day AnnaIsOff()
    {
        var cafe = new Day(Planned);
        cafe.Do(Day.Maya, new ClockOutEmployee("anna"));
        return cafe;
    }
}
