using TableTap.Realtime.Authentication;
using TableTap.Realtime.Options;

namespace TableTap.Realtime.Sessions;

/// <summary>
/// Who a session speaks for, and until when. Its end is found by the wall clock once, when the token is shown, and from then on by
/// time that passes: a wall clock that is set neither ends a session nor lets it live longer. Immutable but for the warning.
/// </summary>
internal sealed class SessionLease
{
    private readonly TimeProvider _time;
    private readonly long _since;
    private readonly TimeSpan _lasts;
    private int _warned;

    /// <summary>Begins a lease now, which lasts until the token or the session ends.</summary>
    /// <param name="identity">Who the session speaks for.</param>
    /// <param name="options">How long a session may last at most.</param>
    /// <param name="time">The clock.</param>
    public SessionLease(Identity identity, SessionOptions options, TimeProvider time)
    {
        (Identity, _time, _since) = (identity, time, time.GetTimestamp());
        var now = time.GetUtcNow();
        EndsAt = SessionExpiry.Of(identity, now, options);
        _lasts = EndsAt - now;
    }

    public Identity Identity { get; }

    /// <summary>When it ends without renewal, by the wall clock of its beginning.</summary>
    public DateTimeOffset EndsAt { get; }

    /// <summary>How much of it is left; zero or below where it is over.</summary>
    public TimeSpan Left => _lasts - _time.GetElapsedTime(_since);

    /// <summary>Whether the caller is the one to warn of the end: once.</summary>
    public bool TryWarn() => Interlocked.Exchange(ref _warned, 1) == 0;
}
