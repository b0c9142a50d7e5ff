using System.Collections.Immutable;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>When the counters began and finished the lines of open orders, so that what was made in a time is found without a look at each order.</summary>
internal sealed record LineTimes
{
    /// <summary>The times of no lines.</summary>
    public static LineTimes None { get; } = new();

    private ImmutableDictionary<string, CounterTimes> Counters { get; init; } =
        ImmutableDictionary<string, CounterTimes>.Empty;

    /// <summary>With the lines of an order as they are, in place of those that it had.</summary>
    /// <param name="was">The order as it was; null where it was not open.</param>
    /// <param name="now">The order as it is; null where it is not open any more.</param>
    public LineTimes Replace(Order? was, Order? now)
    {
        if (was is not null && now is not null && was.Lines == now.Lines)
        {
            return this;
        }

        var counters = Counters;
        foreach (var line in was?.Lines.Items ?? [])
        {
            counters = With(counters, was!, line, (marks, mark) => marks.Remove(mark));
        }

        foreach (var line in now?.Lines.Items ?? [])
        {
            counters = With(counters, now!, line, (marks, mark) => marks.Add(mark));
        }

        return this with
        {
            Counters = counters,
        };
    }

    /// <summary>The orders of which a counter may have made something in a time, each once: all of those of which it did, and few others.</summary>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="from">The begin of the time.</param>
    /// <param name="to">The end of the time.</param>
    public IReadOnlyCollection<string> MadeIn(
        string counterId,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        if (!Counters.TryGetValue(counterId, out var times))
        {
            return orders;
        }

        foreach (var mark in times.Started)
        {
            if (mark.At > to)
            {
                break;
            }

            orders.Add(mark.OrderId);
        }

        for (var place = times.Ready.Count - 1; place >= 0; place--)
        {
            if (times.Ready[place] is var mark && mark.At < from)
            {
                break;
            }

            orders.Add(mark.OrderId);
        }

        return orders;
    }

    private static ImmutableDictionary<string, CounterTimes> With(
        ImmutableDictionary<string, CounterTimes> counters,
        Order order,
        OrderLine line,
        Func<ImmutableSortedSet<LineMark>, LineMark, ImmutableSortedSet<LineMark>> change
    )
    {
        if (line is not { CounterId: { } counterId, StartedAt: { } started })
        {
            return counters;
        }

        var times = counters.TryGetValue(counterId, out var known) ? known : CounterTimes.None;
        times = line switch
        {
            { Status: LineStatus.Started } => times with
            {
                Started = change(times.Started, new(started, order.OrderId, line.LineId)),
            },
            { Status: LineStatus.Ready, ReadyAt: { } ready } => times with
            {
                Ready = change(times.Ready, new(ready, order.OrderId, line.LineId)),
            },
            _ => times,
        };
        return times.Started.IsEmpty && times.Ready.IsEmpty
            ? counters.Remove(counterId)
            : counters.SetItem(counterId, times);
    }

    private sealed record CounterTimes(
        ImmutableSortedSet<LineMark> Started,
        ImmutableSortedSet<LineMark> Ready
    )
    {
        public static CounterTimes None { get; } = new([], []);
    }

    private readonly record struct LineMark(DateTimeOffset At, string OrderId, string LineId)
        : IComparable<LineMark>
    {
        public int CompareTo(LineMark other) =>
            At.CompareTo(other.At) is not 0 and var time ? time
            : string.CompareOrdinal(OrderId, other.OrderId) is not 0 and var order ? order
            : string.CompareOrdinal(LineId, other.LineId);
    }
}
