namespace TableTap.Realtime.Hub;

/// <summary>
/// Notices that this process stood still (SIGSTOP, a machine that slept, no processor for a long time): then it was the server that
/// heard nothing, and not the client that said nothing. Thread-safe.
/// </summary>
internal sealed class FreezeWatch : IDisposable
{
    // A busy machine may be late by so many looks.
    private const int Late = 5;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private long _looked;
    private TimeSpan _frozen;

    /// <summary>Begins to check, once in every interval, whether the process stood still.</summary>
    /// <param name="interval">How often it is checked.</param>
    /// <param name="time">The clock.</param>
    public FreezeWatch(TimeSpan interval, TimeProvider time)
    {
        (_interval, _time, _looked) = (interval, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Look(), null, interval, interval);
    }

    /// <summary>For how long the process has stood still since the last call; mostly zero.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            Look();
            var frozen = _frozen;
            _frozen = TimeSpan.Zero;
            return frozen;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var passed = _time.GetElapsedTime(_looked);
            _looked = _time.GetTimestamp();
            if (passed > Late * _interval)
            {
                _frozen += passed - _interval;
            }
        }
    }
}
