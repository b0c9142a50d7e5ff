namespace TableTap.Realtime.Peers;

/// <summary>A peer as this server knows it, by its beats. Immutable.</summary>
/// <param name="Id">The name of the peer among all servers, another at each start.</param>
/// <param name="SilentSeconds">For how many whole seconds nothing was heard of it; more than 3 only while no peer messages get through.</param>
/// <param name="Host">The name of its machine; null for a server of version 1.0, which does not say it.</param>
/// <param name="Version">Which version of the program runs there; null as before.</param>
/// <param name="Connections">How many connections it had when it was heard last; null as before.</param>
public sealed record PeerView(
    string Id,
    int SilentSeconds,
    string? Host = null,
    string? Version = null,
    int? Connections = null
);
