namespace TableTap.Ordering;

/// <summary>A counter's queue: orders with work left there, the most urgent first, then as they were confirmed.</summary>
public static class Queue
{
    /// <summary>The orders a counter has work for, in the order in which it should make them.</summary>
    public static IEnumerable<Order> At(Cafe cafe, string counterId) =>
        cafe
            .OpenOrders.Values.Where(order =>
                order.Status.IsAtCounters && order.CountersWithWork.Contains(counterId)
            )
            .OrderByDescending(order => order.Priority)
            .ThenBy(order => order.ConfirmedAt)
            .ThenBy(order => order.OrderNumber, StringComparer.Ordinal);

    /// <summary>How many orders a counter makes before this one: "2 ahead at Espresso Bar".</summary>
    public static int Ahead(Cafe cafe, string counterId, Order order) =>
        At(cafe, counterId).Count(other => IsAhead(other, order));

    /// <summary>Whether one order is made before another; before a new one of normal priority when none is given.</summary>
    internal static bool IsAhead(Order other, Order? order)
    {
        if (order is null)
        {
            return other.Priority >= OrderPriority.Normal;
        }

        if (other.OrderId == order.OrderId)
        {
            return false;
        }

        if (other.Priority != order.Priority)
        {
            return other.Priority > order.Priority;
        }

        // An order that no counter has yet comes after all that one has.
        var byTime = (other.ConfirmedAt ?? DateTimeOffset.MaxValue).CompareTo(
            order.ConfirmedAt ?? DateTimeOffset.MaxValue
        );
        return byTime < 0
            || byTime == 0 && string.CompareOrdinal(other.OrderNumber, order.OrderNumber) < 0;
    }
}
