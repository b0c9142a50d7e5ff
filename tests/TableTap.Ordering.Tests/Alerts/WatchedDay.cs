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

/// <summary>A day on which the café looks after its alerts as its loop does: after every command, and when time alone may change one.</summary>
internal sealed class WatchedDay
{
    private static readonly EquatableList<string> EveryCounter = DemoCafe
        .Profile.Counters.Items.Select(counter => counter.CounterId)
        .ToEquatableList();

    private DateTimeOffset _reviewed;

    public WatchedDay(CafeProfile? profile = null, bool screens = true)
    {
        Day = new Day(profile);
        Do(Actor.System, new ReportScreens(screens ? EveryCounter : []));
    }

    public Day Day { get; }

    public Cafe Cafe => Day.Cafe;

    /// <summary>The facts of alerts since a count of all facts.</summary>
    public IEnumerable<Fact> AlertFacts =>
        Day.Facts.Where(fact => fact is AlertFiredFact or AlertFact);

    /// <summary>The alert of a category and subject that is not over.</summary>
    public ActiveAlert? Alert(AlertCategory category, string subject = "") =>
        Cafe.Alerts.Firing.TryGet(ActiveAlert.Key(category, subject), out var alert) ? alert : null;

    public AlertSeverity? Severity(AlertCategory category, string subject = "") =>
        Alert(category, subject)?.Severity;

    public void Do(Actor actor, CafeCommand command)
    {
        Day.Do(actor, command);
        Review();
    }

    /// <summary>Does several things of the day, then has them reviewed.</summary>
    public T Do<T>(Func<Day, T> things)
    {
        var result = things(Day);
        Review();
        return result;
    }

    public void Review()
    {
        _reviewed = Day.Now;
        Day.Do(Actor.System, new ReviewAlerts());
    }

    /// <summary>Lets time pass; what is due and what has to be looked at happens at its time.</summary>
    public void Live(TimeSpan time)
    {
        var end = Day.Now + time;
        for (var looks = 0; Next() is { } next && next <= end; looks++)
        {
            Assert.True(looks < 10_000, $"Looks for ever at {next:O}");
            Day.Now = next > Day.Now ? next : Day.Now;
            while (CafeTimers.Next(Cafe) is { } timer && timer.At <= Day.Now)
            {
                Day.Do(Actor.System, timer.Command);
            }

            Review();
        }

        Day.Now = end;
    }

    public void Live(double minutes) => Live(TimeSpan.FromMinutes(minutes));

    /// <summary>Nobody but a manager looks after an alert.</summary>
    public void OnlyManagersCare(ActiveAlert alert)
    {
        foreach (var somebody in new[] { Day.Guest, Day.Anna, Day.Bank })
        {
            Day.Refuse(
                RefusalCode.InsufficientPermissions,
                somebody,
                new AcknowledgeAlert(alert.AlertId)
            );
            Day.Refuse(
                RefusalCode.InsufficientPermissions,
                somebody,
                new SnoozeAlert(alert.AlertId)
            );
        }

        Do(Day.Maya, new SnoozeAlert(alert.AlertId));
        Assert.Equal(AlertState.Snoozed, Cafe.Alerts.Find(alert.AlertId)!.State);
        Do(Day.Maya, new AcknowledgeAlert(alert.AlertId));
        var cared = Cafe.Alerts.Find(alert.AlertId)!;
        Assert.Equal((AlertState.Acknowledged, "maya"), (cared.State, cared.AcknowledgedBy));
    }

    /// <summary>The next instant at which time alone may change any alert, from a walk over all orders; null where none can.</summary>
    public static DateTimeOffset? NextLook(Cafe cafe, DateTimeOffset reviewed) =>
        cafe
            .OpenOrders.Items.Keys.Select(orderId =>
                AlertSchedule.NextLook(cafe, orderId, reviewed)
            )
            .Append(AlertSchedule.NextLookAtCafe(cafe, reviewed))
            .Min();

    private DateTimeOffset? Next()
    {
        var look = NextLook(Cafe, _reviewed);
        return CafeTimers.Next(Cafe) is { At: var due } && !(look < due) ? due : look;
    }
}
