namespace TableTap.Realtime.Peers;

/// <summary>
/// Carries short peer messages between the servers of one store. A peer message may be lost, doubled or late, and one may overtake another: nothing
/// that counts may rest on it. One of the product's seams; every implementation passes the same contract suite. Thread-safe.
/// </summary>
public interface IBackplane : IAsyncDisposable
{
    /// <summary>Why peer messages do not get through now, in words for the operator; null while they should.</summary>
    string? Trouble { get; }

    /// <summary>
    /// Takes in what is sent to an address, from now on and again after each break. Goes on trying by itself where the backplane cannot
    /// be reached.
    /// </summary>
    /// <param name="address">An address that names servers agree on; a server has two.</param>
    /// <param name="receive">Told of each peer message, one after the other for each address; quick, and never fails.</param>
    void Listen(string address, Action<ReadOnlyMemory<byte>> receive);

    /// <summary>Sends a peer message to everybody who listens at an address. Never waits.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="peerMessage">The bytes; not touched again.</param>
    /// <returns>False where it is dropped at once: there is no line, or too much waits for it.</returns>
    bool TrySend(string address, ReadOnlyMemory<byte> peerMessage);
}
