using TableTap.Realtime.Journal;

namespace TableTap.Storage;

/// <summary>A batch on its way through the writer, and the caller who waits for it.</summary>
internal sealed class PendingAppend(AppendBatch batch)
{
    private readonly TaskCompletionSource<AppendOutcome> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The batch that is to be written.</summary>
    public AppendBatch Batch { get; } = batch;

    /// <summary>Its payload in bytes, near enough to bound a commit.</summary>
    public long Bytes { get; } = Measure(batch);

    /// <summary>How it will end if the transaction commits.</summary>
    public AppendOutcome Outcome { get; set; }

    /// <summary>Completes with the outcome once that is known, and fails where nothing was written.</summary>
    public Task<AppendOutcome> Done => _done.Task;

    /// <summary>Tells the caller its outcome.</summary>
    public void Complete() => _done.TrySetResult(Outcome);

    /// <summary>Tells the caller that nothing was written.</summary>
    public void Fail(Exception reason) => _done.TrySetException(reason);

    private static long Measure(AppendBatch batch)
    {
        var bytes = 0L;
        foreach (var fact in batch.Facts)
        {
            bytes += fact.Data.Length;
        }

        foreach (var message in batch.Messages)
        {
            bytes += message.Length;
        }

        foreach (var answer in batch.Answers)
        {
            bytes += answer.Frame.Length;
        }

        return bytes;
    }
}
