namespace TableTap.Realtime.Sessions;

/// <summary>Something that happens once and that somebody may wait for; costs nothing while nobody does. Thread-safe; never copied.</summary>
internal struct Signal
{
    private static readonly TaskCompletionSource Happened = Completed();
    private TaskCompletionSource? _source;

    /// <summary>Completes when it has happened.</summary>
    public Task Task
    {
        get
        {
            if (Volatile.Read(ref _source) is { } known)
            {
                return known.Task;
            }

            var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _source, own, null) ?? own).Task;
        }
    }

    /// <summary>Says that it has happened; whoever waits goes on.</summary>
    public void Set() => Interlocked.CompareExchange(ref _source, Happened, null)?.TrySetResult();

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
