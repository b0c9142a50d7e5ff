using Microsoft.Extensions.Time.Testing;

namespace TableTap.Testing;

/// <summary>
/// Time that passes while the process runs. <see cref="FakeTimeProvider.Advance(TimeSpan)"/> moves the clock in one jump and only
/// then fires the timers that are due, which is what a process that stood still sees.
/// </summary>
public static class RunningTime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Lets time pass second by second, and every timer fire in the second in which it is due.</summary>
    /// <param name="clock">The clock that a test moves.</param>
    /// <param name="time">How much time passes.</param>
    public static void Pass(this FakeTimeProvider clock, TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Second)
        {
            clock.Advance(left < Second ? left : Second);
        }
    }
}
