using Microsoft.Extensions.Logging;
using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>
/// Looks all sessions over again and again: ends, warnings, silence, stalls and closes that nobody answers. One timer for
/// all of them.
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="sessions">The sessions that live.</param>
internal sealed class Sweep(SessionServices services, SessionRegistry sessions)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(services.Options.Sessions.SweepInterval, services.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var session in sessions.All)
            {
                LookAt(session);
            }
        }
    }

    private void LookAt(Session session)
    {
        try
        {
            Check(session, services.Time.GetUtcNow());
        }
        catch (Exception fault)
        {
            RealtimeLog.SweepFailed(services.Log, fault);
        }
    }

    private void Check(Session session, DateTimeOffset now)
    {
        var (options, tenure) = (services.Options, session.Tenure);
        if (session.ClosedAt is { } closed)
        {
            if (now - closed >= options.Sessions.CloseGrace)
            {
                session.Cut();
            }
        }
        else if (now >= tenure.EndsAt)
        {
            session.Close(
                CloseCode.AuthenticationFailed,
                "the session has ended",
                Refusals.AuthenticationFailed
            );
        }
        else if (session.Outbox.StalledFor() >= options.Delivery.StalledTimeout)
        {
            session.Close(CloseCode.Unresponsive, "no byte was accepted", discard: true);
        }
        else if (session.SilentFor >= options.Sessions.SilenceTimeout)
        {
            session.Close(CloseCode.Unresponsive, "no heartbeat");
        }
        else if (now >= tenure.EndsAt - options.Sessions.ExpiryWarning && tenure.TryWarn())
        {
            session.Send(new TokenExpiring(tenure.EndsAt));
        }
    }
}
