using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Tickets that nobody finished and nobody ended: they no longer count in what others read, and a manager hears of all of them at once
/// (docs/protocol.md §5 and §6).
/// </summary>
public static class Staleness
{
    /// <summary>Whether an order is older than three times its promise, was left over from a day that has ended, or is for a time that was missed.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="order">One of its open orders.</param>
    /// <param name="now">The present time.</param>
    public static bool IsStale(Cafe cafe, Order order, DateTimeOffset now) =>
        IsLeftOver(cafe, order)
        || IsMissed(cafe, order, now)
        || order is { Status.IsAtCounters: true, IsResting: false }
            && now > order.StaleAt(cafe.Profile.Limits);

    /// <summary>Whether the time of an order for later passed long ago and no counter ever had it, because the server stood still.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="order">One of its open orders.</param>
    /// <param name="now">The present time.</param>
    public static bool IsMissed(Cafe cafe, Order order, DateTimeOffset now) =>
        order is { Status: OrderStatus.Scheduled, ScheduledFor: { } at }
        && now > at + cafe.Profile.Limits.ScheduleMissedAfter;

    /// <summary>Whether a confirmed order was still open when its day ended.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="order">One of its open orders.</param>
    public static bool IsLeftOver(Cafe cafe, Order order) => order.QueuePlace < cafe.DayEndedPlace;
}
