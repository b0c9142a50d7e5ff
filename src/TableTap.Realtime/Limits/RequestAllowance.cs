using TableTap.Realtime.Options;
using TableTap.Realtime.Peers;

namespace TableTap.Realtime.Limits;

/// <summary>The requests of a kind that a user may send over HTTP: one window for all of the user's (section 8). Thread-safe.</summary>
/// <param name="limit">How many a minute are allowed.</param>
/// <param name="time">The clock of the windows.</param>
/// <param name="raised">For whom it is raised now; null where nobody can be.</param>
public sealed class RequestAllowance(int limit, TimeProvider time, RaisedLimits? raised = null)
{
    private readonly KeyedWindows _windows = new(time, limit);
    private Action<string>? _taken;

    /// <summary>
    /// Requests in a window at most, of those for whom it is not raised. Another value counts from the next request on, and what was counted
    /// stays counted.
    /// </summary>
    public int Limit
    {
        get => _windows.Limit;
        set => _windows.Limit = value;
    }

    /// <summary>Requests of a user in a window at most, as it is for them now.</summary>
    /// <param name="userId">The id of the user.</param>
    public int LimitOf(string userId) =>
        raised?.Of(RaisableLimit.MessagesPerMinute, userId, Limit) ?? Limit;

    /// <summary>The window, in seconds.</summary>
    public const int Window = MessageLimitOptions.WindowSeconds;

    /// <summary>Says whether a user has none left; counts nothing.</summary>
    /// <param name="userId">The id of the user who would send it.</param>
    public bool IsSpent(string userId) => _windows.IsFull(userId);

    /// <summary>Counts a request; where the user has none left, says after how many seconds there is one.</summary>
    /// <param name="userId">The id of the user who sends it.</param>
    /// <param name="retryAfter">Seconds to wait; 0 where the request may be served.</param>
    public bool TryTake(string userId, out int retryAfter)
    {
        var isTaken = _windows.TryTake(userId, LimitOf(userId), out retryAfter);
        if (isTaken)
        {
            _taken?.Invoke(userId);
        }

        return isTaken;
    }

    /// <summary>Counts the requests at all servers of the store together. Set before the first request.</summary>
    /// <param name="name">The name of the allowance, the same at all servers.</param>
    /// <param name="rates">What servers tell each other.</param>
    public void Share(string name, SharedRates rates)
    {
        rates.Hear(name, _windows.Note);
        _taken = userId => rates.Tell(name, userId);
    }
}
