namespace TableTap.Realtime.Sessions;

/// <summary>
/// The commands of one connection: decided one after the other in order of arrival, while its reading goes on. Bounded:
/// a connection that sends faster than the café decides has to wait. Thread-safe.
/// </summary>
/// <param name="capacity">Commands that may wait.</param>
internal sealed class CommandQueue(int capacity)
{
    private readonly Lock _gate = new();
    private Queue<Func<Task>>? _waiting;
    private TaskCompletionSource? _room;
    private Task _running = Task.CompletedTask;
    private bool _isRunning;

    /// <summary>Completes when what has been handed in so far is decided.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>Hands in a command; completes when there is room for the next one.</summary>
    /// <param name="command">Decides and answers; never throws.</param>
    public Task AddAsync(Func<Task> command)
    {
        lock (_gate)
        {
            (_waiting ??= new(1)).Enqueue(command);
            if (!_isRunning)
            {
                _isRunning = true;
                _running = RunAsync();
            }

            return _waiting.Count < capacity
                ? Task.CompletedTask
                : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (Next() is { } command)
        {
            await command();
        }
    }

    private Func<Task>? Next()
    {
        lock (_gate)
        {
            if (_waiting!.TryDequeue(out var command))
            {
                _room?.TrySetResult();
                _room = null;
                return command;
            }

            // Whoever adds from here on starts anew.
            _waiting = null;
            _isRunning = false;
            return null;
        }
    }
}
