using System.Diagnostics.Metrics;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Journal;

namespace TableTap.Server.Observability;

/// <summary>How much waits between the rooms of the server, as figures.</summary>
internal static class QueueDepths
{
    /// <summary>Shows the queues on the way of a command: to be decided, to be written, to be brought out; and what waits for a thread.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="cafes">Where commands wait.</param>
    /// <param name="journal">Where batches and commits wait.</param>
    public static void Show(Meter meter, CafeHost cafes, IJournal journal) =>
        meter.CreateObservableUpDownCounter<long>(
            "tabletap.queue.depth",
            () =>
                [
                    Depth("commands", cafes.Waiting),
                    Depth("journal", journal.Health.Waiting),
                    Depth("dispatch", journal.Committed.CanCount ? journal.Committed.Count : 0),
                    Depth("threads", ThreadPool.PendingWorkItemCount),
                ],
            "{item}",
            "What waits, by queue: commands to be decided, batches to be written, commits to be brought to their readers, work for a thread of the pool."
        );

    private static Measurement<long> Depth(string queue, long count) =>
        new(count, new KeyValuePair<string, object?>("queue", queue));
}
