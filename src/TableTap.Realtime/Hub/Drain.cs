using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Empties the server: everybody is told when to come back, spread over the drain window, and is closed then; what was
/// read before is decided and answered (section 1).
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="sessions">The sessions that live.</param>
/// <param name="random">Spreads the returns.</param>
internal sealed class Drain(SessionServices services, SessionRegistry sessions, RandomSource random)
{
    private long _window = services.Options.Sessions.DrainWindow.Ticks;

    /// <summary>Over which time the next drain sends clients away.</summary>
    public TimeSpan Window
    {
        get => new(Interlocked.Read(ref _window));
        set => Interlocked.Exchange(ref _window, value.Ticks);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var open = sessions.BeginDrain();
        RealtimeLog.Draining(services.Log, open.Count);
        var window = Window;
        var closing = new List<Task>(open.Count);
        foreach (var session in open)
        {
            var delay = TimeSpan.FromMilliseconds((int)(window.TotalMilliseconds * random()));
            session.Send(new ReconnectAdvised((int)delay.TotalMilliseconds));
            closing.Add(CloseAsync(session, delay, cancellationToken));
        }

        try
        {
            await Task.WhenAll(closing);
        }
        catch (OperationCanceledException)
        {
            foreach (var session in open)
            {
                session.Cut();
            }
        }
    }

    private async Task CloseAsync(
        Session session,
        TimeSpan delay,
        CancellationToken cancellationToken
    )
    {
        var grace = services.Options.Sessions.CloseGrace;
        await Task.WhenAny(session.Ended, Task.Delay(delay, services.Time, cancellationToken));
        await Task.WhenAny(
            session.Commands.Idle,
            Task.Delay(grace, services.Time, cancellationToken)
        );
        session.Close(CloseCode.Restarting, "the server is restarting");
        await session.Ended.WaitAsync(cancellationToken);
    }
}
