using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>
/// What follows from the open orders of a café and is asked with every command. It changes with the facts, and is at each moment what a
/// walk over all open orders gives. It is of these orders, times and day alone: of others it says nothing.
/// </summary>
/// <param name="Basis">What all of it follows from.</param>
/// <param name="Queues">The queues of the counters.</param>
/// <param name="Lines">When lines were begun and finished.</param>
/// <param name="Marks">What is asked about all of them together.</param>
/// <param name="Waits">How long tickets wait at the counters.</param>
/// <param name="Missing">How many of them need something that is out.</param>
internal sealed record OpenWork(
    WorkBasis Basis,
    CounterQueues Queues,
    LineTimes Lines,
    OrderMarks Marks,
    TicketWaits Waits,
    MissingItems Missing
)
{
    /// <summary>What follows from a basis, counted anew.</summary>
    /// <param name="basis">The open orders, and what else it follows from.</param>
    public static OpenWork Of(WorkBasis basis)
    {
        var work = new OpenWork(
            basis,
            CounterQueues.None(basis.Times, basis.DayEndedPlace),
            LineTimes.None,
            OrderMarks.None(basis.DayEndedPlace),
            TicketWaits.None,
            MissingItems.Of(basis.Outages, default)
        );
        var nothing = basis with { Orders = default, Tickets = default };
        foreach (var (_, order) in basis.Orders.Items)
        {
            work = work.Replace(nothing, null, order);
        }

        return work;
    }

    /// <summary>The orders that are stale at an instant: those left over from a day that ended, and those of today, both as they were confirmed.</summary>
    public (
        ImmutableSortedSet<(long Place, string OrderId)> LeftOver,
        ImmutableSortedSet<QueuedOrder> Today
    ) Stale(DateTimeOffset now) => (Marks.LeftOver, Queues.At(now).Stale);

    /// <summary>What follows when facts went on to another basis, of which at most one order is another.</summary>
    /// <param name="basis">The basis as it is now.</param>
    /// <param name="orderId">The order that may have changed; null where none has.</param>
    /// <param name="measured">The counter and the item of which a piece was measured, if one was.</param>
    /// <param name="at">The instant of the change.</param>
    public OpenWork Next(
        WorkBasis basis,
        string? orderId,
        (string CounterId, string ItemId)? measured,
        DateTimeOffset at
    )
    {
        var work = this with { Basis = basis };
        if (measured is var (counterId, itemId))
        {
            work = work with { Queues = Queues.Measured(counterId, itemId, basis.Times) };
        }

        if (!ReferenceEquals(Basis.Outages.Items, basis.Outages.Items))
        {
            work = work with { Missing = MissingItems.Of(basis.Outages, Basis.Orders) };
        }

        if (orderId is not null)
        {
            Basis.Orders.TryGet(orderId, out var was);
            basis.Orders.TryGet(orderId, out var now);
            work = work.Replace(Basis, was, now);
        }

        return work with
        {
            Queues = work.Queues.At(at),
        };
    }

    private OpenWork Replace(WorkBasis before, Order? was, Order? now) =>
        ReferenceEquals(was, now)
            ? this
            : this with
            {
                Queues = Queued(was, now),
                Lines = Lines.Replace(was, now),
                Marks = Marks.Replace(was, now),
                Waits = Waits.Replace(was, before.Tickets, now, Basis.Tickets, Basis.DayEndedPlace),
                Missing = Missing.Replace(was, now),
            };

    private CounterQueues Queued(Order? was, Order? now)
    {
        if (QueuedOrder.AreAlike(was, now))
        {
            return Queues;
        }

        var queues = was is { IsQueued: true, QueuePlace: { } place }
            ? Queues.Remove(was.Priority, place)
            : Queues;
        return QueuedOrder.Of(now, Basis.Times.Limits) is { } queued ? queues.Add(queued) : queues;
    }
}

/// <summary>What the work of a café follows from. Two are the same where their parts are, whatever is in these.</summary>
/// <param name="Orders">The open orders, by id.</param>
/// <param name="Tickets">What the counters still have to make, by <see cref="Ticket.Key"/>.</param>
/// <param name="Outages">What is out, by <see cref="Outage.Key"/>.</param>
/// <param name="Times">How long making takes.</param>
/// <param name="DayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
internal readonly record struct WorkBasis(
    EquatableMap<Order> Orders,
    EquatableMap<Ticket> Tickets,
    EquatableMap<Outage> Outages,
    PieceTimes Times,
    long DayEndedPlace
)
{
    /// <summary>Whether it is the very same basis. Looks at no order.</summary>
    public bool Is(WorkBasis other) =>
        ReferenceEquals(Orders.Items, other.Orders.Items)
        && ReferenceEquals(Tickets.Items, other.Tickets.Items)
        && ReferenceEquals(Outages.Items, other.Outages.Items)
        && ReferenceEquals(Times.Measured.Items, other.Times.Measured.Items)
        && CountsLike(other);

    /// <summary>Whether orders count in it as in another: by the same numbers, and on the same day.</summary>
    public bool CountsLike(WorkBasis other) =>
        ReferenceEquals(Times.Limits, other.Times.Limits) && DayEndedPlace == other.DayEndedPlace;
}
