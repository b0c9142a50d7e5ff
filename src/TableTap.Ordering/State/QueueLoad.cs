using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>The tickets of one urgency at one counter, summed up so that what is left of them is known without a look at each.</summary>
internal sealed record QueueLoad
{
    /// <summary>The load of nothing.</summary>
    public static QueueLoad None { get; } = new();

    /// <summary>How many tickets there are.</summary>
    public int Tickets { get; private init; }

    private ExactTime Waiting { get; init; }

    private ImmutableDictionary<TicketKind, WaitingTickets> Kinds { get; init; } =
        ImmutableDictionary<TicketKind, WaitingTickets>.Empty;

    private ImmutableDictionary<TicketKind, StartedTickets> Started { get; init; } =
        ImmutableDictionary<TicketKind, StartedTickets>.Empty;

    /// <summary>With one ticket more.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="place">The place of its order.</param>
    /// <param name="times">How long making takes.</param>
    public QueueLoad Add(TicketInQueue ticket, long place, PieceTimes times)
    {
        if (ticket.Since is { } since)
        {
            var started = Started.TryGetValue(ticket.Kind, out var known)
                ? known
                : new(times.Whole(ticket.CounterId, ticket.Kind), []);
            return this with
            {
                Tickets = Tickets + 1,
                Started = Started.SetItem(
                    ticket.Kind,
                    started with
                    {
                        Marks = started.Marks.Add(new(since, place)),
                    }
                ),
            };
        }

        var waiting = Kinds.TryGetValue(ticket.Kind, out var some)
            ? some
            : new(times.Whole(ticket.CounterId, ticket.Kind), 0);
        return this with
        {
            Tickets = Tickets + 1,
            Waiting = Waiting + waiting.Whole,
            Kinds = Kinds.SetItem(ticket.Kind, waiting with { Count = waiting.Count + 1 }),
        };
    }

    /// <summary>Without a ticket that is in it.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="place">The place of its order.</param>
    public QueueLoad Remove(TicketInQueue ticket, long place)
    {
        if (ticket.Since is { } since)
        {
            var started = Started[ticket.Kind];
            var marks = started.Marks.Remove(new(since, place));
            return this with
            {
                Tickets = Tickets - 1,
                Started = marks.IsEmpty
                    ? Started.Remove(ticket.Kind)
                    : Started.SetItem(ticket.Kind, started with { Marks = marks }),
            };
        }

        var waiting = Kinds[ticket.Kind];
        return this with
        {
            Tickets = Tickets - 1,
            Waiting = Waiting - waiting.Whole,
            Kinds =
                waiting.Count == 1
                    ? Kinds.Remove(ticket.Kind)
                    : Kinds.SetItem(ticket.Kind, waiting with { Count = waiting.Count - 1 }),
        };
    }

    /// <summary>With what an item takes from now on.</summary>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="itemId">The item of which a piece was measured.</param>
    /// <param name="times">How long making takes now.</param>
    public QueueLoad Measured(string counterId, string itemId, PieceTimes times)
    {
        var (kinds, started, sum) = (Kinds, Started, Waiting);
        foreach (var (kind, waiting) in Kinds)
        {
            if (kind.Has(itemId))
            {
                var whole = times.Whole(counterId, kind);
                sum += (whole - waiting.Whole) * waiting.Count;
                kinds = kinds.SetItem(kind, waiting with { Whole = whole });
            }
        }

        foreach (var (kind, making) in Started)
        {
            if (kind.Has(itemId))
            {
                started = started.SetItem(
                    kind,
                    making with
                    {
                        Whole = times.Whole(counterId, kind),
                    }
                );
            }
        }

        return this with
        {
            Waiting = sum,
            Kinds = kinds,
            Started = started,
        };
    }

    /// <summary>The work that is left of all tickets at an instant. Looks at those alone that were begun lately.</summary>
    public ExactTime Left(DateTimeOffset now, PieceTimes times)
    {
        var left = Waiting;
        foreach (var (_, (whole, marks)) in Started)
        {
            var least = times.Least(whole);
            for (var place = marks.Count - 1; place >= 0; place--)
            {
                var worked = now - marks[place].Since;
                var one = times.Left(whole, worked > TimeSpan.Zero ? worked : TimeSpan.Zero);
                if (one == least)
                {
                    // Those that were begun before it have as little left.
                    left += least * (place + 1);
                    break;
                }

                left += one;
            }
        }

        return left;
    }

    private readonly record struct WaitingTickets(ExactTime Whole, int Count);

    private readonly record struct StartedTickets(
        ExactTime Whole,
        ImmutableSortedSet<StartMark> Marks
    );

    private readonly record struct StartMark(DateTimeOffset Since, long Place)
        : IComparable<StartMark>
    {
        public int CompareTo(StartMark other) =>
            Since.CompareTo(other.Since) is not 0 and var time
                ? time
                : Place.CompareTo(other.Place);
    }
}
