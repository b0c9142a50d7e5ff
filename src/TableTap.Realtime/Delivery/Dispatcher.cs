using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Delivery;

/// <summary>The one reader of the journal's commits: takes all that wait and brings them out at once.</summary>
/// <param name="journal">The journal.</param>
/// <param name="fanOut">Brings the messages to their readers.</param>
/// <param name="log">Where to log.</param>
internal sealed class Dispatcher(IJournal journal, FanOut fanOut, ILogger log)
{
    // Bounds how long the gate is held at a stretch.
    private const int MessagesAtOnce = 4096;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var batches = new List<IReadOnlyList<StoredMessage>>();
        while (await journal.Committed.WaitToReadAsync(cancellationToken))
        {
            var messages = 0;
            while (messages < MessagesAtOnce && journal.Committed.TryRead(out var batch))
            {
                batches.Add(batch);
                messages += batch.Count;
            }

            Deliver(batches);
            batches.Clear();
        }
    }

    private void Deliver(List<IReadOnlyList<StoredMessage>> batches)
    {
        try
        {
            fanOut.Deliver(batches);
        }
        catch (Exception fault)
        {
            // A reader that missed something has a hole and catches up; the others must go on hearing.
            RealtimeLog.DeliveryFailed(log, fault);
        }
    }
}
