using System.Threading.Channels;

namespace TableTap.Backplane;

/// <summary>What came from Redis to an address and waits to be taken in, one after the other: so many bytes at most. Thread-safe.</summary>
/// <param name="receive">Takes a peer message in.</param>
internal sealed class PeerMessageQueue(Action<ReadOnlyMemory<byte>> receive)
{
    /// <summary>How much may wait; what comes on top is dropped, and the store has it.</summary>
    internal const long MostWaiting = 8L << 20;

    // What a peer message takes besides its bytes.
    private const int Overhead = 64;

    private readonly Channel<byte[]> _arrived = Channel.CreateUnbounded<byte[]>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private long _waiting;

    /// <summary>Puts a peer message in; never waits.</summary>
    /// <param name="peerMessage">The bytes; not touched again.</param>
    /// <returns>False where there is no room.</returns>
    public bool TryPut(byte[] peerMessage)
    {
        var size = peerMessage.Length + Overhead;
        if (Interlocked.Add(ref _waiting, size) > MostWaiting)
        {
            Interlocked.Add(ref _waiting, -size);
            return false;
        }

        return _arrived.Writer.TryWrite(peerMessage);
    }

    /// <summary>Takes in what comes, until it is stopped.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var peerMessage in _arrived.Reader.ReadAllAsync(cancellationToken))
        {
            receive(peerMessage);
            Interlocked.Add(ref _waiting, -(peerMessage.Length + Overhead));
        }
    }
}
