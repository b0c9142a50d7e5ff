using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Channels;

namespace TableTap.Server.Http.State;

/// <summary>
/// The channels that can change a state and that its reader may hear: kinds of the table become names of the café, and the permission
/// matrix keeps those that are the reader's. Thread-safe.
/// </summary>
/// <param name="directory">Knows who may hear what.</param>
internal sealed class StateChannels(CafeDirectory directory)
{
    /// <summary>The channels that can change the state and that the reader may hear.</summary>
    /// <param name="kinds">The kinds that can change the state.</param>
    /// <param name="caller">Who reads the state.</param>
    /// <param name="cafe">The café.</param>
    /// <param name="orders">The orders that are shown.</param>
    public IEnumerable<ChannelName> Of(
        ChannelKinds kinds,
        Identity caller,
        Cafe cafe,
        IEnumerable<Order> orders
    ) =>
        ChannelName
            .Templates.Select(template => template.Kind)
            .Where(kind => (kind & kinds) != ChannelKinds.None)
            .SelectMany(kind =>
                Ids(kind, caller, cafe, orders).Select(id => ChannelName.Of(kind, id))
            )
            .Distinct()
            .Where(channel => directory.MayHear(caller, channel));

    private static IEnumerable<string> Ids(
        ChannelKinds kind,
        Identity caller,
        Cafe cafe,
        IEnumerable<Order> orders
    ) =>
        kind switch
        {
            ChannelKinds.CustomerOrders => orders
                .Select(order => order.OwnerId)
                .OfType<string>()
                .Append(caller.UserId),
            ChannelKinds.EmployeeOrders => orders
                .Select(order => order.AssigneeId)
                .OfType<string>()
                .Append(caller.UserId),
            ChannelKinds.CounterOrders or ChannelKinds.CounterStatus =>
                cafe.Profile.Counters.Items.Select(counter => counter.CounterId),
            _ => [cafe.CafeId],
        };
}
