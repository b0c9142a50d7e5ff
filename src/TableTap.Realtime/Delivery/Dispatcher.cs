using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Delivery;

/// <summary>The one reader of the journal's commits: takes all that wait and brings them out at once.</summary>
/// <param name="journal">The journal.</param>
/// <param name="fanOut">Brings the messages to their readers.</param>
/// <param name="metrics">The figures.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to log.</param>
internal sealed class Dispatcher(
    IJournal journal,
    FanOut fanOut,
    RealtimeMetrics metrics,
    TimeProvider time,
    ILogger log
)
{
    // Bounds how long the gate is held at a stretch.
    private const int MessagesAtOnce = 4096;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Asked of messages before anybody hears them; while it says that they may not be heard yet, they and all others wait.</summary>
    public Func<IReadOnlyList<StoredMessage>, ValueTask<bool>>? Arriving { get; set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var messages = new List<StoredMessage>();
        var dirty = new List<Reader>();
        while (await journal.Committed.WaitToReadAsync(cancellationToken))
        {
            while (messages.Count < MessagesAtOnce && journal.Committed.TryRead(out var batch))
            {
                messages.AddRange(batch);
            }

            while (!await MayBeHeardAsync(messages))
            {
                await Task.Delay(AskAgain, time, cancellationToken);
            }

            // What is committed while these are written waits, and leaves together.
            for (var next = 0; next < messages.Count; )
            {
                Deliver(messages, ref next, dirty);
                await ParallelWrite.WriteAsync(dirty);
                dirty.Clear();
            }

            messages.Clear();
        }
    }

    private async ValueTask<bool> MayBeHeardAsync(List<StoredMessage> messages)
    {
        try
        {
            return Arriving is not { } arriving || await arriving(messages);
        }
        catch (Exception fault)
        {
            RealtimeLog.DeliveryFailed(log, fault);
            return false;
        }
    }

    private void Deliver(List<StoredMessage> messages, ref int next, List<Reader> dirty)
    {
        var first = next;
        try
        {
            fanOut.Deliver(messages, ref next, dirty);
        }
        catch (Exception fault)
        {
            // A reader that missed something has a hole and catches up; the others must go on hearing.
            RealtimeLog.DeliveryFailed(log, fault);
            next = Math.Max(next, first + 1);
            metrics.DeliveryFailed(DeliveryFailure.Fault, next - first);
        }
    }
}
