namespace TableTap.Realtime;

/// <summary>The bytes that wait for all connections together (section 7, "Slow readers"). Thread-safe.</summary>
/// <param name="limit">Bytes at most before the largest backlogs are shed.</param>
internal sealed class OutboxBudget(long limit)
{
    private readonly Lock _gate = new();
    private long _used;
    private TaskCompletionSource? _room;

    public long Used => Interlocked.Read(ref _used);

    /// <summary>Whether backlogs have to be shed.</summary>
    public bool IsExceeded => Used > limit;

    /// <summary>From here on nobody reads history into an outbox: half of the budget is left to the live path.</summary>
    private bool IsTight => Used > limit / 2;

    public void Take(long bytes) => Interlocked.Add(ref _used, bytes);

    public void Return(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        if (Volatile.Read(ref _room) is not null && !IsTight)
        {
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }
    }

    /// <summary>Completes when history may be read into outboxes.</summary>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        if (!IsTight)
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource room;
        lock (_gate)
        {
            room = _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // The last return may have come before the waiter was seen.
        Return(0);
        return IsTight ? room.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
    }
}
