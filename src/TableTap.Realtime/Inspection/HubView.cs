namespace TableTap.Realtime.Inspection;

/// <summary>What is wanted of the connections and channels of this server.</summary>
/// <param name="Order">Which channels are told first.</param>
/// <param name="Most">The most entries of each list.</param>
/// <param name="SilentAfter">From what silence on a client is told of as one that does not answer.</param>
public sealed record HubQuery(ChannelOrder Order, int Most, TimeSpan SilentAfter);

/// <summary>How many connections there are of each role. Immutable.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByRole">How many of each role, by the word of the role; roles without any are left out.</param>
public sealed record RoleCounts(int Total, IReadOnlyDictionary<string, int> ByRole);

/// <summary>The connections and channels of this server at about one moment. Immutable.</summary>
/// <param name="Connections">All connections.</param>
/// <param name="OfCafes">The connections whose token names a café, by the café; one of several cafés counts in each.</param>
/// <param name="CatchingUp">How many read from the journal, because they came back or did not keep up.</param>
/// <param name="OutboxBytes">Bytes that wait to be written, over all connections.</param>
/// <param name="Slow">The connections with the most bytes that wait, the worst first.</param>
/// <param name="Silent">The connections whose client does not answer, the longest silent first.</param>
/// <param name="ChannelCount">How many channels are heard.</param>
/// <param name="Channels">Some of them, in the order that was wanted.</param>
public sealed record HubView(
    RoleCounts Connections,
    IReadOnlyDictionary<string, RoleCounts> OfCafes,
    int CatchingUp,
    long OutboxBytes,
    IReadOnlyList<ConnectionView> Slow,
    IReadOnlyList<ConnectionView> Silent,
    int ChannelCount,
    IReadOnlyList<ChannelView> Channels
);
