using TableTap.Protocol.Messages;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Subscriptions;

/// <summary>Handles <c>subscribe</c>: answers for each channel, and begins with neither gap nor duplicate (section 3).</summary>
/// <param name="services">What sessions share.</param>
/// <param name="acknowledging">Told of stated positions.</param>
internal sealed class SubscribeHandler(SessionServices services, AckHandler acknowledging)
{
    private readonly ReplayHorizon _history = new(services.Journal);

    public async Task HandleAsync(Session session, Subscribe request, string? correlationId)
    {
        var asksReplay = request.Channels.Any(entry => entry.AfterSequence is not null);
        if (asksReplay && !ReplayLimit.TryPass(session, services, correlationId))
        {
            return;
        }

        var sameEpoch = request.Epoch is null || request.Epoch == services.Journal.Epoch;
        while (!session.IsClosing)
        {
            var draft = await SubscriptionDraft.MakeAsync(session, services, request.Channels);
            await draft.PlaceAsync(
                (planned, head) =>
                    (
                        planned.After,
                        planned.After is { } after && !head.CanReplay(after, sameEpoch)
                    ),
                _history
            );
            if (TryBegin(session, draft, correlationId))
            {
                session.Outbox.Flush();
                acknowledging.State(session, draft.Kept);
                return;
            }
        }
    }

    private bool TryBegin(Session session, SubscriptionDraft draft, string? correlationId)
    {
        lock (services.FanOut.Gate)
        {
            if (draft.TryBegin() is not { } positions)
            {
                return false;
            }

            session.Append(
                new SubscriptionConfirmed(
                    [.. draft.Kept.Select(planned => planned.Channel.Text)],
                    draft.Failed,
                    positions,
                    services.Journal.Epoch
                ),
                correlationId
            );
            var replayed = draft.Kept.Where(planned => planned.After is not null).ToArray();
            if (replayed.Length > 0)
            {
                session.Reader.Replay = new(
                    correlationId,
                    null,
                    replayed.ToDictionary(planned => planned.Channel, _ => true)
                );
            }

            if (replayed.Length > 0 || draft.GoesBack)
            {
                services.FanOut.Leave(session.Reader);
            }

            return true;
        }
    }
}
