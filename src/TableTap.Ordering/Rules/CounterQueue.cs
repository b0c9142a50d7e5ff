using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>A counter's queue: orders with work left there, the most urgent first, then as they were confirmed.</summary>
public static class CounterQueue
{
    /// <summary>The orders a counter has work for, in the order in which it should make them.</summary>
    public static IEnumerable<Order> At(Cafe cafe, string counterId) =>
        All(cafe).Where(order => order.CountersWithWork.Contains(counterId));

    /// <summary>All orders at the counters, in the order in which they are to be made.</summary>
    public static IEnumerable<Order> All(Cafe cafe) =>
        cafe
            .OpenOrders.Values.Where(order => order.Status.IsAtCounters)
            .OrderByDescending(order => order.Priority)
            .ThenBy(order => order.QueuePlace);

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
        return (other.QueuePlace ?? long.MaxValue) < (order.QueuePlace ?? long.MaxValue);
    }
}
