using TableTap.Client.Commands;
using TableTap.Client.Contract;
using TableTap.Client.Socket;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Connection;

/// <summary>One connection's life: reads frames in order and keeps the session's tasks going (section 1).</summary>
internal sealed class ClientSession : IDisposable
{
    private readonly FrameSocket _wire;
    private readonly ClientState _continuity;
    private readonly SendRateLimiter _budget;
    private readonly PendingRequests _requests;
    private readonly Replayer _replayer;
    private readonly Heartbeat _heartbeat;
    private readonly AckSender _confirmations;
    private readonly CommandPump _pump;
    private readonly FrameReader _frames;
    private readonly List<Task> _tasks = [];
    private readonly CancellationTokenSource _life = new();
    private readonly CancellationToken _over;
    private readonly TaskCompletionSource _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private volatile SessionEnd? _ownEnd;

    /// <summary>Takes over a socket on which the session was established.</summary>
    /// <param name="wire">The socket; owned.</param>
    /// <param name="established">The first frame.</param>
    /// <param name="continuity">What outlives the connection.</param>
    public ClientSession(
        FrameSocket wire,
        ConnectionEstablished established,
        ClientState continuity
    )
    {
        var minute = TimeSpan.FromMinutes(1);
        var time = continuity.Options.TimeProvider;
        (_wire, Established, _continuity, _over) = (wire, established, continuity, _life.Token);
        _budget = new(established.Limits.MessagesPerMinute, minute, time);
        _requests = new(wire, _budget, continuity);
        _replayer = new(
            _requests,
            continuity,
            new SendRateLimiter(established.Limits.ReplaysPerMinute, minute, time)
        );
        _heartbeat = new(wire, continuity, _replayer);
        _confirmations = new(wire, continuity);
        _pump = new(wire, _budget, time);
        _frames = new(continuity, _requests, _replayer);
    }

    /// <summary>What the server said of the session.</summary>
    public ConnectionEstablished Established { get; }

    /// <summary>In which state the session is, as long as it lives.</summary>
    public FreshnessState State =>
        _heartbeat.IsSilent ? FreshnessState.Silent
        : _replayer.IsBusy || _continuity.Routes.IsStateDue ? FreshnessState.Behind
        : FreshnessState.Live;

    /// <summary>Completes when the session is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Lives until the socket is gone.</summary>
    public async Task<SessionEnd> RunAsync(CancellationToken cancellationToken)
    {
        var time = _continuity.Options.TimeProvider;
        var began = time.GetTimestamp();
        using var stop = cancellationToken.Register(_life.Cancel);
        var reason = "the server closed";
        try
        {
            Begin();
            while (await _wire.ReceiveAsync(_over) is { } frame)
            {
                _continuity.Freshness.Heard();
                _heartbeat.FrameReceived();
                if (await _frames.TakeAsync(frame, _over) is { } task)
                {
                    Start(task);
                }
            }

            reason = _wire.CloseReason ?? reason;
            await _wire.CloseAsync(_over);
        }
        catch (ConnectionLostException lost)
        {
            reason = lost.Message;
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            reason = "the client closed";
        }
        finally
        {
            await _life.CancelAsync();
            _wire.Abort();
            await Task.WhenAll(_tasks);
            _ended.SetResult();
        }

        // What the server says of the end counts more than what this side saw break.
        var end = _wire.CloseCode is null or (int)CloseCode.Normal ? _ownEnd : null;
        return (end ?? _frames.EndOf(reason, _wire.CloseCode)) with
        {
            Lived = time.GetElapsedTime(began),
        };
    }

    /// <summary>Subscribes to channels and waits for the server's confirmation.</summary>
    public async Task<SubscriptionConfirmed> SubscribeAsync(
        Subscribe request,
        CancellationToken cancellationToken
    ) => (SubscriptionConfirmed)(await AskAsync("subscribe", request, cancellationToken))!;

    /// <summary>Asks for the heads of the subscribed channels.</summary>
    public async Task<IReadOnlyDictionary<string, long>> HeadsAsync(
        CancellationToken cancellationToken
    ) => ((Pong)(await AskAsync("ping", new Ping(), cancellationToken))!).Heads;

    /// <summary>Unsubscribes from channels and waits for the server's confirmation.</summary>
    public async Task<UnsubscriptionConfirmed> UnsubscribeAsync(
        Unsubscribe request,
        CancellationToken cancellationToken
    ) => (UnsubscriptionConfirmed)(await AskAsync("unsubscribe", request, cancellationToken))!;

    /// <summary>Sends a command on this connection, unless that was asked already.</summary>
    public void SendOnce(PendingCommand command) => _pump.SendOnce(command);

    /// <summary>Sends a command once more.</summary>
    public void SendAgain(PendingCommand command) => _pump.SendAgain(command);

    /// <summary>Drops the socket without a goodbye and stays away for a while.</summary>
    public void Abandon(string reason, TimeSpan pause)
    {
        _ownEnd ??= new(reason, RetryAfter: pause);
        _wire.Abort();
    }

    /// <summary>Confirms what is handled by now, as far as the socket still takes it.</summary>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _confirmations.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is ConnectionLostException or ObjectDisposedException)
        {
            // The server tells what is not confirmed again.
        }
    }

    /// <summary>Confirms what is handled and says goodbye.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _confirmations.FlushAsync(cancellationToken);
            await _wire.CloseAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is ConnectionLostException or OperationCanceledException)
        {
            // It is gone already, which is what was wanted.
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _wire.Dispose();
        _life.Dispose();
    }

    private async Task<object?> AskAsync<T>(
        string type,
        T request,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_over, cancellationToken);
        try
        {
            return await _requests.AskAsync(type, request, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionLostException("the session ended");
        }
    }

    private void Begin()
    {
        var options = _continuity.Options;
        _continuity.Raise(new Connected(_wire.Number, Established));
        Start(_replayer.RunAsync);
        Start(_pump.RunAsync);
        foreach (var command in _continuity.Commands.All)
        {
            _pump.SendOnce(command);
        }

        Start(_confirmations.RunAsync);
        var interval =
            options.HeartbeatInterval
            ?? TimeSpan.FromSeconds(Math.Max(1, Established.HeartbeatInterval));
        Start(stop => _heartbeat.RunAsync(interval, stop));
    }

    private void Start(FollowUp followUp) =>
        Start(
            followUp switch
            {
                FollowUp.CompareHeads(var heads) => stop => _heartbeat.CompareAsync(heads, stop),
                FollowUp.Renew => new SessionRenewal(_requests, _continuity).RunAsync,
                FollowUp.Leave(var delay) => stop => LeaveAsync(delay, stop),
                _ => throw new InvalidOperationException($"Nobody follows up {followUp}."),
            }
        );

    private async Task LeaveAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, _continuity.Options.TimeProvider, cancellationToken);
        _ownEnd ??= new("the server advised to reconnect", RetryAfter: TimeSpan.Zero);
        await CloseAsync(cancellationToken);
        _wire.Abort();
    }

    private void Start(Func<CancellationToken, Task> work)
    {
        _tasks.RemoveAll(task => task.IsCompleted);
        _tasks.Add(GuardAsync(work));
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        try
        {
            await work(_over);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The session is over.
        }
        catch (Exception lost)
        {
            _ownEnd ??= new(lost.Message);
            _wire.Abort();
        }
    }
}
