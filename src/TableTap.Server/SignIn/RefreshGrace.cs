namespace TableTap.Server.SignIn;

/// <summary>
/// How long the refresh token before the present one is good, for an answer that was lost: by time that truly passed, and where
/// another run of the server gave the present one, by the wall clock. Thread-safe.
/// </summary>
/// <param name="length">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class RefreshGrace(TimeSpan length, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Session, long Number), long> _began = [];
    private readonly Queue<(string Session, long Number, long At)> _order = new();

    /// <summary>
    /// Notes that a session gets new tokens now; before they are written, for whoever asks at the same instant may see them as soon as
    /// they are.
    /// </summary>
    /// <param name="session">The id of the session.</param>
    /// <param name="number">The number of the new refresh token.</param>
    public void Begin(string session, long number)
    {
        lock (_gate)
        {
            Forget();
            var now = time.GetTimestamp();
            _began[(session, number)] = now;
            _order.Enqueue((session, number, now));
        }
    }

    /// <summary>Whether the token before the present one is still good.</summary>
    /// <param name="session">The id of the session.</param>
    /// <param name="number">The number of the present refresh token.</param>
    /// <param name="at">When the present one was given, by the wall clock.</param>
    /// <param name="isOwn">Whether this run of the server gave it.</param>
    public bool Holds(string session, long number, DateTimeOffset at, bool isOwn)
    {
        lock (_gate)
        {
            Forget();
            if (isOwn)
            {
                return _began.ContainsKey((session, number));
            }
        }

        var past = time.GetUtcNow() - at;
        return past >= TimeSpan.Zero && past < length;
    }

    private void Forget()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= length)
        {
            _order.Dequeue();
            var key = (oldest.Session, oldest.Number);
            if (_began.TryGetValue(key, out var last) && last == oldest.At)
            {
                _began.Remove(key);
            }
        }
    }
}
