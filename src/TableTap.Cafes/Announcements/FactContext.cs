using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;

namespace TableTap.Cafes.Announcements;

/// <summary>A fact between the café before and the café after it: all that an announcement may look at.</summary>
/// <param name="Before">The café as it was.</param>
/// <param name="After">The café as it is.</param>
/// <param name="Fact">The fact that lies between them.</param>
/// <param name="Links">Where guests are sent.</param>
public readonly record struct FactContext(Cafe Before, Cafe After, Fact Fact, CafeLinks Links)
{
    /// <summary>The order as the fact left it.</summary>
    public Order Order(string orderId) => After.Order(orderId)!;

    /// <summary>The guest's own channel; none where nobody can follow the order.</summary>
    public static ChannelName[] Owner(Order order) =>
        order.OwnerId is { } owner ? [ChannelName.Of(ChannelKinds.CustomerOrders, owner)] : [];

    /// <summary>The channel of who was given the order by name; none where nobody was.</summary>
    public static ChannelName[] Assignee(Order order) =>
        order.AssigneeId is { } assignee
            ? [ChannelName.Of(ChannelKinds.EmployeeOrders, assignee)]
            : [];

    /// <summary>Every counter that holds some of the order, before or after the fact, and who was given it by name.</summary>
    public ChannelName[] Tickets(Order order)
    {
        var held = Before.Order(order.OrderId)?.CounterIds.Items ?? [];
        return [.. held.Union(order.CounterIds.Items).Select(Counter), .. Assignee(order)];
    }

    /// <summary>The orders of a counter.</summary>
    public static ChannelName Counter(string counterId) =>
        ChannelName.Of(ChannelKinds.CounterOrders, counterId);

    /// <summary>What everybody in the café hears.</summary>
    public ChannelName General => ChannelName.Of(ChannelKinds.CafeGeneral, After.CafeId);

    /// <summary>What the staff hears.</summary>
    public ChannelName Staff => ChannelName.Of(ChannelKinds.CafeStaff, After.CafeId);
}
