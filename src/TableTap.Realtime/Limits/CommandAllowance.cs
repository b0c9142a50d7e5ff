using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>
/// The commands of some kind that a user may send in a minute, however many sockets and requests they come by (section 8). Thread-safe.
/// </summary>
/// <param name="limit">How many a minute are allowed; at least 1.</param>
/// <param name="time">The clock of the windows.</param>
public sealed class CommandAllowance(int limit, TimeProvider time)
{
    private readonly KeyedWindows _windows = new(time, limit);

    /// <summary>Commands in a window at most.</summary>
    public int Limit => limit;

    /// <summary>The window, in seconds.</summary>
    public const int Window = MessageLimitOptions.WindowSeconds;

    /// <summary>Counts a command; where the user has none left, says after how many seconds there is one.</summary>
    /// <param name="userId">The id of the user who sends the command.</param>
    /// <param name="retryAfter">Seconds to wait; 0 where the command may run.</param>
    public bool TryTake(string userId, out int retryAfter) =>
        _windows.TryTake(userId, out retryAfter);
}
