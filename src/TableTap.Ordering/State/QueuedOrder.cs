using System.Collections.Immutable;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What one counter has left to make of an order.</summary>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Kind">What it makes.</param>
/// <param name="Since">Since when somebody works on it; null while nobody does.</param>
internal readonly record struct TicketInQueue(
    string CounterId,
    TicketKind Kind,
    DateTimeOffset? Since
);

/// <summary>An order at the counters, as their queues know it.</summary>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Place">Its place among those of its priority.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="StaleAt">After this instant it is stale.</param>
/// <param name="Tickets">What the counters have left to make of it, each counter once.</param>
internal sealed record QueuedOrder(
    OrderPriority Priority,
    long Place,
    string OrderId,
    DateTimeOffset StaleAt,
    ImmutableArray<TicketInQueue> Tickets
)
{
    /// <summary>The order in which orders are made: the most urgent first, then as they were confirmed.</summary>
    public static IComparer<QueuedOrder> InTurn { get; } =
        Comparer<QueuedOrder>.Create(
            (one, other) =>
                // Compared as numbers: an enumeration's own comparison makes two objects each time.
                one.Priority != other.Priority
                    ? (one.Priority > other.Priority ? -1 : 1)
                    : one.Place.CompareTo(other.Place)
        );

    /// <summary>The order in which they were confirmed.</summary>
    public static IComparer<QueuedOrder> ByPlace { get; } =
        Comparer<QueuedOrder>.Create((one, other) => one.Place.CompareTo(other.Place));

    /// <summary>The order in which they become stale.</summary>
    public static IComparer<QueuedOrder> ByStaleness { get; } =
        Comparer<QueuedOrder>.Create(
            (one, other) =>
                one.StaleAt.CompareTo(other.StaleAt) is not 0 and var time
                    ? time
                    : one.Place.CompareTo(other.Place)
        );

    /// <summary>An order as the queues know it; null for one that is not at the counters.</summary>
    public static QueuedOrder? Of(Order? order, CafeLimits limits) =>
        order is { IsQueued: true, QueuePlace: { } place }
            ? new(
                order.Priority,
                place,
                order.OrderId,
                order.StaleAt(limits)!.Value,
                TicketsOf(order)
            )
            : null;

    /// <summary>Something that is found where an order with this urgency and place is, or would be.</summary>
    public static QueuedOrder At(OrderPriority priority, long place) =>
        new(priority, place, "", default, []);

    /// <summary>Something that is found before all orders that become stale at an instant or later.</summary>
    public static QueuedOrder BeforeStale(DateTimeOffset at) =>
        new(default, long.MinValue, "", at, []);

    /// <summary>Whether an order looks to the queues as another: what differs is not their matter.</summary>
    public static bool AreAlike(Order? one, Order? other) =>
        ReferenceEquals(one, other)
        || one is not { IsQueued: true } && other is not { IsQueued: true }
        || one is { IsQueued: true }
            && other is { IsQueued: true }
            && one.Priority == other.Priority
            && one.QueuePlace == other.QueuePlace
            && one.PromisedReadyAt == other.PromisedReadyAt
            && one.QueuedAt == other.QueuedAt
            && one.Lines == other.Lines;

    private static ImmutableArray<TicketInQueue> TicketsOf(Order order)
    {
        var counters = order.CountersWithWork;
        var tickets = ImmutableArray.CreateBuilder<TicketInQueue>(counters.Count);
        foreach (var counterId in counters)
        {
            DateTimeOffset? since = null;
            foreach (var line in order.Lines)
            {
                if (
                    line.CounterId == counterId
                    && line.Status == LineStatus.Started
                    && !(since <= line.StartedAt)
                )
                {
                    since = line.StartedAt ?? since;
                }
            }

            tickets.Add(new(counterId, TicketKind.Of(order, counterId)!, since));
        }

        return tickets.MoveToImmutable();
    }
}
