using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>How many tickets each counter has and since when, summed up.</summary>
internal sealed record TicketWaits
{
    /// <summary>What is known of no tickets.</summary>
    public static TicketWaits None { get; } = new();

    private ImmutableDictionary<string, CounterWaits> Counters { get; init; } =
        ImmutableDictionary.Create<string, CounterWaits>(StringComparer.Ordinal);

    /// <summary>How many tickets a counter has.</summary>
    public int CountAt(string counterId) => Counters.GetValueOrDefault(counterId).All;

    /// <summary>How long the tickets of a counter have waited on average, without those that are left over from a day that ended; null where there are none.</summary>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="now">The instant until which they have waited.</param>
    public TimeSpan? MeanAt(string counterId, DateTimeOffset now) =>
        Counters.GetValueOrDefault(counterId) is { Count: > 0 and var count, Since: var since }
            ? new((long)((((Int128)now.UtcTicks * count) - since) / count))
            : null;

    /// <summary>With an order's tickets as they are, in place of those that it had.</summary>
    /// <param name="was">The order as it was; null where it was not open.</param>
    /// <param name="had">The tickets of all orders as they were.</param>
    /// <param name="now">The order as it is; null where it is not open any more.</param>
    /// <param name="has">The tickets of all orders as they are.</param>
    /// <param name="dayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
    public TicketWaits Replace(
        Order? was,
        EquatableMap<Ticket> had,
        Order? now,
        EquatableMap<Ticket> has,
        long dayEndedPlace
    )
    {
        if (ReferenceEquals(had.Items, has.Items))
        {
            return this;
        }

        var counters = Summed(Counters, was, had, -1, dayEndedPlace);
        return this with { Counters = Summed(counters, now, has, 1, dayEndedPlace) };
    }

    private static ImmutableDictionary<string, CounterWaits> Summed(
        ImmutableDictionary<string, CounterWaits> counters,
        Order? order,
        EquatableMap<Ticket> tickets,
        int by,
        long dayEndedPlace
    )
    {
        if (order is not { Status.IsAtCounters: true })
        {
            return counters;
        }

        var counts = order.QueuePlace < dayEndedPlace ? 0 : by;
        foreach (var counterId in order.CountersWithWork)
        {
            if (tickets.TryGet(Ticket.Key(order.OrderId, counterId), out var ticket))
            {
                var (all, count, since) = counters.GetValueOrDefault(counterId);
                counters =
                    all + by == 0
                        ? counters.Remove(counterId)
                        : counters.SetItem(
                            counterId,
                            new(
                                all + by,
                                count + counts,
                                since + ((Int128)ticket.Since.UtcTicks * counts)
                            )
                        );
            }
        }

        return counters;
    }

    private readonly record struct CounterWaits(int All, int Count, Int128 Since);
}
