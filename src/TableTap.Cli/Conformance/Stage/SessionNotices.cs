using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>What a session answers to what its client asks (protocol sections 1, 3, 4 and 7).</summary>
/// <param name="number">Which socket it is, counted from 1.</param>
/// <param name="socket">Where the answers go.</param>
/// <param name="state">What is there to be told.</param>
internal sealed class SessionNotices(int number, ScriptedSocket socket, StageState state)
{
    private const int PageBytes = 256 * 1024;
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromMinutes(30);

    private bool _isSubscribed;

    private DateTimeOffset Now => state.Time.GetUtcNow();

    /// <summary>The first frame of a session.</summary>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task EstablishedAsync(CancellationToken cancellationToken) =>
        SendAsync(
            new ConnectionEstablished(
                $"conn_{number}",
                ScriptedHistory.UserId,
                Role.Customer,
                ScriptedHistory.CafeId,
                ["order_updates", "status_notifications"],
                Now,
                state.HeartbeatInterval,
                Now + SessionLifetime,
                ProtocolVersion.Current,
                state.History.Epoch,
                new ConnectionLimits(100, 1000, ScriptedSocket.MaxMessageBytes, 10)
            ),
            correlationId: null,
            cancellationToken
        );

    /// <summary>Sends a notice to the client.</summary>
    /// <typeparam name="T">The payload of the notice.</typeparam>
    /// <param name="data">The payload.</param>
    /// <param name="correlationId">The id of the request that it answers, if it had one.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task SendAsync<T>(T data, string? correlationId, CancellationToken cancellationToken)
        where T : class =>
        socket.SendAsync(FrameWriter.Notice(data, Now, correlationId), cancellationToken);

    /// <summary>Answers a <c>ping</c> with the heads.</summary>
    /// <param name="ping">The ping.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task PongAsync(ClientFrame ping, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        if (_isSubscribed)
        {
            heads[ScriptedHistory.Channel] = state.History.Head;
        }

        var frame = FrameWriter.Pong(new Pong(heads), ping.Timestamp ?? Now, Now, ping.MessageId);
        return socket.SendAsync(frame, cancellationToken);
    }

    /// <summary>Answers a <c>subscribe</c>, and sends what comes before live.</summary>
    /// <param name="request">The request.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task SubscribeAsync(
        Subscribe request,
        ClientFrame frame,
        CancellationToken cancellationToken
    )
    {
        var history = state.History;
        var failed = request
            .Channels.Where(entry => entry.Channel != ScriptedHistory.Channel)
            .Select(entry => new FailedSubscription(
                entry.Channel,
                SubscriptionFailure.UnknownChannel
            ))
            .ToList();
        var isAsked = failed.Count < request.Channels.Count;
        var after = request
            .Channels.FirstOrDefault(entry => entry.Channel == ScriptedHistory.Channel)
            .AfterSequence;
        var isLost = isAsked && after is { } position && IsLost(position, request.Epoch);
        if (isLost)
        {
            state.Deliveries.Restart(history.Head);
            failed.Add(
                new(
                    ScriptedHistory.Channel,
                    SubscriptionFailure.HistoryUnavailable,
                    history.Oldest,
                    history.Head
                )
            );
        }

        var isHeard = isAsked && !isLost;
        var begin = after is null && !_isSubscribed ? Unconfirmed() : history.Head;
        await SendAsync(
            new SubscriptionConfirmed(
                isHeard ? [ScriptedHistory.Channel] : [],
                failed,
                isHeard ? At(begin) : [],
                history.Epoch
            ),
            frame.MessageId,
            cancellationToken
        );
        if (!isHeard)
        {
            return;
        }

        if (after is { } stated)
        {
            state.Deliveries.Stated(stated);
            await ReplayAsync(stated, isComplete: true, frame.MessageId, cancellationToken);
        }
        else if (!_isSubscribed)
        {
            foreach (var message in history.After(begin))
            {
                state.Deliveries.Sent(message.Sequence);
                await socket.SendAsync(message.Frame, cancellationToken);
            }
        }

        _isSubscribed = true;
        state.Acts.Add(new ChannelHeard(number));
    }

    /// <summary>Answers a <c>reconnect</c>: what was missed, or that it is gone.</summary>
    /// <param name="request">The request.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task ReconnectAsync(
        Reconnect request,
        ClientFrame frame,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var channel in request.Channels.Where(channel => channel != ScriptedHistory.Channel)
        )
        {
            await SendAsync(
                new Error(
                    ErrorCode.InsufficientPermissions,
                    "This channel is not heard here.",
                    Channel: channel
                ),
                frame.MessageId,
                cancellationToken
            );
        }

        if (!request.Channels.Contains(ScriptedHistory.Channel))
        {
            await EndReplayAsync([], [], frame.MessageId, cancellationToken);
            return;
        }

        var position = StatedBy(request);
        if (position is { } stated && IsLost(stated, request.Epoch))
        {
            _isSubscribed = false;
            state.Deliveries.Restart(state.History.Head);
            await SendAsync(
                new Error(
                    ErrorCode.HistoryUnavailable,
                    "What followed the position is not kept.",
                    Action: "load_state",
                    Channel: ScriptedHistory.Channel,
                    OldestSequence: state.History.Oldest,
                    Sequence: state.History.Head
                ),
                frame.MessageId,
                cancellationToken
            );
            await EndReplayAsync([], [], frame.MessageId, cancellationToken);
            return;
        }

        _isSubscribed = true;
        if (position is { } known)
        {
            state.Deliveries.Stated(known);
        }

        await ReplayAsync(
            position ?? Unconfirmed(),
            isComplete: position is not null,
            frame.MessageId,
            cancellationToken
        );
        state.Acts.Add(new ChannelHeard(number));
    }

    /// <summary>Answers an <c>unsubscribe</c> of the client.</summary>
    /// <param name="request">The request.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task UnsubscribeAsync(
        Unsubscribe request,
        ClientFrame frame,
        CancellationToken cancellationToken
    )
    {
        _isSubscribed &= !request.Channels.Contains(ScriptedHistory.Channel);
        return SendAsync(
            new UnsubscriptionConfirmed(request.Channels),
            frame.MessageId,
            cancellationToken
        );
    }

    /// <summary>Answers a <c>token_refresh</c> of the client.</summary>
    /// <param name="request">The request.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task RefreshAsync(
        TokenRefresh request,
        ClientFrame frame,
        CancellationToken cancellationToken
    )
    {
        if (state.Tokens.IsGood(request.Token))
        {
            return SendAsync(
                new TokenRefreshed(Now + SessionLifetime),
                frame.MessageId,
                cancellationToken
            );
        }

        state.Findings.Add(
            "1, token_refresh",
            "a token that is valid, of the same `sub`",
            "it sent one that the kit has not given out, or has withdrawn"
        );
        return SendAsync(
            new Error(ErrorCode.AuthenticationFailed, "The token was not accepted."),
            frame.MessageId,
            cancellationToken
        );
    }

    /// <summary>Answers a command by the rule of the scenario.</summary>
    /// <param name="frame">The command.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task CommandAsync(ClientFrame frame, CancellationToken cancellationToken)
    {
        var id = frame.MessageId!;
        var reply = state.CommandRule(frame);
        return reply.Kind switch
        {
            ScriptedReplyKind.Acknowledge => SendAsync(
                new MessageAcknowledged(
                    id,
                    AcknowledgementStatus.Processed,
                    Now,
                    new CommandResult(OrderId: "conformance-order", OrderNumber: "ORD-000001")
                ),
                id,
                cancellationToken
            ),
            ScriptedReplyKind.Refuse => SendAsync(
                new MessageError(id, reply.Refusal!),
                id,
                cancellationToken
            ),
            _ => Task.CompletedTask,
        };
    }

    private static Dictionary<string, long> At(long sequence) =>
        new(StringComparer.Ordinal) { [ScriptedHistory.Channel] = sequence };

    private long Unconfirmed() => Math.Max(state.Deliveries.Confirmed, state.History.Oldest - 1);

    private bool IsLost(long position, string? epoch) =>
        (epoch is not null && epoch != state.History.Epoch)
        || position > state.History.Head
        || position < state.History.Oldest - 1;

    private long? StatedBy(Reconnect request) =>
        request.Positions is { } positions
        && positions.TryGetValue(ScriptedHistory.Channel, out var position)
            ? position
        : request.LastMessageId is { } id ? state.History.SequenceOf(id)
        : null;

    private async Task ReplayAsync(
        long after,
        bool isComplete,
        string? correlationId,
        CancellationToken cancellationToken
    )
    {
        var missed = state.History.After(after);
        var next = 0;
        while (true)
        {
            var page = PageFrom(missed, next);
            next += page.Count;
            foreach (var message in page)
            {
                state.Deliveries.Sent(message.Sequence);
            }

            if (next == missed.Count)
            {
                await EndReplayAsync(
                    page,
                    new(StringComparer.Ordinal) { [ScriptedHistory.Channel] = isComplete },
                    correlationId,
                    cancellationToken
                );
                return;
            }

            var frame = FrameWriter.Replay(
                new ReplayPage(
                    [.. page.Select(message => (ReadOnlyMemory<byte>)message.Frame)],
                    null,
                    page[^1].MessageId,
                    HasMore: true
                ),
                Now,
                correlationId
            );
            await socket.SendAsync(frame, cancellationToken);
        }
    }

    private List<ScriptedMessage> PageFrom(IReadOnlyList<ScriptedMessage> missed, int first)
    {
        var page = new List<ScriptedMessage>();
        var bytes = 0;
        foreach (var message in missed.Skip(first).Take(state.PageMessages))
        {
            bytes += message.Frame.Length;
            if (page.Count > 0 && bytes > PageBytes)
            {
                break;
            }

            page.Add(message);
        }

        return page;
    }

    private Task EndReplayAsync(
        List<ScriptedMessage> page,
        Dictionary<string, bool> complete,
        string? correlationId,
        CancellationToken cancellationToken
    )
    {
        var frame = FrameWriter.Replay(
            new ReplayPage(
                [.. page.Select(message => (ReadOnlyMemory<byte>)message.Frame)],
                null,
                page is [.., var last] ? last.MessageId : null,
                HasMore: false,
                complete.Count == 0 ? [] : At(state.History.Head),
                complete
            ),
            Now,
            correlationId
        );
        return socket.SendAsync(frame, cancellationToken);
    }
}
