using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Subscriptions;

/// <summary>
/// Subscribes a stream of events: like <c>subscribe</c> for a new one, like <c>reconnect</c> after a cursor, by the same plan, draft and
/// gate; what was missed comes message by message (section 10).
/// </summary>
/// <param name="services">What sessions share.</param>
internal sealed class EventSubscriber(SessionServices services)
{
    private readonly ReplayHorizon _history = new(services.Journal);

    /// <summary>Why nothing of a request may be heard; null where something may.</summary>
    public Error? Refusal(Session session, EventsRequest request)
    {
        var limit = services.Options.Messages.Subscriptions;
        var plan = SubscriptionPlan.Of(
            request.Asked,
            session.Rights,
            new HashSet<ChannelName>(),
            limit
        );
        return plan.Channels.Count == 0 && plan.Failed is [var first, ..]
            ? ChannelError.Of(first, session.Identity.Role, limit)
            : null;
    }

    /// <summary>Subscribes what may be heard, and tells what may not.</summary>
    /// <exception cref="JournalUnavailableException">The history cannot be read now.</exception>
    public async Task SubscribeAsync(
        Session session,
        EventTransport transport,
        EventsRequest request
    )
    {
        while (!session.IsClosing)
        {
            var draft = await SubscriptionDraft.MakeAsync(session, services, request.Asked);
            var places = await PlacesAsync(session, request, draft);
            await draft.PlaceAsync(
                (planned, head) =>
                    request.Cursor is null ? (null, false)
                    : places is not null && places.TryGetValue(planned.Channel, out var place)
                        ? (place, !head.CanReplay(place, sameEpoch: true))
                    : (null, true),
                _history
            );
            if (TryBegin(session, transport, request, draft))
            {
                session.Outbox.Flush();
                return;
            }
        }
    }

    private async ValueTask<Dictionary<ChannelName, long>?> PlacesAsync(
        Session session,
        EventsRequest request,
        SubscriptionDraft draft
    )
    {
        if (request.Cursor is not { } cursor || cursor.Epoch != services.Journal.Epoch)
        {
            return null;
        }

        var places = await services.Journal.PlaceAsync(
            cursor.Position,
            [.. draft.Planned.Select(planned => planned.Channel)],
            session.CutToken
        );
        return places?.ToDictionary(place => place.Channel, place => place.Sequence);
    }

    private bool TryBegin(
        Session session,
        EventTransport transport,
        EventsRequest request,
        SubscriptionDraft draft
    )
    {
        lock (services.FanOut.Gate)
        {
            if (draft.TryBegin() is not { } positions)
            {
                return false;
            }

            // Where nothing could be resumed, the stream begins anew.
            var resumes = draft.Kept.Any(planned => planned.After is not null);
            transport.Framing.Begin = resumes ? request.Cursor!.Value.Position : draft.Position;
            session.Reader.HeardTo = transport.TellCursor;
            if (resumes || !draft.GoesBack)
            {
                transport.TellCursor(transport.Framing.Begin);
            }

            session.Append(
                new SubscriptionConfirmed(
                    [.. draft.Kept.Select(planned => planned.Channel.Text)],
                    draft.Failed,
                    positions,
                    services.Journal.Epoch
                )
            );
            if (resumes || draft.GoesBack)
            {
                services.FanOut.Leave(session.Reader);
            }

            return true;
        }
    }
}
