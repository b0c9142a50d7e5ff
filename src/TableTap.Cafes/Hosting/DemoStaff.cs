using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Has the demo's staff come back to work after each day's cut-off, so that a demo that was left running is as it was on its first
/// day. One task of its own.
/// </summary>
internal sealed class DemoStaff : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Func<CancellationToken, Task> _open;
    private readonly Func<CafeProfile?> _profile;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Starts to wait for the next cut-off.</summary>
    /// <param name="open">Opens the demo: who is not at work clocks in.</param>
    /// <param name="profile">The demo as it is configured.</param>
    /// <param name="time">The clock.</param>
    public DemoStaff(
        Func<CancellationToken, Task> open,
        Func<CafeProfile?> profile,
        TimeProvider time
    )
    {
        (_open, _profile, _time) = (open, profile, time);
        _running = RunAsync();
    }

    /// <summary>Stops the wait for the time at which people come back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var now = _time.GetUtcNow();
                await Task.Delay(DemoCafe.NextOpening(_profile(), now) - now, _time, _stop.Token);
                // Once more a little later: where the machine slept over the cut-off, the café may do it after the first time.
                for (var opened = 0; opened < 2; opened += await TryOpenAsync() ? 1 : 0)
                {
                    await Task.Delay(Pause, _time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task<bool> TryOpenAsync()
    {
        try
        {
            await _open(_stop.Token);
            return true;
        }
        catch (JournalUnavailableException)
        {
            // The journal itself tells of its trouble.
            return false;
        }
    }
}
