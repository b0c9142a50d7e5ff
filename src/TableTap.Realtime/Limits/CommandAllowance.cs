using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>
/// The commands a user may send over HTTP: one window for all requests of the user (section 8). Thread-safe.
/// </summary>
/// <param name="options">How many messages a minute are allowed.</param>
/// <param name="time">The clock of the windows.</param>
public sealed class CommandAllowance(MessageLimitOptions options, TimeProvider time)
{
    private readonly KeyedWindows _windows = new(time, options.MessagesPerMinute);

    /// <summary>Commands in a window at most.</summary>
    public int Limit => options.MessagesPerMinute;

    /// <summary>The window, in seconds.</summary>
    public const int Window = MessageLimitOptions.WindowSeconds;

    /// <summary>Counts a command; where the user has none left, says after how many seconds there is one.</summary>
    /// <param name="userId">The id of the user who sends the command.</param>
    /// <param name="retryAfter">Seconds to wait; 0 where the command may run.</param>
    public bool TryTake(string userId, out int retryAfter) =>
        _windows.TryTake(userId, out retryAfter);
}
