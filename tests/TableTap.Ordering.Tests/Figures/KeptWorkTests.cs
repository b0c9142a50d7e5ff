using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Figures;

/// <summary>What is kept of the open orders from fact to fact is what a walk over all of them gives, at every moment and about every other.</summary>
[Trait("Lines", "uncounted")]
public class KeptWorkTests
{
    private const int Days = 120;
    private const decimal Hundred = 100;

    private static readonly Gen<Attempt[]> Attempts = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[0, 999],
        Gen.Int[0, 9_999],
        Gen.Frequency((9, Gen.Int[0, 1]), (1, Gen.Int[2, 20]), (1, Gen.Int[-30, -1])),
        (kind, who, which, choice, minutes) => new Attempt(kind, who, which, choice, minutes)
    ).Array[20, 200];

    // Also as if it were asked late, or with a clock that was put back.
    private static readonly TimeSpan[] Asked =
    [
        TimeSpan.Zero,
        TimeSpan.FromMinutes(7),
        TimeSpan.FromMinutes(45),
        TimeSpan.FromHours(30),
        TimeSpan.FromMinutes(-25),
    ];

    private static readonly CafeProfile WithCutOff = DemoCafe.Profile with
    {
        Limits = DemoCafe.Profile.Limits with { DayCutOff = TimeSpan.FromHours(4) },
    };

    [Fact]
    public void What_is_ahead_of_an_order_is_what_a_walk_finds() =>
        Check(
            (cafe, now) =>
            {
                foreach (var order in cafe.OpenOrders.Values.Append(null))
                {
                    var ahead = Backlog.Ahead(cafe, order, now);
                    foreach (var counter in cafe.Profile.Counters)
                    {
                        var (orders, wait) = Walk(cafe, order, counter.CounterId, now);
                        // What no counter has yet is also behind the orders for later that it would make late.
                        if (
                            order?.QueuePlace is null
                            && cafe.OpenOrders.Values.Any(one => one.IsPlanned)
                        )
                        {
                            Assert.True(orders <= ahead.Orders(counter.CounterId));
                            Assert.True(wait <= ahead.Wait(counter.CounterId));
                            continue;
                        }

                        Assert.Equal(orders, ahead.Orders(counter.CounterId));
                        Assert.Equal(wait, ahead.Wait(counter.CounterId));
                    }
                }
            }
        );

    [Fact]
    public void The_queues_are_the_orders_at_the_counters_in_their_turn() =>
        Check(
            (cafe, _) =>
                Assert.Equal(
                    cafe.OpenOrders.Values.Where(IsAtCounters)
                        .OrderByDescending(order => order.Priority)
                        .ThenBy(order => order.QueuePlace),
                    CounterQueue.All(cafe)
                )
        );

    [Fact]
    public void The_day_ends_after_the_first_order_or_settled_bill_that_it_holds() =>
        Check(
            (cafe, _) =>
            {
                var settled = cafe
                    .Bills.Values.Where(bill => !BillSums.Of(cafe, bill).Due.IsPositive)
                    .Select(bill => (DateTimeOffset?)bill.OpenedAt);
                var first = cafe
                    .OpenOrders.Values.Where(order => !Staleness.IsLeftOver(cafe, order))
                    .Select(order => order.QueuedAt)
                    .Concat(settled)
                    .Min();
                Assert.Equal(
                    first is { } at
                        ? LocalTime.NextCutOff(
                            cafe.Profile,
                            cafe.Profile.Limits.DayCutOff!.Value,
                            at
                        )
                        : null,
                    DayEnd(cafe)
                );
            }
        );

    [Fact]
    public void A_counters_report_counts_the_tickets_it_has() =>
        Check(
            (cafe, now) =>
            {
                foreach (var counter in Reports.CafeReport.Of(cafe, now).Counters)
                {
                    Assert.Equal(
                        cafe.Tickets.Values.Count(ticket => ticket.CounterId == counter.CounterId),
                        counter.QueueLength
                    );
                }
            }
        );

    [Fact]
    public void What_the_alerts_say_of_all_open_orders_is_what_a_walk_finds() =>
        Check(
            (cafe, now) =>
            {
                var kept = Reviewed(cafe, now);
                var walked = Reviewed(cafe with { OpenOrders = Copied(cafe.OpenOrders) }, now);
                Assert.Equal(walked, kept);
                Assert.Equal(
                    cafe.OpenOrders.Values.Any(order => Staleness.IsStale(cafe, order, now)),
                    kept.OfType<AlertFiredFact>().Any(fired => fired.Subject == "left_over")
                );
            }
        );

    [Fact]
    public void What_a_piece_took_is_its_share_of_all_that_was_made_with_it() =>
        Sample(
            (day, _) =>
            {
                foreach (var step in day.Steps)
                {
                    var cafe = step.Before;
                    foreach (var fact in step.Decision.Facts)
                    {
                        var after = CafeApply.Apply(cafe, fact);
                        if (
                            fact
                                is LineMovedFact { To: LineStatus.Ready, CounterId: not null } ready
                            && cafe.Order(ready.OrderId)!.Line(ready.LineId)
                                is { StartedAt: not null } line
                        )
                        {
                            var key = PreparationTimes.Key(ready.CounterId!, line.ItemId);
                            cafe.PreparationTimes.TryGet(key, out var known);
                            Assert.Equal(
                                Measured(cafe, ready, line, known),
                                after.PreparationTimes.TryGet(key, out var times) ? times : null
                            );
                        }

                        cafe = after;
                    }
                }
            }
        );

    [Fact]
    public void A_café_that_is_changed_by_hand_keeps_nothing_of_what_it_was()
    {
        var day = new Day();
        day.Confirmed("latte");
        Assert.Equal(1, Backlog.Ahead(day.Cafe, null, day.Now).Orders("espresso"));

        var empty = day.Cafe with { OpenOrders = default };

        Assert.Equal(0, Backlog.Ahead(empty, null, day.Now).Orders("espresso"));
        Assert.Equal(1, Backlog.Ahead(day.Cafe, null, day.Now).Orders("espresso"));
    }

    private static IEnumerable<Fact> Reviewed(Cafe cafe, DateTimeOffset now)
    {
        var ids = 0;
        return CafeDecider
            .Decide(
                cafe,
                new ReviewAlerts(),
                new DecisionContext(now, Actor.System, new(() => $"alert-{ids++}", _ => 0))
            )
            .Facts;
    }

    /// <summary>The same orders in another map, of which nothing is kept.</summary>
    private static EquatableMap<Order> Copied(EquatableMap<Order> orders) =>
        new() { Entries = orders.Entries };

    private static (int Orders, TimeSpan Wait) Walk(
        Cafe cafe,
        Order? order,
        string counterId,
        DateTimeOffset now
    )
    {
        var (orders, work) = (0, 0m);
        foreach (var other in cafe.OpenOrders.Values)
        {
            if (
                IsAtCounters(other)
                && IsAhead(other, order)
                && !Staleness.IsStale(cafe, other, now)
                && other.CountersWithWork.Contains(counterId)
            )
            {
                orders++;
                work += Left(cafe, counterId, other, now);
            }
        }

        return (
            orders,
            TimeSpan.FromTicks((long)(work / CounterStaffing.StaffCountAt(cafe, counterId)))
        );
    }

    private static decimal Left(Cafe cafe, string counterId, Order order, DateTimeOffset now)
    {
        var limits = cafe.Profile.Limits;
        var lines = order
            .LinesAt(counterId)
            .Where(line => line.Status is LineStatus.Queued or LineStatus.Started)
            .ToList();
        var longest = lines.Max(line => Ticks(cafe, counterId, line));
        var sum = lines.Sum(line => Ticks(cafe, counterId, line) * line.Quantity);
        var whole = longest + (sum - longest) * limits.FurtherItemPercent / Hundred;
        var begun = lines
            .Where(line => line.Status == LineStatus.Started && line.StartedAt < now)
            .Select(line => (now - line.StartedAt!.Value).Ticks)
            .DefaultIfEmpty(0)
            .Max();
        return Math.Max(whole - begun, whole * limits.OverrunPercent / Hundred);
    }

    private static decimal Ticks(Cafe cafe, string counterId, OrderLine line) =>
        PreparationEstimate.Piece(cafe, counterId, line).Ticks;

    private static bool IsAhead(Order other, Order? order) =>
        order is null ? other.Priority >= OrderPriority.Normal
        : other.OrderId == order.OrderId ? false
        : other.Priority != order.Priority ? other.Priority > order.Priority
        : other.QueuePlace < (order.QueuePlace ?? long.MaxValue);

    private static bool IsAtCounters(Order order) =>
        order.Status is OrderStatus.Confirmed or OrderStatus.Preparing
        && order.Lines.Items.Any(line => line.Status is LineStatus.Queued or LineStatus.Started);

    private static DateTimeOffset? DayEnd(Cafe cafe)
    {
        var others = new HashSet<CafeCommand>();
        while (CafeTimers.Next(cafe, others) is { } timer)
        {
            if (timer.Command is EndDay)
            {
                return timer.At;
            }

            others.Add(timer.Command);
        }

        return null;
    }

    /// <summary>The times of an item at a counter with one more, as a walk over all open orders finds it.</summary>
    private static PreparationTimes? Measured(
        Cafe cafe,
        LineMovedFact ready,
        OrderLine line,
        PreparationTimes? known
    )
    {
        var limits = cafe.Profile.Limits;
        var (counterId, from, to) = (ready.CounterId!, line.StartedAt!.Value, ready.At);
        var made = cafe
            .OpenOrders.Values.Select(order =>
                order
                    .Lines.Items.Where(other =>
                        order.OrderId == ready.OrderId && other.LineId == line.LineId
                        || other.CounterId == counterId && WasMadeIn(other, from, to)
                    )
                    .ToList()
            )
            .Where(lines => lines.Count > 0)
            .ToList();
        var together = made.Aggregate(
            TimeSpan.Zero,
            (sum, lines) => sum + PreparationEstimate.Ticket(cafe, counterId, lines)
        );
        var hands = Math.Min(CounterStaffing.StaffCountAt(cafe, counterId), made.Count);
        var share =
            together > TimeSpan.Zero
                ? PreparationEstimate.Piece(cafe, counterId, line) * hands / together
                : 1;
        var piece = (to - from) * share;
        return piece < limits.ShortestPreparation || piece > limits.LongestPreparation
            ? known
            : (known ?? new PreparationTimes([])).Add(piece, limits.PreparationTimesKept);
    }

    private static bool WasMadeIn(OrderLine line, DateTimeOffset from, DateTimeOffset to)
    {
        if (
            line.StartedAt is not { } begin
            || line.Status is not (LineStatus.Started or LineStatus.Ready)
        )
        {
            return false;
        }

        var end = line.ReadyAt < to ? line.ReadyAt.Value : to;
        return (end - (begin > from ? begin : from)) * 2 >= to - from;
    }

    private static void Check(Action<Cafe, DateTimeOffset> holds) =>
        Sample(
            (_, at) =>
            {
                var (cafe, now) = at;
                foreach (var later in Asked)
                {
                    holds(cafe, now + later);
                }
            },
            each: true
        );

    private static void Sample(
        Action<RandomDay, (Cafe Cafe, DateTimeOffset Now)> holds,
        bool each = false
    ) =>
        Attempts.Sample(
            attempts =>
            {
                var day = new Day(WithCutOff);
                var lived = RandomDay.Live(
                    attempts,
                    day,
                    attempt =>
                    {
                        if (attempt.Choice % 83 == 0)
                        {
                            Change(day, attempt);
                        }

                        if (each && attempt.Choice % 4 == 0)
                        {
                            holds(null!, (day.Cafe, day.Now));
                        }
                    }
                );
                holds(lived, (day.Cafe, day.Now));
            },
            iter: Days,
            threads: 1
        );

    /// <summary>The manager changes a number of the rules, or the day ends.</summary>
    private static void Change(Day day, Attempt attempt)
    {
        var profile = day.Cafe.Profile;
        if (attempt.Who % 2 == 0)
        {
            day.Do(Actor.System, new EndDay());
        }
        else
        {
            day.Do(
                Actor.System,
                new ConfigureCafe(
                    profile with
                    {
                        Limits = profile.Limits with
                        {
                            OverrunPercent = 10 + attempt.Which % 40,
                            StaleAfterPercent = 100 + attempt.Which % 300,
                        },
                    }
                )
            );
        }
    }
}
