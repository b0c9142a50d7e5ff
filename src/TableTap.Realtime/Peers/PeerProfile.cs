namespace TableTap.Realtime.Peers;

/// <summary>What a server says of itself to its peers, for who operates them. Immutable.</summary>
/// <param name="Host">The name of its machine.</param>
/// <param name="Version">Which version of the program runs there.</param>
public sealed record PeerProfile(string Host, string Version);
