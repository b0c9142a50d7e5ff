using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Subscriptions;

/// <summary>
/// Handles <c>ack</c>: everything up to a message, by its id over all channels of the connection or by channel and sequence
/// (section 7). Never beyond what was sent. It has no answer but a refusal. An owner's moves their cursor, from whichever
/// device it comes.
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="confirmed">Told of each step forward, outside of any lock.</param>
internal sealed class AckHandler(SessionServices services, Action<Acknowledgement> confirmed)
{
    public async Task HandleAsync(Session session, Ack ack, string? correlationId)
    {
        var refusal = ack switch
        {
            { MessageId: { } id, Channel: null, Sequence: null } => await ByMessageAsync(
                session,
                id
            ),
            { MessageId: null, Channel: { } channel, Sequence: { } sequence } => BySequence(
                session,
                channel,
                sequence
            ),
            _ => ProtocolErrors.Invalid("", "expected messageId, or channel and sequence"),
        };
        if (refusal is not null)
        {
            session.Refuse(refusal, correlationId);
            return;
        }

        lock (services.FanOut.Gate)
        {
            session.Reader.Acknowledges = true;
        }
    }

    /// <summary>A stated position says that everything before it came.</summary>
    public void State(Session session, IEnumerable<PlannedChannel> positions)
    {
        foreach (var (channel, after) in positions)
        {
            if (after is > 0)
            {
                Advance(session, channel, after.Value);
            }
        }
    }

    private async ValueTask<Error?> ByMessageAsync(Session session, string messageId)
    {
        List<ChannelPosition> sent;
        lock (services.FanOut.Gate)
        {
            sent = session.Reader.Positions();
        }

        var located = Identifier.IsValid(messageId)
            ? await services.Journal.LocateAsync(
                messageId,
                [.. sent.Select(position => position.Channel)],
                session.CutToken
            )
            : null;
        if (located is null)
        {
            return ProtocolErrors.Invalid("messageId", "no message of the history has that id");
        }

        var have = sent.ToDictionary(position => position.Channel, position => position.Sequence);
        foreach (var (channel, sequence) in located)
        {
            Advance(session, channel, Math.Min(sequence, have[channel]));
        }

        return null;
    }

    private Error? BySequence(Session session, string channel, long sequence)
    {
        if (!ChannelName.TryParse(channel, out var name))
        {
            return ProtocolErrors.Invalid("channel", "this is not the name of a channel");
        }

        long? have;
        lock (services.FanOut.Gate)
        {
            have = session.Reader.Find(name)?.Have;
        }

        if (have is null)
        {
            return ProtocolErrors.Invalid("channel", "this channel is not subscribed");
        }

        if (sequence < 0 || sequence > have)
        {
            return ProtocolErrors.Invalid("sequence", "this was not sent to this connection");
        }

        Advance(session, name, sequence);
        return null;
    }

    private void Advance(Session session, ChannelName channel, long sequence)
    {
        bool attends;
        lock (services.FanOut.Gate)
        {
            if (
                session.Reader.Find(channel) is not { } subscription
                || sequence <= subscription.Acknowledged
            )
            {
                return;
            }

            subscription.Acknowledged = sequence;
            attends = subscription.CountsAsPresence;
            if (services.FanOut.Cursors.Of(subscription) is { } cursor)
            {
                services.FanOut.Cursors.Confirm(cursor, sequence);
            }
        }

        confirmed(new(session.Identity, channel, sequence, attends));
    }
}
