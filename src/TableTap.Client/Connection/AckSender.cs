using TableTap.Client.Commands;
using TableTap.Client.Socket;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Connection;

/// <summary>Sends <c>ack</c>s: cumulative, one per channel and interval, at most 600 a minute (section 7).</summary>
/// <param name="wire">The connection's socket.</param>
/// <param name="continuity">What the application has handled.</param>
internal sealed class AckSender(FrameSocket wire, ClientState continuity)
{
    private const int PerMinute = 600;

    private readonly SendRateLimiter _budget = new(
        PerMinute,
        TimeSpan.FromMinutes(1),
        continuity.Options.TimeProvider
    );

    /// <summary>Confirms until the session ends.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = continuity.Options;
        while (true)
        {
            await Task.Delay(options.AckInterval, options.TimeProvider, cancellationToken);
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Confirms what is handled by now.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var pending = new Queue<KeyValuePair<string, long>>(continuity.Handled.Take());
        try
        {
            while (pending.TryPeek(out var mark))
            {
                await _budget.WaitAsync(cancellationToken);
                var ack = new Ack(Channel: mark.Key, Sequence: mark.Value);
                var now = continuity.Options.TimeProvider.GetUtcNow();
                await wire.SendAsync(FrameWriter.Request("ack", ack, now), cancellationToken);
                pending.Dequeue();
            }
        }
        finally
        {
            foreach (var (channel, sequence) in pending)
            {
                continuity.Handled.Return(channel, sequence);
            }
        }
    }
}
