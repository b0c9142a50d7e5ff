namespace TableTap.Ordering;

/// <summary>A counter's queue: orders with work left there, the most urgent first, then as they were confirmed.</summary>
public static class Queue
{
    /// <summary>The orders a counter has work for, in the order in which it should make them.</summary>
    public static IEnumerable<Order> At(Cafe cafe, string counterId) =>
        cafe
            .OpenOrders.Values.Where(order => HasWork(order, counterId))
            .OrderByDescending(order => order.Priority)
            .ThenBy(order => order.ConfirmedAt)
            .ThenBy(order => order.OrderNumber, StringComparer.Ordinal);

    /// <summary>The orders that a counter makes before this one; all of its normal and more urgent ones when none is given.</summary>
    public static IEnumerable<Order> Ahead(Cafe cafe, string counterId, Order? order = null) =>
        cafe.OpenOrders.Values.Where(other =>
            HasWork(other, counterId)
            && (order is null ? other.Priority >= OrderPriority.Normal : IsAhead(other, order))
        );

    private static bool HasWork(Order order, string counterId) =>
        order.Status.IsAtCounters
        && order.Lines.Items.Any(line => line.CounterId == counterId && line.Status.IsOpen);

    private static bool IsAhead(Order other, Order order)
    {
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
