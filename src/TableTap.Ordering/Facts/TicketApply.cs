using TableTap.Ordering.Figures;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>Keeps the tickets of the counters in step with the orders, and counts how long finished ones took.</summary>
internal static class TicketApply
{
    /// <summary>The café with the tickets as a fact of an order left them.</summary>
    /// <param name="cafe">The café with the order as it is.</param>
    /// <param name="before">The order as it was.</param>
    /// <param name="after">The order as it is.</param>
    /// <param name="fact">What happened to it.</param>
    public static Cafe Apply(Cafe cafe, Order? before, Order after, OrderFact fact)
    {
        var had = Open(before);
        var has = Open(after);
        if (fact is not OrderAssignedFact && had == has)
        {
            return Seen(cafe, fact);
        }

        foreach (var counterId in had)
        {
            if (!has.Contains(counterId))
            {
                cafe = Ended(cafe, counterId, fact);
            }
        }

        foreach (var counterId in has)
        {
            cafe = Held(cafe, counterId, fact);
        }

        return Seen(cafe, fact);
    }

    /// <summary>What somebody started was seen, also after the start is undone.</summary>
    private static Cafe Seen(Cafe cafe, OrderFact fact) =>
        fact is LineMovedFact { To: LineStatus.Started, CounterId: { } counterId }
        && cafe.Tickets.TryGet(Ticket.Key(fact.OrderId, counterId), out var ticket)
            ? cafe with
            {
                Tickets = cafe.Tickets.Set(
                    Ticket.Key(fact.OrderId, counterId),
                    ticket with
                    {
                        SeenAt = ticket.SeenAt ?? fact.At,
                    }
                ),
            }
            : cafe;

    private static EquatableList<string> Open(Order? order) =>
        order is { Status.IsAtCounters: true } ? order.CountersWithWork : [];

    private static Cafe Ended(Cafe cafe, string counterId, OrderFact fact)
    {
        var key = Ticket.Key(fact.OrderId, counterId);
        if (!cafe.Tickets.TryGet(key, out var ticket))
        {
            return cafe;
        }

        cafe = cafe with { Tickets = cafe.Tickets.Remove(key) };
        if (fact is not LineMovedFact { To: LineStatus.Ready })
        {
            return cafe;
        }

        var times = cafe.Figures.Tickets.TryGet(counterId, out var known)
            ? known
            : new TicketTimes(Minutes: []);
        return cafe with
        {
            Figures = cafe.Figures with
            {
                Tickets = cafe.Figures.Tickets.Set(
                    counterId,
                    times.Add(fact.At, fact.At - ticket.Since)
                ),
            },
        };
    }

    private static Cafe Held(Cafe cafe, string counterId, OrderFact fact)
    {
        var key = Ticket.Key(fact.OrderId, counterId);
        if (!cafe.Tickets.TryGet(key, out var ticket))
        {
            ticket = new Ticket(fact.OrderId, counterId, fact.At, fact.At);
        }
        else if (fact is OrderAssignedFact assigned && assigned.CounterId == counterId)
        {
            ticket = ticket with { AssignedAt = fact.At, SeenAt = null };
        }

        return cafe with
        {
            Tickets = cafe.Tickets.Set(key, ticket),
        };
    }
}
