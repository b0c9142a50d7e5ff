using System.Collections.Immutable;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// The queues of the counters with their sums: what is ahead of an order is known without a walk over all of them. Stale tickets are no
/// work: the sums are those of one instant, and what became stale between it and another is counted out.
/// </summary>
internal sealed record CounterQueues
{
    /// <summary>The queues of nothing.</summary>
    /// <param name="times">How long making takes.</param>
    /// <param name="dayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
    public static CounterQueues None(PieceTimes times, long dayEndedPlace) =>
        new() { Times = times, DayEndedPlace = dayEndedPlace };

    private PieceTimes Times { get; init; }

    private long DayEndedPlace { get; init; }

    /// <summary>The instant for which the sums leave out what is stale.</summary>
    private DateTimeOffset AsOf { get; init; } = DateTimeOffset.MinValue;

    /// <summary>All orders at the counters, in the order in which they are made.</summary>
    public ImmutableSortedSet<QueuedOrder> Line { get; private init; } =
        ImmutableSortedSet.Create(QueuedOrder.InTurn);

    /// <summary>Those that are not left over from a day that ended, in the order in which they become stale.</summary>
    private ImmutableSortedSet<QueuedOrder> Today { get; init; } =
        ImmutableSortedSet.Create(QueuedOrder.ByStaleness);

    private ImmutableDictionary<QueueKey, QueueLoad> Loads { get; init; } =
        ImmutableDictionary<QueueKey, QueueLoad>.Empty;

    /// <summary>With an order that came to the counters.</summary>
    public CounterQueues Add(QueuedOrder order) =>
        order.Place < DayEndedPlace
            ? this with
            {
                Line = Line.Add(order),
            }
            : this with
            {
                Line = Line.Add(order),
                Today = Today.Add(order),
                Loads = order.StaleAt < AsOf ? Loads : With(Loads, order),
                Stale = order.StaleAt < AsOf ? Stale.Add(order) : Stale,
            };

    /// <summary>Without an order that has left the counters, or is about to come back otherwise.</summary>
    public CounterQueues Remove(OrderPriority priority, long place)
    {
        if (!Line.TryGetValue(QueuedOrder.At(priority, place), out var order))
        {
            throw new InvalidOperationException("An order that is in no queue cannot leave one.");
        }

        return this with
        {
            Line = Line.Remove(order),
            Today = Today.Remove(order),
            Stale = Stale.Remove(order),
            Loads =
                order.Place < DayEndedPlace || order.StaleAt < AsOf ? Loads : Without(Loads, order),
        };
    }

    /// <summary>With what a piece of an item takes at a counter from now on.</summary>
    public CounterQueues Measured(string counterId, string itemId, PieceTimes times)
    {
        var loads = Loads;
        foreach (var (key, load) in Loads)
        {
            if (key.CounterId == counterId)
            {
                loads = loads.SetItem(key, load.Measured(counterId, itemId, times));
            }
        }

        return this with
        {
            Times = times,
            Loads = loads,
        };
    }

    /// <summary>The same queues with the sums of another instant.</summary>
    public CounterQueues At(DateTimeOffset instant)
    {
        if (instant == AsOf)
        {
            return this;
        }

        var (loads, stale) = (Loads, Stale);
        foreach (var (order, isStale) in Between(instant))
        {
            loads = isStale ? Without(loads, order) : With(loads, order);
            stale = isStale ? stale.Add(order) : stale.Remove(order);
        }

        return this with
        {
            AsOf = instant,
            Loads = loads,
            Stale = stale,
        };
    }

    /// <summary>Those of today that are stale at the sums' instant, in the order in which they were confirmed.</summary>
    public ImmutableSortedSet<QueuedOrder> Stale { get; private init; } =
        ImmutableSortedSet.Create(QueuedOrder.ByPlace);

    /// <summary>Sums up what is ahead of an order of some urgency and place; of a new one where it has no place.</summary>
    /// <param name="priority">How urgent the order is.</param>
    /// <param name="place">Its place; null for one that no counter has.</param>
    /// <param name="now">The instant at which it is asked.</param>
    /// <param name="add">Is told the counter, how many tickets, and what is left of them; may be told the same counter again.</param>
    public void Ahead(
        OrderPriority priority,
        long? place,
        DateTimeOffset now,
        Action<string, int, ExactTime> add
    )
    {
        var (from, to) = (Index(priority, long.MinValue), Index(priority, long.MaxValue));
        var own = place is { } at ? Index(priority, at) : to;
        var countsBehind = to - own < own - from;
        Sum(countsBehind ? priority : priority + 1, now, add);
        for (var place1 = countsBehind ? own : from; place1 < (countsBehind ? to : own); place1++)
        {
            if (Line[place1] is var order && !IsStale(order, now))
            {
                Tell(order, now, countsBehind ? -1 : 1, add);
            }
        }
    }

    /// <summary>Whether an order is stale: older than a multiple of its promise, or left over from a day that ended.</summary>
    private bool IsStale(QueuedOrder order, DateTimeOffset now) =>
        order.Place < DayEndedPlace || now > order.StaleAt;

    /// <summary>What all of some urgency or more have left.</summary>
    private void Sum(OrderPriority least, DateTimeOffset now, Action<string, int, ExactTime> add)
    {
        foreach (var (key, load) in Loads)
        {
            if (key.Priority >= least)
            {
                add(key.CounterId, load.Tickets, load.Left(now, Times));
            }
        }

        foreach (var (order, isStale) in Between(now))
        {
            if (order.Priority >= least)
            {
                Tell(order, now, isStale ? -1 : 1, add);
            }
        }
    }

    private void Tell(
        QueuedOrder order,
        DateTimeOffset now,
        int times,
        Action<string, int, ExactTime> add
    )
    {
        foreach (var ticket in order.Tickets)
        {
            var worked = ticket.Since < now ? now - ticket.Since.Value : TimeSpan.Zero;
            var left = Times.Left(Times.Whole(ticket.CounterId, ticket.Kind), worked);
            add(ticket.CounterId, times, left * times);
        }
    }

    /// <summary>The orders that are stale at an instant and not in the sums' own, and those of which the opposite is so.</summary>
    private IEnumerable<(QueuedOrder Order, bool IsStale)> Between(DateTimeOffset instant)
    {
        var (sums, asked) = (StaleBefore(AsOf), StaleBefore(instant));
        for (var place = Math.Min(sums, asked); place < Math.Max(sums, asked); place++)
        {
            yield return (Today[place], asked > sums);
        }
    }

    /// <summary>How many of today's orders are stale at an instant.</summary>
    private int StaleBefore(DateTimeOffset instant) =>
        Found(Today.IndexOf(QueuedOrder.BeforeStale(instant)));

    private int Index(OrderPriority priority, long place) =>
        Found(Line.IndexOf(QueuedOrder.At(priority, place)));

    private static int Found(int index) => index < 0 ? ~index : index;

    private ImmutableDictionary<QueueKey, QueueLoad> With(
        ImmutableDictionary<QueueKey, QueueLoad> loads,
        QueuedOrder order
    )
    {
        foreach (var ticket in order.Tickets)
        {
            var key = new QueueKey(order.Priority, ticket.CounterId);
            loads = loads.SetItem(
                key,
                (loads.TryGetValue(key, out var load) ? load : QueueLoad.None).Add(
                    ticket,
                    order.Place,
                    Times
                )
            );
        }

        return loads;
    }

    private static ImmutableDictionary<QueueKey, QueueLoad> Without(
        ImmutableDictionary<QueueKey, QueueLoad> loads,
        QueuedOrder order
    )
    {
        foreach (var ticket in order.Tickets)
        {
            var key = new QueueKey(order.Priority, ticket.CounterId);
            var load = loads[key].Remove(ticket, order.Place);
            loads = load.Tickets == 0 ? loads.Remove(key) : loads.SetItem(key, load);
        }

        return loads;
    }

    private readonly record struct QueueKey(OrderPriority Priority, string CounterId);
}
