using System.Collections.Concurrent;
using TableTap.Testing;

namespace TableTap.Backplane.Tests;

/// <summary>What comes faster than it is taken in does not fill the memory.</summary>
public sealed class PeerMessageQueueTests
{
    [Fact]
    public async Task So_much_waits_at_most_and_when_it_is_taken_in_there_is_room_again()
    {
        using var stop = new CancellationTokenSource();
        using var gate = new SemaphoreSlim(0);
        var got = new ConcurrentQueue<byte>();
        var inbox = new PeerMessageQueue(peerMessage =>
        {
            gate.Wait();
            got.Enqueue(peerMessage.Span[0]);
        });
        var running = Task.Run(() => inbox.RunAsync(stop.Token));

        byte put = 0;
        while (inbox.TryPut(PeerMessage(put)))
        {
            put++;
        }

        Assert.InRange(put, 6, PeerMessageQueue.MostWaiting >> 20);
        gate.Release(1000);
        await Patience.UntilAsync(() => got.Count == put);
        await Patience.UntilAsync(() => inbox.TryPut(PeerMessage(put)));
        await Patience.UntilAsync(() => got.Count == put + 1);

        Assert.Equal(Enumerable.Range(0, put + 1).Select(number => (byte)number), got);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static byte[] PeerMessage(byte number)
    {
        var peerMessage = new byte[1 << 20];
        peerMessage[0] = number;
        return peerMessage;
    }
}
