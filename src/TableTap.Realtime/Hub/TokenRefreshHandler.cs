using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;
using TableTap.Realtime.Subscriptions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Handles <c>token_refresh</c>: the same subject goes on with a later end and the rights of the new token; a failed one
/// changes nothing, and some in a row close the session (section 1).
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="rights">Looks subscriptions over.</param>
internal sealed class TokenRefreshHandler(SessionServices services, RightsCheck rights)
{
    public async Task HandleAsync(Session session, TokenRefresh request, string? correlationId)
    {
        TokenVerdict verdict;
        try
        {
            verdict = await services.Tokens(request.Token, session.CutToken);
        }
        catch (Exception fault) when (!session.CutToken.IsCancellationRequested)
        {
            // Not the client's failure: it does not count as one.
            RealtimeLog.TokenCheckFailed(services.Log, fault);
            session.Refuse(ProtocolErrors.TokensUnavailable, correlationId);
            return;
        }

        if (!await services.Revocations.AreKnownAsync(session.CutToken))
        {
            session.Refuse(ProtocolErrors.TokensUnavailable, correlationId);
            return;
        }

        var identity = verdict.Identity;
        if (
            identity is null
            || identity.UserId != session.Identity.UserId
            || services.Revocations.Contains(identity)
            || !services.Cafes.KnowsCafeOf(identity)
            || SessionExpiry.Of(identity, services.Time.GetUtcNow(), services.Options.Sessions)
                <= services.Time.GetUtcNow()
        )
        {
            Fail(session, correlationId);
            return;
        }

        session.FailedRefreshes = 0;
        session.Renew(identity);
        services.Users.Note(identity);
        services.Admission.Change(session.Slot, identity);
        session.Send(new TokenRefreshed(session.Lease.EndsAt), correlationId);
        rights.Run(session);
    }

    private void Fail(Session session, string? correlationId)
    {
        session.FailedRefreshes++;
        if (session.FailedRefreshes < services.Options.Sessions.FailedRefreshes)
        {
            session.Refuse(ProtocolErrors.RefreshFailed, correlationId);
            return;
        }

        session.Close(
            CloseCode.AuthenticationFailed,
            "too many failed renewals",
            ProtocolErrors.AuthenticationFailed
        );
    }
}
