using System.Globalization;

namespace TableTap.Server.Hosting;

/// <summary>Where the service manager that started the process (systemd) listens for how it is; see <c>sd_notify(3)</c>.</summary>
/// <param name="Address">A file, or an abstract name behind <c>@</c>.</param>
/// <param name="Watchdog">How long it waits for a sign of life before it starts the process anew, 2 ms to a day; null where it wants none.</param>
public sealed record NotifySocket(string Address, TimeSpan? Watchdog)
{
    // What a timer takes, halved; a day is as good as any longer time.
    private const long LeastMicroseconds = 2_000;
    private const long MostMicroseconds = 86_400_000_000;

    /// <summary>What the environment of the process says; null where nobody listens.</summary>
    public static NotifySocket? OfEnvironment() =>
        Of(Environment.GetEnvironmentVariable, Environment.ProcessId);

    /// <summary>What variables of the environment say; null where nobody listens.</summary>
    /// <param name="variable">Gives the value of a variable.</param>
    /// <param name="process">The id of this process: a watchdog may be meant for another one.</param>
    internal static NotifySocket? Of(Func<string, string?> variable, int process)
    {
        if (variable("NOTIFY_SOCKET") is not { Length: > 0 } address)
        {
            return null;
        }

        var isForUs =
            variable("WATCHDOG_PID") is not { Length: > 0 } watched
            || watched == process.ToString(CultureInfo.InvariantCulture);
        return new(
            address,
            isForUs
            && long.TryParse(
                variable("WATCHDOG_USEC"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var given
            )
            && given > 0
                ? TimeSpan.FromMicroseconds(Math.Clamp(given, LeastMicroseconds, MostMicroseconds))
                : null
        );
    }
}
