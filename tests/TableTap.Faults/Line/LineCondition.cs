namespace TableTap.Faults.Line;

/// <summary>How good one direction of a line is. Thread-safe.</summary>
internal sealed class LineCondition
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _stopped;
    private double _bytesPerSecond = double.PositiveInfinity;
    private TimeSpan _delay;

    /// <summary>Whether bytes wait.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_gate)
            {
                return _stopped is not null;
            }
        }
    }

    /// <summary>Stops it: bytes wait.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets it carry so much.</summary>
    /// <param name="bytesPerSecond">Bytes a second.</param>
    /// <param name="delay">What every piece takes.</param>
    public void Slow(double bytesPerSecond, TimeSpan delay)
    {
        lock (_gate)
        {
            (_bytesPerSecond, _delay) = (bytesPerSecond, delay);
        }
    }

    /// <summary>Makes it good again.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _stopped?.TrySetResult();
            _stopped = null;
            (_bytesPerSecond, _delay) = (double.PositiveInfinity, TimeSpan.Zero);
        }
    }

    /// <summary>Ends when bytes are carried.</summary>
    /// <param name="stop">Ends the waiting.</param>
    public Task OpenAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            return _stopped is null ? Task.CompletedTask : _stopped.Task.WaitAsync(stop);
        }
    }

    /// <summary>How long a piece takes; null for no time.</summary>
    /// <param name="bytes">How large it is.</param>
    public TimeSpan? PauseFor(int bytes)
    {
        lock (_gate)
        {
            var pause = _delay + TimeSpan.FromSeconds(bytes / _bytesPerSecond);
            return pause > TimeSpan.Zero ? pause : null;
        }
    }
}
