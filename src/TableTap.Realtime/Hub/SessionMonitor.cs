using Microsoft.Extensions.Logging;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Looks all sessions over again and again: ends, warnings, silence, stalls and closes that nobody answers. One timer for
/// all of them.
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="sessions">The sessions that live.</param>
internal sealed class SessionMonitor(SessionServices services, SessionRegistry sessions)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var interval = services.Options.Sessions.SweepInterval;
        using var freezes = new FreezeWatch(interval, services.Time);
        using var timer = new PeriodicTimer(interval, services.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var frozen = freezes.Take();
            if (frozen > TimeSpan.Zero)
            {
                RealtimeLog.StoodStill(services.Log, frozen);
            }

            foreach (var session in sessions.All)
            {
                CheckSession(session, frozen);
            }
        }
    }

    /// <summary>Ends the sessions of those who are no longer served.</summary>
    public void EndRevoked()
    {
        foreach (var session in sessions.All)
        {
            if (services.Revocations.Contains(session.Identity))
            {
                session.Close(
                    CloseCode.AuthenticationFailed,
                    "revoked",
                    ProtocolErrors.AuthenticationFailed
                );
            }
        }
    }

    private void CheckSession(Session session, TimeSpan frozen)
    {
        try
        {
            if (frozen > TimeSpan.Zero)
            {
                session.Excuse(frozen);
            }

            Check(session);
        }
        catch (Exception fault)
        {
            RealtimeLog.SweepFailed(services.Log, fault);
        }
    }

    private void Check(Session session)
    {
        var (options, lease) = (services.Options, session.Lease);
        if (session.ClosingFor is { } closing)
        {
            if (closing >= options.Sessions.CloseGrace)
            {
                session.Cut();
            }
        }
        else if (lease.Left <= TimeSpan.Zero)
        {
            session.Close(
                CloseCode.AuthenticationFailed,
                "the session has ended",
                ProtocolErrors.AuthenticationFailed
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
        else
        {
            if (lease.Left <= options.Sessions.ExpiryWarning && lease.TryWarn())
            {
                session.Send(new TokenExpiring(lease.EndsAt));
            }

            session.PingIfSilent(options.Sessions.PingAfter);
        }
    }
}
