using TableTap.Ordering;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>A café and the heads of channels, read between two of its commits (section 7). Immutable.</summary>
/// <param name="Cafe">The café.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Heads">The heads of the asked channels.</param>
public sealed record CafeSnapshot(Cafe Cafe, string Epoch, ChannelHeads Heads);

/// <summary>An order and the café it is in. Immutable.</summary>
/// <param name="Cafe">The café.</param>
/// <param name="Order">The order.</param>
public sealed record CafeOrder(Cafe Cafe, Order Order);
