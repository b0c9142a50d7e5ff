using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Alerts;

/// <summary>What holds of alerts on every day, whatever anybody does and whichever screens come and go.</summary>
[Trait("Lines", "uncounted")]
public class AlertDayTests
{
    private const int Days = 60;
    private static readonly string[] Screens = ["cold", "espresso", "kitchen"];

    private static readonly Gen<Attempt[]> Attempts = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[0, 999],
        Gen.Int[0, 9_999],
        Gen.Frequency((6, Gen.Int[0, 1]), (1, Gen.Int[2, 20])),
        (kind, who, which, choice, minutes) => new Attempt(kind, who, which, choice, minutes)
    ).Array[20, 200];

    [Fact]
    public void Each_alert_that_fires_is_told_once_at_a_time_and_resolves() =>
        Check(day =>
        {
            var cafe = Cafe.Empty(DemoCafe.Id);
            var open = new Dictionary<string, AlertFiredFact>();
            foreach (var fact in day.Facts)
            {
                cafe = CafeApply.Apply(cafe, fact);
                switch (fact)
                {
                    case AlertFiredFact fired:
                        Assert.DoesNotContain(
                            open.Values,
                            one => (one.Category, one.Subject) == (fired.Category, fired.Subject)
                        );
                        open.Add(fired.AlertId, fired);
                        break;
                    case AlertResolvedFact resolved:
                        Assert.True(open.Remove(resolved.AlertId));
                        break;
                    case AlertFact changed:
                        Assert.Contains(changed.AlertId, open);
                        break;
                    default:
                        break;
                }

                Assert.Equal(open.Count, cafe.Alerts.Firing.Count);
            }

            Assert.Empty(open);
            Assert.Empty(cafe.Alerts.Pending.Values);
        });

    [Fact]
    public void No_held_order_is_without_a_critical_alert() =>
        Check(
            _ => { },
            cafe =>
                Assert.All(
                    cafe.OpenOrders.Values.Where(order => order.IsHeld),
                    _ =>
                        Assert.Contains(
                            cafe.Alerts.All,
                            alert =>
                                alert
                                    is {
                                        Category: AlertCategory.CounterUnavailable,
                                        Severity: AlertSeverity.Critical
                                    }
                        )
                )
        );

    [Fact]
    public void Every_open_ticket_is_in_its_counters_queue() =>
        Check(
            _ => { },
            cafe =>
                Assert.Equal(
                    cafe.Profile.Counters.Items.SelectMany(counter =>
                            CounterQueue
                                .At(cafe, counter.CounterId)
                                .Select(order => Ticket.Key(order.OrderId, counter.CounterId))
                        )
                        .Order(StringComparer.Ordinal),
                    cafe.Tickets.Items.Keys
                )
        );

    [Fact]
    public void A_second_look_at_the_same_moment_finds_nothing_new() =>
        Check(
            _ => { },
            (day, _) => Assert.Empty(day.Do(Actor.System, new ReviewAlerts()).AsEnumerable())
        );

    [Fact]
    public void Random_days_see_every_fact_of_the_watch()
    {
        var kinds = new HashSet<Type>();
        var categories = new HashSet<AlertCategory>();
        var random = new PCG(1, 1);
        for (var number = 0; number < Days; number++)
        {
            var day = Live(Attempts.Generate(random, null, out _), (_, _) => { });
            kinds.UnionWith(day.Facts.Select(fact => fact.GetType()));
            categories.UnionWith(day.Facts.OfType<AlertFiredFact>().Select(fact => fact.Category));
        }

        Assert.Empty(
            typeof(Fact)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(WatchFact)) && !type.IsAbstract)
                .Except(kinds)
                // Too rare for so few days; the row of the table that eases has a test.
                .Except([typeof(AlertEasedFact)])
        );
        Assert.Empty(Enum.GetValues<AlertCategory>().Except(categories));
    }

    private static void Check(Action<Day> holds, Action<Cafe> always) =>
        Check(holds, (day, _) => always(day.Cafe));

    private static void Check(Action<Day> holds, Action<Day, Attempt>? always = null) =>
        Attempts.Sample(
            attempts => holds(Live(attempts, always ?? ((_, _) => { }))),
            iter: Days,
            threads: 1
        );

    private static Day Live(Attempt[] attempts, Action<Day, Attempt> always)
    {
        var day = new Day();
        RandomDay.Live(
            attempts,
            day,
            attempt =>
            {
                Watch(day, attempt);
                always(day, attempt);
            }
        );
        CloseUp(day);
        return day;
    }

    /// <summary>What comes from outside, then the review that follows each change.</summary>
    private static void Watch(Day day, Attempt attempt)
    {
        if (attempt.Which % 4 == 0)
        {
            day.Do(
                Actor.System,
                new ReportScreens(
                    Screens
                        .Where((_, index) => (attempt.Choice >> index) % 2 == 0)
                        .ToEquatableList()
                )
            );
        }

        if (attempt.Which % 5 == 0)
        {
            var told = day
                .Cafe.Tickets.Values.Where(ticket => ticket.CounterId == Screens[attempt.Who % 3])
                .Select(ticket => new AnnouncedTicket(ticket.OrderId, ticket.AssignedAt))
                .ToEquatableList();
            day.Do(
                Actor.System,
                new MarkTicketsSeen(Screens[attempt.Who % 3], attempt.Choice, told, "anna")
            );
        }

        if (attempt.Which % 50 == 1)
        {
            day.Do(Actor.System, new ReportHistoryTrim(day.Now.AddMinutes(attempt.Who)));
        }

        day.Do(Actor.System, new ReviewAlerts());
        if (day.Cafe.Alerts.All.FirstOrDefault() is { } alert && attempt.Which % 6 == 0)
        {
            day.Do(
                Day.Maya,
                attempt.Choice % 2 == 0
                    ? new AcknowledgeAlert(alert.AlertId)
                    : new SnoozeAlert(alert.AlertId)
            );
            day.Do(Actor.System, new ReviewAlerts());
        }
    }

    /// <summary>The evening: everything that was wrong is put right.</summary>
    private static void CloseUp(Day day)
    {
        day.Do(Actor.System, new ReportScreens([.. Screens]));
        foreach (var order in day.Cafe.OpenOrders.Values.ToList())
        {
            // Money of a refund that failed keeps an order from being cancelled until it is given back again.
            if (order is { Status: OrderStatus.Pending, Payment.Refundable.IsPositive: true })
            {
                day.Do(
                    Day.Maya,
                    new IssueRefund(order.OrderId, order.Payment.Refundable, "it failed")
                );
            }

            day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
        }

        foreach (var counterId in Screens)
        {
            day.Do(Day.Maya, new UpdateCounterStatus(counterId, CounterStatus.Active));
        }

        foreach (var person in new[] { "anna", "ben", "chloe", "maya" })
        {
            if (!day.Cafe.Shifts.TryGet(person, out var shift))
            {
                day.Do(Day.Maya, new ClockInEmployee(person));
            }
            else if (shift.Break is not null)
            {
                day.Do(Day.Maya, new EndBreak(person));
            }
        }

        foreach (var pending in day.Cafe.PendingRefunds.Values.ToList())
        {
            day.Do(
                Day.Maya,
                new UpdateRefund(pending.OrderId, pending.Refund.RefundId, RefundStatus.Succeeded)
            );
        }

        foreach (var concern in day.Cafe.MoneyConcerns.Values.ToList())
        {
            day.Now = concern.EndsAt > day.Now ? concern.EndsAt : day.Now;
            day.Do(Actor.System, new ExpireMoneyConcern(concern.ConcernId));
        }

        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal));
        day.Do(Actor.System, new ReviewAlerts());
        day.Wait(120);
        day.Do(Actor.System, new ReviewAlerts());
    }
}
