using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Alerts;

/// <summary>The life of an alert: told again, looked after, silent for a while, over; and never back and forth.</summary>
public class AlertLifeTests
{
    private static readonly EquatableList<string> Screens = ["cold", "espresso", "kitchen"];

    [Fact]
    public void An_alert_that_nobody_looks_after_is_told_again_each_15_minutes()
    {
        var day = Paused();
        var fired = day.Day.Now;

        day.Live(46);

        Assert.Equal(
            [fired.AddMinutes(15), fired.AddMinutes(30), fired.AddMinutes(45)],
            day.AlertFacts.OfType<AlertRepeatedFact>().Select(fact => fact.At)
        );
    }

    [Fact]
    public void An_acknowledged_alert_is_told_no_more_until_it_is_over()
    {
        var day = Paused();
        day.Do(Day.Maya, new AcknowledgeAlert(Only(day).AlertId));

        day.Live(120);
        Assert.Empty(day.AlertFacts.OfType<AlertRepeatedFact>());

        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal));
        Assert.IsType<AlertResolvedFact>(day.AlertFacts.Last());
    }

    [Fact]
    public void Who_acknowledges_first_counts()
    {
        var day = Paused();
        var alertId = Only(day).AlertId;
        day.Do(Day.Maya, new AcknowledgeAlert(alertId));
        var facts = day.Day.Facts.Count;

        day.Do(Day.Ada, new AcknowledgeAlert(alertId));

        Assert.Equal(facts, day.Day.Facts.Count);
        Assert.Equal("maya", Only(day).AcknowledgedBy);
    }

    [Fact]
    public void A_snoozed_alert_is_told_again_when_its_silence_is_over()
    {
        var day = Paused();
        var until = day.Day.Now.AddMinutes(40);
        day.Do(Day.Maya, new SnoozeAlert(Only(day).AlertId, until));

        day.Live(39);
        Assert.Empty(day.AlertFacts.OfType<AlertRepeatedFact>());
        day.Live(2);

        Assert.Equal(until, Assert.Single(day.AlertFacts.OfType<AlertRepeatedFact>()).At);
        Assert.Equal(AlertState.Firing, Only(day).State);
    }

    [Fact]
    public void A_snooze_without_an_end_lasts_the_usual_while()
    {
        var day = Paused();

        day.Do(Day.Maya, new SnoozeAlert(Only(day).AlertId));

        Assert.Equal(day.Day.Now.AddMinutes(30), Only(day).SnoozedUntil);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(24 * 60 + 1)]
    public void A_snooze_ends_in_the_future_and_within_a_day(int minutes)
    {
        var day = Paused();

        var refusal = day.Day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new SnoozeAlert(Only(day).AlertId, day.Day.Now.AddMinutes(minutes))
        );

        Assert.Equal("until", Assert.Single(refusal.Details.Items).Path);
    }

    [Fact]
    public void An_alert_that_is_over_is_not_found()
    {
        var day = Paused();
        var alertId = Only(day).AlertId;
        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal));

        day.Day.Refuse(RefusalCode.NotFound, Day.Maya, new AcknowledgeAlert(alertId));
        day.Day.Refuse(RefusalCode.NotFound, Day.Maya, new SnoozeAlert("never"));
    }

    [Fact]
    public void What_gets_worse_has_to_be_looked_at_again()
    {
        var day = new WatchedDay();
        day.Do(Actor.System, new ReportScreens(["cold", "kitchen"]));
        day.Live(1);
        day.Do(Day.Maya, new SnoozeAlert(Only(day).AlertId, day.Day.Now.AddHours(1)));

        day.Live(1);

        Assert.Equal(
            (AlertSeverity.Critical, AlertState.Firing),
            (Only(day).Severity, Only(day).State)
        );
        Assert.Equal(
            [typeof(AlertFiredFact), typeof(AlertSnoozedFact), typeof(AlertEscalatedFact)],
            day.AlertFacts.Select(fact => fact.GetType())
        );
    }

    [Fact]
    public void Only_the_cafe_itself_reviews_and_notices()
    {
        var day = new Day();
        foreach (
            var command in new CafeCommand[]
            {
                new ReviewAlerts(),
                new ReportScreens([]),
                new MarkTicketsSeen("espresso", 1, [], "anna"),
                new ReportHistoryTrim(day.Now),
            }
        )
        {
            day.Refuse(RefusalCode.InsufficientPermissions, Day.Ada, command);
        }
    }

    [Fact]
    public void A_wait_that_swings_between_8_and_16_minutes_is_one_alert()
    {
        var day = new WatchedDay(
            DemoCafe.Profile with
            {
                Limits = DemoCafe.Profile.Limits with { PausedAfter = TimeSpan.FromHours(9) },
            }
        );
        day.Do(one => one.Preparing("cappuccino"));
        day.Do(one => one.Preparing("cappuccino"));
        day.Live(12);
        for (var swing = 0; swing < 4; swing++)
        {
            while (Wait(day) * day.Cafe.Tickets.Count / (day.Cafe.Tickets.Count + 1) >= 8)
            {
                day.Do(one => one.Preparing("cappuccino"));
            }

            Assert.InRange(Wait(day), 8, 10);
            day.Live(7);
            Assert.True(Wait(day) >= 15);
        }

        Assert.Single(
            day.AlertFacts.OfType<AlertFiredFact>(),
            fact => fact.Category == AlertCategory.QueueLength
        );
    }

    [Fact]
    [Trait("Lines", "uncounted")]
    public void Nothing_flaps_whatever_the_screens_do() =>
        Gen.Int[1, 200]
            .Array[1, 40]
            .Sample(
                seconds =>
                {
                    var day = new WatchedDay();
                    var dark = false;
                    foreach (var pause in seconds)
                    {
                        dark = !dark;
                        day.Do(Actor.System, new ReportScreens(dark ? [] : Screens));
                        day.Live(TimeSpan.FromSeconds(pause));
                    }

                    // Each firing needs half a minute in the dark, so there are at most so many.
                    var nights = seconds.Where((pause, index) => index % 2 == 0 && pause >= 30);
                    Assert.Equal(
                        3 * nights.Count(),
                        day.AlertFacts.OfType<AlertFiredFact>().Count()
                    );
                },
                iter: 200
            );

    private static double Wait(WatchedDay day) =>
        day.Cafe.Tickets.Values.Average(ticket => (day.Day.Now - ticket.Since).TotalMinutes);

    private static WatchedDay Paused()
    {
        var day = new WatchedDay();
        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused));
        return day;
    }

    private static ActiveAlert Only(WatchedDay day) => Assert.Single(day.Cafe.Alerts.All);
}
