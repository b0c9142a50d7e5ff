namespace TableTap.Storage.Sqlite;

/// <summary>A small write of the journal's own, done between two commits, and the caller who waits for it.</summary>
/// <param name="work">What is done; opens and commits its own transaction.</param>
internal sealed class MaintenanceTask(Action<StoreWriter> work)
{
    private readonly TaskCompletionSource _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Completes when the work is done, and fails where it could not be done.</summary>
    public Task Done => _done.Task;

    /// <summary>Does the work and completes <see cref="Done"/>.</summary>
    public void Run(StoreWriter store)
    {
        work(store);
        _done.TrySetResult();
    }

    /// <summary>Tells the caller that it was not done.</summary>
    public void Fail(Exception reason) => _done.TrySetException(reason);
}
