using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Orders for later whose time is near: what is ordered now would make them late, so they are made before it, and whoever is told how long
/// a new order takes is told it with them (docs/protocol.md §5, "Orders for later").
/// </summary>
internal static class ComingOrders
{
    /// <summary>The orders for later that have to go first, the first to be ready first.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="wait">How long a counter is busy, with those that were given already.</param>
    /// <param name="work">What a new order adds to the work of a counter.</param>
    /// <param name="now">The present time.</param>
    public static IEnumerable<Order> Before(
        Cafe cafe,
        Func<string, TimeSpan> wait,
        Func<string, TimeSpan> work,
        DateTimeOffset now
    )
    {
        foreach (var (at, orderId) in cafe.Work.Marks.Scheduled)
        {
            if (at - now > LeadTime.Longest)
            {
                yield break;
            }

            var order = cafe.OpenOrders.Items[orderId];
            if (
                !Staleness.IsMissed(cafe, order, now)
                && at - LeadTime.Of(cafe, order, counterId => wait(counterId) + work(counterId))
                    <= now
            )
            {
                yield return order;
            }
        }
    }
}
