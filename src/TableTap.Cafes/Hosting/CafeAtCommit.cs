using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>A café, orders of it and the heads of channels, as one commit left them (section 7). Immutable.</summary>
/// <param name="Cafe">The café at that commit.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Heads">The last sequence of each channel that was asked for.</param>
/// <param name="Orders">The orders that were asked for or found, each with its facts; those that are not there are left out.</param>
public sealed record CafeAtCommit(
    Cafe Cafe,
    string Epoch,
    IReadOnlyDictionary<ChannelName, long> Heads,
    IReadOnlyList<OrderHistory> Orders
)
{
    /// <summary>The closings that were asked for or found, the latest first.</summary>
    public IReadOnlyList<Closing> Closings { get; init; } = [];
}

/// <summary>An order and all of its facts. Immutable.</summary>
/// <param name="Order">The order at that commit.</param>
/// <param name="Facts">What happened to it, in order.</param>
public sealed record OrderHistory(Order Order, IReadOnlyList<OrderFact> Facts);

/// <summary>What to read of a café.</summary>
/// <param name="Channels">The channels whose heads are wanted, by what is read: with an order may come its owner's channel.</param>
public sealed record CafeQuery(Func<Cafe, IReadOnlyList<Order>, IEnumerable<ChannelName>> Channels)
{
    /// <summary>An order that is wanted with its facts.</summary>
    /// <value>Default null: none.</value>
    public string? OrderId { get; init; }

    /// <summary>Further orders that are wanted with their facts.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> OrderIds { get; init; } = [];

    /// <summary>The number of a closing that is wanted.</summary>
    /// <value>Default null: none.</value>
    public long? Closing { get; init; }

    /// <summary>Which closed orders, or closings, to find in the journal's index.</summary>
    /// <value>Default null: none.</value>
    public IndexQuery? Find { get; init; }
}

/// <summary>An order and the café it is in. Immutable.</summary>
/// <param name="Cafe">The café that the order is in.</param>
/// <param name="Order">The order that was found.</param>
public sealed record CafeOrder(Cafe Cafe, Order Order);
