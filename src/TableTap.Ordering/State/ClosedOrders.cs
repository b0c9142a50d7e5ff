using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>
/// The orders that ended lately, and the last of those that came back because somebody did something about them. They stay for a bounded
/// time, because most of what comes late comes soon; later ones are read again from their facts (<see cref="Rules.EndedOrders"/>).
/// </summary>
public sealed record ClosedOrders
{
    /// <summary>The orders that are kept, by id.</summary>
    public EquatableMap<Order> ById { get; init; }

    /// <summary>Their ids by when they ended, the earliest first.</summary>
    public EquatableMap<string> ByEnd { get; init; }

    /// <summary>The order that ended first of all that are kept.</summary>
    public Order? Oldest => ByEnd.Count == 0 ? null : ById.Items[ByEnd.Items.First().Value];

    /// <summary>With one more, or with a new version of one that is kept.</summary>
    public ClosedOrders Set(Order order) =>
        new()
        {
            ById = ById.Set(order.OrderId, order),
            ByEnd = ByEnd.Set(EndKey(order), order.OrderId),
        };

    /// <summary>The same orders without one of them.</summary>
    public ClosedOrders Remove(Order order) =>
        new() { ById = ById.Remove(order.OrderId), ByEnd = ByEnd.Remove(EndKey(order)) };

    private static string EndKey(Order order) =>
        TimeKey.Of(order.ClosedAt.GetValueOrDefault(), order.OrderId);
}
