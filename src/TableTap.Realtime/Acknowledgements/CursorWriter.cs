using Microsoft.Extensions.Logging;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;

namespace TableTap.Realtime.Acknowledgements;

/// <summary>
/// Writes what owners have confirmed, all of it together and at most once in an interval (section 7). What cannot be
/// written is kept, and tried again.
/// </summary>
/// <param name="journal">Where cursors are kept.</param>
/// <param name="fanOut">Has the cursors.</param>
/// <param name="options">The interval.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to log.</param>
internal sealed class CursorWriter(
    IJournal journal,
    FanOut fanOut,
    DeliveryOptions options,
    TimeProvider time,
    ILogger log
)
{
    // Bounds how long one transaction keeps orders waiting.
    private const int MaxAtOnce = 1000;
    private const string Stream = "cursors";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.CursorInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Writes what is confirmed by now.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ChannelPosition> cursors;
        lock (fanOut.Gate)
        {
            cursors = fanOut.Cursors.TakeDirty();
        }

        foreach (var part in cursors.Chunk(MaxAtOnce))
        {
            var isWritten = await TryWriteAsync(part, cancellationToken);
            lock (fanOut.Gate)
            {
                if (isWritten)
                {
                    fanOut.Cursors.Written(part);
                }
                else
                {
                    fanOut.Cursors.PutBack(part);
                }
            }
        }
    }

    private async ValueTask<bool> TryWriteAsync(
        ChannelPosition[] cursors,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var batch = new AppendBatch(Stream, null, [], [], [], []) { Cursors = cursors };
            await journal.AppendAsync(batch, cancellationToken);
            return true;
        }
        catch (Exception fault)
        {
            // A cursor that is not written costs a message sent twice, never one that is missed.
            if (!cancellationToken.IsCancellationRequested)
            {
                RealtimeLog.CursorsNotWritten(log, cursors.Length, fault);
            }

            return false;
        }
    }
}
