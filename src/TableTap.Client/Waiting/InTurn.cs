namespace TableTap.Client.Waiting;

/// <summary>Lets one do its work after the other, in the order in which they came. Thread-safe.</summary>
internal sealed class InTurn
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Does a work once everything that came before it is done or was given up.</summary>
    /// <typeparam name="T">The type of what the work makes.</typeparam>
    /// <param name="work">What is done; it must not ask for a turn itself.</param>
    /// <param name="cancellationToken">Stops the waiting for the turn; whoever comes after waits for those before all the same.</param>
    public async Task<T> TakeAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            before = _last;
            _last = Task.WhenAll(before, mine.Task);
        }

        try
        {
            await before.WaitAsync(cancellationToken);
            return await work();
        }
        finally
        {
            mine.SetResult();
        }
    }
}
