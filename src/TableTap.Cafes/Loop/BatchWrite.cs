using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;

namespace TableTap.Cafes.Loop;

/// <summary>A batch on its way into the journal. Immutable.</summary>
internal sealed class BatchWrite
{
    /// <summary>Has a batch written.</summary>
    /// <param name="batch">The batch; nothing is added to it any more.</param>
    /// <param name="journal">Where it is written.</param>
    /// <param name="over">Called once when it is written or has failed, on any thread.</param>
    public BatchWrite(DecisionBatch batch, IJournal journal, Action over)
    {
        Batch = batch;
        Outcome = AppendAsync(journal, batch);
        Over = Outcome.ContinueWith(
            _ => over(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    public DecisionBatch Batch { get; }

    /// <summary>How it ended; fails as the journal does.</summary>
    public Task<AppendOutcome> Outcome { get; }

    /// <summary>Completes when the outcome is known, whatever it is.</summary>
    public Task Over { get; }

    /// <summary>Whether the outcome is known.</summary>
    public bool IsOver => Outcome.IsCompleted;

    // A journal that fails before its first wait fails like any other.
    private static async Task<AppendOutcome> AppendAsync(IJournal journal, DecisionBatch batch)
    {
        using var span = Traces.Commit(batch.Traces);
        return await journal.AppendAsync(batch.ToCommit, CancellationToken.None);
    }
}
