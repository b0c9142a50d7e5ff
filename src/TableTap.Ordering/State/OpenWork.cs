using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>
/// What follows from the open orders of a café and is asked with every command. It changes with the facts, and is at each moment what a
/// walk over all open orders gives. It is of these orders, times and day alone: of others it says nothing.
/// </summary>
/// <param name="Orders">The open orders.</param>
/// <param name="Times">How long making takes.</param>
/// <param name="DayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
/// <param name="Queues">The queues of the counters.</param>
/// <param name="Lines">When lines were begun and finished.</param>
/// <param name="Marks">What is asked about all of them together.</param>
internal sealed record OpenWork(
    EquatableMap<Order> Orders,
    PieceTimes Times,
    long DayEndedPlace,
    CounterQueues Queues,
    LineTimes Lines,
    OrderMarks Marks
)
{
    /// <summary>What follows from these orders, counted anew.</summary>
    /// <param name="orders">The open orders.</param>
    /// <param name="times">How long making takes.</param>
    /// <param name="dayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
    public static OpenWork Of(EquatableMap<Order> orders, PieceTimes times, long dayEndedPlace)
    {
        var work = new OpenWork(
            orders,
            times,
            dayEndedPlace,
            CounterQueues.None(times, dayEndedPlace),
            LineTimes.None,
            OrderMarks.None(dayEndedPlace)
        );
        foreach (var (_, order) in orders.Items)
        {
            work = work.Replace(null, order);
        }

        return work;
    }

    /// <summary>Whether it is what follows from these orders. Looks at none of them.</summary>
    /// <param name="orders">The open orders.</param>
    /// <param name="times">How long making takes.</param>
    /// <param name="dayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
    public bool IsOf(EquatableMap<Order> orders, PieceTimes times, long dayEndedPlace) =>
        ReferenceEquals(Orders.Items, orders.Items)
        && ReferenceEquals(Times.Measured.Items, times.Measured.Items)
        && ReferenceEquals(Times.Limits, times.Limits)
        && DayEndedPlace == dayEndedPlace;

    /// <summary>What follows when an order has changed.</summary>
    /// <param name="was">The order as it was; null where it was not open.</param>
    /// <param name="now">The order as it is; null where it is not open any more.</param>
    public OpenWork Replace(Order? was, Order? now) =>
        ReferenceEquals(was, now)
            ? this
            : this with
            {
                Queues = Queued(was, now),
                Lines = Lines.Replace(was, now),
                Marks = Marks.Replace(was, now),
            };

    private CounterQueues Queued(Order? was, Order? now)
    {
        if (QueuedOrder.AreAlike(was, now))
        {
            return Queues;
        }

        var queues = was is { Status.IsAtCounters: true, QueuePlace: { } place }
            ? Queues.Remove(was.Priority, place)
            : Queues;
        return QueuedOrder.Of(now, Times.Limits) is { } queued ? queues.Add(queued) : queues;
    }
}
