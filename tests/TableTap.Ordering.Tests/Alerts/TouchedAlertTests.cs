using CsCheck;
using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Tests.Alerts;

/// <summary>Who looks only at the orders that a fact or a due time touches, sees all that a look at every order sees, and as soon.</summary>
[Trait("Lines", "uncounted")]
public class TouchedAlertTests
{
    private const int Days = 100;

    private static readonly Gen<Attempt[]> Attempts = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[0, 999],
        Gen.Int[0, 9_999],
        Gen.Frequency((6, Gen.Int[0, 1]), (2, Gen.Int[2, 20]), (1, Gen.Int[20, 90])),
        (kind, who, which, choice, minutes) => new Attempt(kind, who, which, choice, minutes)
    ).Array[20, 150];

    [Fact]
    public void A_look_at_what_was_touched_leaves_nothing_for_a_look_at_everything() =>
        Attempts.Sample(
            attempts =>
            {
                var day = new Day();
                var watch = new Watch(day);
                RandomDay.Live(
                    attempts,
                    day,
                    attempt =>
                    {
                        if (attempt.Choice % 97 == 0)
                        {
                            day.Do(Actor.System, new EndDay());
                        }

                        watch.Look();
                        var whole = CafeDecider.Decide(
                            day.Cafe,
                            new ReviewAlerts(),
                            new DecisionContext(day.Now, Actor.System, day.Ids)
                        );
                        Assert.Empty(whole.Facts.AsEnumerable());
                        Assert.Equal(WatchedDay.NextLook(day.Cafe, day.Now), watch.Next);
                    }
                );
            },
            iter: Days,
            threads: 1
        );

    private sealed class Watch(Day day)
    {
        private readonly Dictionary<string, DateTimeOffset> _due = [];
        private int _seen;

        public DateTimeOffset? Next { get; private set; }

        public void Look()
        {
            var touched = Touched();
            if (touched is not null)
            {
                touched.UnionWith(
                    _due.Where(one => one.Value <= day.Now).Select(one => one.Key).ToList()
                );
            }

            day.Do(
                Actor.System,
                new ReviewAlerts(touched?.Order(StringComparer.Ordinal).ToEquatableList())
            );
            _seen = day.Facts.Count;
            if (touched is null)
            {
                _due.Clear();
            }

            foreach (var orderId in touched ?? [.. day.Cafe.OpenOrders.Items.Keys])
            {
                _due.Remove(orderId);
                if (AlertSchedule.NextLook(day.Cafe, orderId, day.Now) is { } at)
                {
                    _due.Add(orderId, at);
                }
            }

            Next = _due
                .Values.Select(at => (DateTimeOffset?)at)
                .Append(AlertSchedule.NextLookAtCafe(day.Cafe, day.Now))
                .Min();
        }

        /// <summary>The orders that the facts since the last look touched; null for all.</summary>
        private HashSet<string>? Touched()
        {
            var touched = new HashSet<string>(StringComparer.Ordinal);
            for (; _seen < day.Facts.Count; _seen++)
            {
                if (AlertSchedule.OrdersOf(day.Facts[_seen], day.Cafe) is not { } orders)
                {
                    return null;
                }

                touched.UnionWith(orders);
            }

            return touched;
        }
    }
}
