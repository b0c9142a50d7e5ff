using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Client.Delivery;
using TableTap.Client.Socket;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Client.Connection;

/// <summary>
/// Says what each frame means: channel messages go to the inbox, answers to those who wait, the rest becomes events
/// (sections 1 to 4 and 7). Used by the one task that reads the socket.
/// </summary>
/// <param name="continuity">Positions, queues and the application.</param>
/// <param name="requests">Who waits for replies.</param>
/// <param name="replayer">Fetches what is missing.</param>
internal sealed class FrameReader(
    ClientState continuity,
    PendingRequests requests,
    Replayer replayer
)
{
    private static readonly ProtocolJson Json = ProtocolJson.Default;
    private readonly TimeProvider _time = continuity.Options.TimeProvider;
    private readonly LastError _lastError = new(continuity.Options.TimeProvider);
    private (TimeSpan Delay, long At)? _advised;

    /// <summary>Takes a frame; waits while the inbox is full.</summary>
    /// <returns>What else is to be done, or null.</returns>
    public async ValueTask<FollowUp?> TakeAsync(
        ReadOnlyMemory<byte> frame,
        CancellationToken cancellationToken
    )
    {
        if (!EnvelopeReader.TryRead(frame.Span, out var envelope, out var problem))
        {
            ReportBroken(problem.Message);
            return null;
        }

        try
        {
            if (envelope.Sequence is not null)
            {
                await DeliverAsync(envelope, frame, replayed: false, cancellationToken);
                return null;
            }

            if (envelope.Type == "message_replay")
            {
                await ReplayAsync(envelope, frame, cancellationToken);
                return null;
            }

            return ReadNotice(envelope, envelope.DataOf(frame).Span);
        }
        catch (JsonException broken)
        {
            ReportBroken($"{envelope.Type}: {broken.Message}");
            return null;
        }
    }

    /// <summary>What the frames said about the connection's end.</summary>
    public SessionEnd EndOf(string reason, int? closeCode)
    {
        TimeSpan? advised =
            _advised is not { } advice ? null
            : advice.Delay - _time.GetElapsedTime(advice.At) is var left && left > TimeSpan.Zero
                ? left
            : TimeSpan.Zero;
        var error = _lastError.Current;
        return new(
            error?.Message ?? reason,
            closeCode,
            error?.Code,
            error?.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : advised
        );
    }

    private static T Read<T>(
        ReadOnlySpan<byte> data,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    ) => JsonSerializer.Deserialize(data, type) ?? throw new JsonException("no payload");

    // What went with a pattern while somebody follows it is asked for again.
    private bool Unheard(string channel) => !continuity.Routes.IsFollowed(channel);

    private FollowUp? ReadNotice(Envelope envelope, ReadOnlySpan<byte> data)
    {
        switch (envelope.Type)
        {
            case "pong" when data.Length > 0:
                var pong = Read(data, Json.Pong);
                if (envelope.CorrelationId is not null)
                {
                    Reply(envelope, "ping", pong);
                }

                return new FollowUp.CompareHeads(pong.Heads);
            case "token_expiring":
                return new FollowUp.Renew();
            case "reconnect_advised":
                var delay = TimeSpan.FromMilliseconds(
                    Math.Max(0, Read(data, Json.ReconnectAdvised).DelayMs)
                );
                _advised = (delay, _time.GetTimestamp());
                return new FollowUp.Leave(delay);
            case "message_acknowledged":
                var done = Read(data, Json.MessageAcknowledged);
                continuity.Commands.Answer(new(done.MessageId, done, null));
                return null;
            case "message_error":
                var refused = Read(data, Json.MessageError);
                continuity.Commands.Answer(new(refused.MessageId, null, refused.Error));
                return null;
            case "subscription_confirmed":
                Confirm(envelope, Read(data, Json.SubscriptionConfirmed));
                return null;
            case "unsubscription_confirmed":
                var left = Read(data, Json.UnsubscriptionConfirmed);
                foreach (var channel in left.Channels.Where(Unheard))
                {
                    continuity.Subscriptions.Remove(channel);
                }

                Reply(envelope, "unsubscribe", left);
                return null;
            case "subscription_extended":
                var grown = Read(data, Json.SubscriptionExtended);
                continuity.Subscriptions.Extend(grown.Channels);
                continuity.Raise(new SubscriptionGrew(grown.Pattern, grown.Channels));
                return null;
            case "subscription_revoked":
                var revoked = Read(data, Json.SubscriptionRevoked);
                continuity.Subscriptions.Remove(revoked.Channel);
                continuity.Raise(new SubscriptionEnded(revoked.Channel, revoked.Reason));
                return null;
            case "token_refreshed":
                Reply(envelope, "token_refresh", Read(data, Json.TokenRefreshed));
                return null;
            case "error":
                Take(envelope, Read(data, Json.Error));
                return null;
            default:
                // What a later minor version adds is not this client's business.
                return null;
        }
    }

    private async ValueTask DeliverAsync(
        Envelope envelope,
        ReadOnlyMemory<byte> frame,
        bool replayed,
        CancellationToken cancellationToken
    )
    {
        if (envelope is not { Channel: { } channel, Sequence: { } sequence })
        {
            throw new JsonException("a channel message without channel or sequence");
        }

        var arrival = continuity.Subscriptions.Receive(channel, sequence, replayed, out var before);
        switch (arrival)
        {
            case Arrival.Hole:
                replayer.Ask(channel, before ?? 0);
                return;
            case Arrival.Duplicate when envelope.AckRequired:
                continuity.Handled.ConfirmAgain(channel, sequence);
                return;
            case Arrival.Next or Arrival.Redelivered:
                break;
            default:
                return;
        }

        if (arrival == Arrival.Next && before is { } last && sequence > last + 1)
        {
            continuity.Raise(new SequencesWithheld(channel, last, sequence));
        }

        var opened = continuity.Keyring.Open(envelope, frame);
        if (!opened.Equals(frame) && EnvelopeReader.TryRead(opened.Span, out var read, out _))
        {
            envelope = read;
        }

        var message = new ReceivedMessage(
            envelope,
            opened.ToArray(),
            replayed,
            arrival == Arrival.Redelivered,
            continuity.Handled.EraOf(channel)
        );
        continuity.Freshness.Message(sequence);
        await continuity.Routes.DeliverAsync(message, cancellationToken);
    }

    private async ValueTask ReplayAsync(
        Envelope envelope,
        ReadOnlyMemory<byte> frame,
        CancellationToken cancellationToken
    )
    {
        var data = envelope.DataOf(frame);
        var messages = ReplayedFrames.Read(data.Span, out var hasMore);
        foreach (var range in messages)
        {
            var stored = data[range];
            if (!EnvelopeReader.TryRead(stored.Span, out var inner, out var problem))
            {
                throw new JsonException(problem.Message);
            }

            await DeliverAsync(inner, stored, replayed: true, cancellationToken);
        }

        if (!hasMore && requests.Find(envelope.CorrelationId, "reconnect") is { Type: "reconnect" })
        {
            replayer.Filled();
            Reply(envelope, "reconnect", null);
        }
    }

    private void Confirm(Envelope envelope, SubscriptionConfirmed confirmed)
    {
        var request = requests.Find(envelope.CorrelationId, "subscribe");
        var asked = request?.Data as Subscribe;
        continuity.Subscriptions.Confirm(asked?.Channels ?? [], confirmed);
        foreach (var refused in confirmed.Failed)
        {
            continuity.Write(log => log.ChannelRefused(refused.Channel, refused.Reason.Word));
        }

        request?.Reply.TrySetResult(confirmed);
    }

    private void Reply(Envelope envelope, string type, object? reply)
    {
        if (requests.Find(envelope.CorrelationId, type) is { } request && request.Type == type)
        {
            request.Reply.TrySetResult(reply);
        }
    }

    private void Take(Envelope envelope, Error error)
    {
        var id = envelope.CorrelationId;
        if (id is not null && continuity.Commands.Answer(new(id, null, error.ToBody())))
        {
            return;
        }

        var request = id is null ? null : requests.Find(id, "");
        if (
            error is { Channel: { } channel }
            && (request?.Type == "reconnect" || error.Code == ErrorCode.HistoryUnavailable)
        )
        {
            Lose(channel, error);
            return;
        }

        if (request is not null)
        {
            request.Reply.TrySetException(
                new TableTapException(
                    error.Message,
                    error.Code,
                    retryAfter: error.RetryAfter is { } seconds
                        ? TimeSpan.FromSeconds(seconds)
                        : null
                )
            );
            return;
        }

        _lastError.Take(error);
        continuity.Raise(new ServerReported(error));
    }

    private void Lose(string channel, Error error)
    {
        var after = continuity.Subscriptions.Remove(channel) ?? 0;
        if (error.Code == ErrorCode.HistoryUnavailable)
        {
            continuity.Handled.Forget(channel);
        }

        continuity.Raise(
            error.Code == ErrorCode.HistoryUnavailable
                ? new HistoryLost(channel, after, error.OldestSequence, error.Sequence)
                : new SubscriptionEnded(channel, error.Message)
        );
    }

    private void ReportBroken(string problem) =>
        continuity.Raise(new ServerReported(new Error(ErrorCode.MalformedMessage, problem)));
}
