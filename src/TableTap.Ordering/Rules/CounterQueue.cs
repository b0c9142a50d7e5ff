using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>A counter's queue: orders with work left there, the most urgent first, then as they were confirmed.</summary>
public static class CounterQueue
{
    /// <summary>The orders a counter has work for, in the order in which it should make them.</summary>
    public static IEnumerable<Order> At(Cafe cafe, string counterId) =>
        All(cafe).Where(order => order.CountersWithWork.Contains(counterId));

    /// <summary>All orders at the counters, in the order in which they are to be made.</summary>
    public static IEnumerable<Order> All(Cafe cafe) =>
        cafe.Work.Queues.Line.Select(queued => cafe.OpenOrders.Items[queued.OrderId]);
}
