using TableTap.Client.Contract;

namespace TableTap.Client.Connection;

/// <summary>
/// Keeps how current everything is, and tells when its state changes, one change after the other and outside of the lock.
/// Thread-safe.
/// </summary>
/// <param name="time">The clock of all times.</param>
/// <param name="sequences">How far each channel was received.</param>
/// <param name="changed">Hears of another state.</param>
internal sealed class FreshnessRecord(
    TimeProvider time,
    Func<IReadOnlyDictionary<string, long>> sequences,
    Action<Freshness> changed
)
{
    private readonly Lock _gate = new();
    private readonly Queue<Freshness> _untold = new();
    private Func<FreshnessState>? _session;
    private FreshnessState _state;
    private DateTimeOffset _since = time.GetUtcNow();
    private DateTimeOffset? _lastHeardAt;
    private DateTimeOffset? _lastMessageAt;
    private long? _sequence;
    private bool _isTelling;

    /// <summary>How current everything is at this moment.</summary>
    public Freshness Current
    {
        get
        {
            lock (_gate)
            {
                return Snapshot();
            }
        }
    }

    /// <summary>A session began, which says from now on in which state it is.</summary>
    /// <param name="session">Asked whenever something changes; called inside of the lock.</param>
    public void Begin(Func<FreshnessState> session)
    {
        lock (_gate)
        {
            _lastHeardAt = time.GetUtcNow();
            _session = session;
            Become(session());
        }

        Tell();
    }

    /// <summary>The session may be in another state than before.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            Become(_session?.Invoke() ?? FreshnessState.Connecting);
        }

        Tell();
    }

    /// <summary>The session ended, and the client tries again by itself.</summary>
    public void Lose() => End(FreshnessState.Connecting);

    /// <summary>The client stopped for good.</summary>
    public void Stop() => End(FreshnessState.Stopped);

    /// <summary>The server said something.</summary>
    public void Heard()
    {
        lock (_gate)
        {
            _lastHeardAt = time.GetUtcNow();
        }
    }

    /// <summary>A message of a channel came.</summary>
    /// <param name="sequence">The sequence of the message.</param>
    public void Message(long sequence)
    {
        lock (_gate)
        {
            _lastMessageAt = time.GetUtcNow();
            _sequence = sequence;
        }
    }

    private void End(FreshnessState state)
    {
        lock (_gate)
        {
            _session = null;
            Become(state);
        }

        Tell();
    }

    private void Become(FreshnessState state)
    {
        if (state != _state && _state != FreshnessState.Stopped)
        {
            (_state, _since) = (state, time.GetUtcNow());
            _untold.Enqueue(Snapshot());
        }
    }

    private Freshness Snapshot() =>
        new(_state, _since, _lastHeardAt, _lastMessageAt, _sequence, sequences());

    // Whoever tells goes on with what others add meanwhile, so that the states come in their order.
    private void Tell()
    {
        while (TakeUntold() is { } next)
        {
            changed(next);
            lock (_gate)
            {
                _isTelling = false;
            }
        }
    }

    private Freshness? TakeUntold()
    {
        lock (_gate)
        {
            if (_isTelling || !_untold.TryDequeue(out var next))
            {
                return null;
            }

            _isTelling = true;
            return next;
        }
    }
}
