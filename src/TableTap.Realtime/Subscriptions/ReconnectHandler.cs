using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Payload;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Subscriptions;

/// <summary>
/// Handles <c>reconnect</c>: subscribes, and sends exactly what was missed of each channel (section 7). A channel whose
/// position is not stated begins with what comes next, and is not called complete.
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="acknowledging">Told of stated positions.</param>
internal sealed class ReconnectHandler(SessionServices services, AckHandler acknowledging)
{
    private readonly ReplayHorizon _history = new(services.Journal);

    public async Task HandleAsync(Session session, Reconnect request, string? correlationId)
    {
        if (Problems(request) is { Count: > 0 } problems)
        {
            session.Refuse(ProtocolErrors.Invalid(problems), correlationId);
            return;
        }

        if (!ReplayLimit.TryPass(session, services, correlationId))
        {
            return;
        }

        var sameEpoch = request.Epoch is null || request.Epoch == services.Journal.Epoch;
        var asked = request.Channels.Select(channel => new ChannelRequest(channel)).ToArray();
        while (!session.IsClosing)
        {
            var draft = await SubscriptionDraft.MakeAsync(session, services, asked);
            var located = await LocateAsync(session, request, draft);
            await draft.PlaceAsync(new KnownPositions(request, sameEpoch, located).Of, _history);
            if (TryBegin(session, draft, request, correlationId))
            {
                session.Outbox.Flush();
                acknowledging.State(session, draft.Kept);
                return;
            }
        }
    }

    private static List<ErrorDetail> Problems(Reconnect request)
    {
        var problems = new List<ErrorDetail>();
        if (request.LastMessageId is { } last && !Identifier.IsValid(last))
        {
            problems.Add(new("lastMessageId", $"expected {Identifier.Rule}"));
        }

        foreach (var (channel, position) in request.Positions ?? new Dictionary<string, long>())
        {
            if (position < 0 && problems.Count < PayloadProblems.Most)
            {
                problems.Add(new($"positions.{channel}", "expected a whole number from 0"));
            }
        }

        return problems;
    }

    private async ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        Session session,
        Reconnect request,
        SubscriptionDraft draft
    )
    {
        var open = draft
            .Planned.Select(planned => planned.Channel)
            .Where(channel => KnownPositions.Stated(request, channel) is null)
            .ToArray();
        return request.LastMessageId is { } last && open.Length > 0
            ? await services.Journal.LocateAsync(last, open, session.CutToken)
            : null;
    }

    private bool TryBegin(
        Session session,
        SubscriptionDraft draft,
        Reconnect request,
        string? correlationId
    )
    {
        lock (services.FanOut.Gate)
        {
            if (draft.TryBegin() is null)
            {
                return false;
            }

            var limit = services.Options.Messages.Subscriptions;
            foreach (var failed in draft.Failed)
            {
                var error = ChannelError.Of(failed, session.Identity.Role, limit);
                services.Metrics.Refused(error.Code);
                session.Append(error, correlationId);
            }

            var complete = draft.Planned.ToDictionary(planned => planned.Channel, _ => false);
            foreach (var kept in draft.Kept)
            {
                complete[kept.Channel] = kept.After is not null;
            }

            session.Reader.Replay = new(correlationId, request.LastMessageId, complete);
            session.Reader.Version++;
            services.FanOut.Leave(session.Reader);
            return true;
        }
    }
}
