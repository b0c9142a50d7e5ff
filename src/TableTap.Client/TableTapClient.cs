using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using TableTap.Client.Commands;
using TableTap.Client.Connection;
using TableTap.Client.Contract;
using TableTap.Client.States;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Client;

/// <summary>
/// A client of a TableTap server that stays connected: it reconnects with back-off and jitter, replays exactly what was missed,
/// drops what comes twice, sends commands again under their id until they are answered, renews its session and confirms what
/// was handled (protocol sections 1 to 4 and 7).
/// <para>
/// Thread-safe: any thread may call any member. Messages have one reader at a time; a message counts as handled when the
/// next one is asked for.
/// </para>
/// </summary>
/// <example>
/// <code>
/// await using var client = new TableTapClient(new() { Url = new("ws://localhost:3001/v1"), Token = _ => new(token) });
/// await client.ConnectAsync();
/// await client.SubscribeAsync(["orders:customer:guest_1"]);
/// var answer = await client.SendAsync("order_create", new OrderCreate("demo", [new("latte", 1)], OrderType.Takeaway));
/// await foreach (var message in client.ReadAllAsync())
/// {
///     if (message.Type == "order_ready") Console.WriteLine(message.As&lt;OrderReady&gt;().PickupCode);
/// }
/// </code>
/// </example>
public sealed class TableTapClient : IAsyncDisposable
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly TableTapClientOptions _options;
    private readonly ClientState _continuity;
    private readonly Supervisor _supervisor;
    private readonly Subscriber _subscriber;
    private readonly StateLoader _states;
    private readonly CancellationTokenSource _life = new();
    private readonly Lock _gate = new();
    private Task? _running;
    private ReceivedMessage? _inHand;
    private bool _disposed;

    /// <summary>Makes a client; nothing is sent before <see cref="ConnectAsync"/>.</summary>
    /// <param name="options">How it connects and behaves.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public TableTapClient(TableTapClientOptions options)
    {
        options.Validate();
        _options = options;
        _continuity = new(options, ReloadAsync);
        _supervisor = new(_continuity);
        _subscriber = new(_continuity, _supervisor, _life.Token);
        _states = new(_continuity, _life.Token);
    }

    /// <summary>Whether a session lives at this moment.</summary>
    public bool IsConnected => _supervisor.Current is not null;

    /// <summary>How current what was received is: data for a line such as "live · 2 s ago · sequence 812".</summary>
    public Freshness Freshness => _continuity.Freshness.Current;

    /// <summary>What the server said of the present session (section 1); null while there is none.</summary>
    public ConnectionEstablished? Session => _supervisor.Current?.Established;

    /// <summary>The channels that are subscribed now, patterns expanded (section 3).</summary>
    public IReadOnlyList<string> Channels => _continuity.Subscriptions.Channels;

    /// <summary>
    /// The last handled sequence of each channel. Together with <see cref="Epoch"/> it may be kept and given to
    /// <see cref="SubscribeAsync(IReadOnlyList{ChannelRequest}, string?, CancellationToken)"/> by a later client (section 7).
    /// </summary>
    public IReadOnlyDictionary<string, long> Positions => _continuity.Handled.Positions;

    /// <summary>The epoch of <see cref="Positions"/>; null before the first subscription (section 2).</summary>
    public string? Epoch => _continuity.Subscriptions.Epoch;

    /// <summary>
    /// Connects, and from then on stays connected. Returns at the first session, however often it has to be tried; cancelling
    /// stops the waiting, disposing stops the client. Calling it again waits for the present session.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TableTapException">The server will not have this client (section 1, close codes).</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public async Task<ConnectionEstablished> ConnectAsync(
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var life = _life.Token;
            _running ??= Task.Run(() => RunAsync(life), CancellationToken.None);
        }

        return (await _supervisor.SessionAsync(cancellationToken)).Established;
    }

    /// <summary>Subscribes channels or patterns from what comes next (section 3).</summary>
    /// <param name="channels">Names or patterns.</param>
    /// <param name="cancellationToken">Stops the waiting; the subscription may still happen.</param>
    /// <returns>The server's answer; refused channels are in its <c>Failed</c>.</returns>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task<SubscriptionConfirmed> SubscribeAsync(
        IReadOnlyList<string> channels,
        CancellationToken cancellationToken = default
    ) =>
        SubscribeAsync(
            [.. channels.Select(channel => new ChannelRequest(channel))],
            epoch: null,
            cancellationToken
        );

    /// <summary>Subscribes channels, each from the position it names (sections 3 and 7).</summary>
    /// <param name="channels">Names or patterns, with the last sequence the application has where it has one.</param>
    /// <param name="epoch">The epoch of those sequences; null for the present one.</param>
    /// <param name="cancellationToken">Stops the waiting; the subscription may still happen.</param>
    /// <returns>The server's answer; refused channels are in its <c>Failed</c>.</returns>
    /// <exception cref="InvalidOperationException">
    /// A channel with a position is followed (<see cref="FollowAsync{TState}"/>) already, and goes on from where it is: subscribe it before.
    /// </exception>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task<SubscriptionConfirmed> SubscribeAsync(
        IReadOnlyList<ChannelRequest> channels,
        string? epoch,
        CancellationToken cancellationToken = default
    ) => _subscriber.SubscribeAsync(new Subscribe(channels, epoch), cancellationToken);

    /// <summary>Unsubscribes channels or patterns (section 3); what is followed goes on.</summary>
    /// <param name="channels">Names or patterns.</param>
    /// <param name="cancellationToken">Stops the waiting; it may still happen.</param>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task UnsubscribeAsync(
        IReadOnlyList<string> channels,
        CancellationToken cancellationToken = default
    ) => _subscriber.UnsubscribeAsync(channels, cancellationToken);

    /// <summary>Loads a state once over HTTP, with this client's address and token (section 10).</summary>
    /// <typeparam name="TState">The type to read the state as.</typeparam>
    /// <param name="path">The path of the state, such as <c>/v1/cafes/demo/board</c>.</param>
    /// <param name="type">The contract of the state.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ArgumentException">The path does not begin with a slash.</exception>
    /// <exception cref="TableTapException">The server refused, or the client has stopped.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    /// <exception cref="HttpRequestException">The server is not there.</exception>
    /// <exception cref="TimeoutException">
    /// The state did not come within <see cref="TableTapClientOptions.CommandTimeout"/>.
    /// </exception>
    /// <exception cref="JsonException">The answer is no state of that type.</exception>
    public Task<PositionedState<TState>> LoadAsync<TState>(
        string path,
        JsonTypeInfo<TState> type,
        CancellationToken cancellationToken = default
    )
        where TState : class => _states.LoadAsync(path, type, cancellationToken);

    /// <summary>
    /// Loads a state over HTTP and hears what changes it, without gap or double: first a state, then the messages of the channels that
    /// its <c>positions</c> name, and another state where the history between is gone, or the server has no time to tell it (section 10).
    /// A server that is away or busy is asked again until it answers. A message is handled when the loop asks for the next; leaving the
    /// loop ends the following.
    /// <para>
    /// Several states may be followed at once, beside what was subscribed: each following is read by itself, and has to be read on, as all
    /// come by the same socket. It begins when it is read, and ends without an exception when the client is disposed.
    /// </para>
    /// </summary>
    /// <typeparam name="TState">The type to read the state as.</typeparam>
    /// <param name="path">The path of the state, such as <c>/v1/cafes/demo/board</c>.</param>
    /// <param name="type">The contract of the state.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <exception cref="ArgumentException">The path does not begin with a slash.</exception>
    /// <exception cref="TableTapException">The server refused the state, or the client has stopped.</exception>
    /// <exception cref="JsonException">The answer is no state of that type.</exception>
    public async IAsyncEnumerable<Followed<TState>> FollowAsync<TState>(
        string path,
        JsonTypeInfo<TState> type,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
        where TState : class
    {
        using var following = new Following<TState>(path, type, _continuity, _subscriber, _states);
        while (await following.NextAsync(cancellationToken) is { } next)
        {
            yield return next;
        }
    }

    /// <summary>
    /// Asks how far the subscribed channels have come at the server (section 2): at most 100 of them, without those that the server
    /// is still replaying to this client. Compare with <see cref="Positions"/> to know that nothing is under way.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TableTapException">The client has stopped.</exception>
    public Task<IReadOnlyDictionary<string, long>> HeadsAsync(
        CancellationToken cancellationToken = default
    ) =>
        _subscriber.InSessionAsync(
            session => session.HeadsAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Sends a command and waits for its answer (section 4). After a reconnection or a time-out the same bytes go again under the same
    /// id, so that the server does it exactly once; <c>RATE_LIMIT_EXCEEDED</c> and <c>SERVICE_UNAVAILABLE</c> are waited out.
    /// Commands go in the order of the calls.
    /// </summary>
    /// <typeparam name="T">The payload of that type, such as <see cref="OrderCreate"/>.</typeparam>
    /// <param name="type">The command, such as <c>order_create</c>.</param>
    /// <param name="data">The payload of the command.</param>
    /// <param name="messageId">Its id (<see cref="Identifier"/>); null for a new one. Give one to try again after a failure.</param>
    /// <param name="cancellationToken">Stops the waiting; whether the command happens is then unknown.</param>
    /// <exception cref="ArgumentException">No such command with that payload, or the id is not one.</exception>
    /// <exception cref="InvalidOperationException">A command of that id waits already.</exception>
    /// <exception cref="CommandQueueFullException">
    /// <see cref="TableTapClientOptions.MaxCommands"/> wait for their answers already: this one was not taken and did not happen.
    /// </exception>
    /// <exception cref="TimeoutException">
    /// No answer within <see cref="TableTapClientOptions.CommandDeadline"/>: whether it happened is unknown; send it again under the same id.
    /// </exception>
    /// <exception cref="TableTapException">The client has stopped.</exception>
    public async Task<CommandAnswer> SendAsync<T>(
        string type,
        T data,
        string? messageId = null,
        CancellationToken cancellationToken = default
    )
        where T : class
    {
        if (MessageCatalogue.Find(type) is not { Kind: MessageKind.Command })
        {
            throw new ArgumentException($"'{type}' is not a command.", nameof(type));
        }

        if (messageId is not null && !Identifier.IsValid(messageId))
        {
            throw new ArgumentException($"A message id is {Identifier.Rule}.", nameof(messageId));
        }

        var id = messageId ?? _continuity.NewId();
        var now = _options.TimeProvider.GetUtcNow();
        var command = new PendingCommand(
            id,
            _continuity.Keyring.Sign(type, FrameWriter.Request(type, data, now, id))
        );
        _continuity.Commands.Add(command);
        try
        {
            _continuity.Routes.Reconsider();
            var answer = await new CommandAttempts(
                command,
                _options,
                () => _supervisor.Current
            ).RunAsync(cancellationToken);
            if (answer.Error is { } refusal)
            {
                _continuity.Write(log => log.CommandRefused(type, id, refusal.Code.Word));
            }

            return answer;
        }
        finally
        {
            _continuity.Commands.Remove(command);
        }
    }

    /// <summary>
    /// Takes the next message; the one before counts as handled and is confirmed where it asks for it (section 7). One reader at a time.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ChannelClosedException">The client is disposed or stopped; the inner exception says why it stopped.</exception>
    public async ValueTask<ReceivedMessage> ReadAsync(CancellationToken cancellationToken = default)
    {
        Confirm();
        return _inHand = await _continuity.Routes.Inbox.ReadAsync(cancellationToken);
    }

    /// <summary>
    /// Says that the message read last is handled, without asking for the next: before leaving a loop for good.
    /// </summary>
    public void Confirm()
    {
        if (Interlocked.Exchange(ref _inHand, null) is { } handled)
        {
            _continuity.Handled.Mark(handled);
        }
    }

    /// <summary>
    /// All messages as they come, in the order of each channel, until the client is disposed. A message is handled when the loop
    /// asks for the next; who leaves the loop for good calls <see cref="Confirm"/> if the last one is handled too.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TableTapException">The client has stopped.</exception>
    public async IAsyncEnumerable<ReceivedMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            ReceivedMessage message;
            try
            {
                message = await ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException closed)
            {
                if (closed.InnerException is TableTapException stopped)
                {
                    throw new TableTapException(stopped.Message, stopped.Code, stopped.CloseCode);
                }

                yield break;
            }

            yield return message;
        }
    }

    /// <summary>
    /// Leaves the present socket without a goodbye and connects anew: for an application that knows that its network has
    /// changed, and for trying out what a lost network does. Nothing is lost by it.
    /// </summary>
    /// <param name="pause">How long to stay away.</param>
    public void AbandonConnection(TimeSpan pause = default) =>
        _supervisor.Current?.Abandon("the application abandoned the connection", pause);

    /// <summary>
    /// Confirms what was handled, says goodbye and ends all waiting: readers end, commands without an answer fail with
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            (_disposed, running) = (true, _running);
        }

        if (_supervisor.Current is { } session)
        {
            using var patience = new CancellationTokenSource(Goodbye, _options.TimeProvider);
            await session.CloseAsync(patience.Token);
        }

        await _life.CancelAsync();
        await (running ?? _supervisor.RunAsync(_life.Token));
        _states.Dispose();
        _life.Dispose();
    }

    private Task ReloadAsync(HistoryLost lost) => _subscriber.ReloadAsync(lost);

    private async Task RunAsync(CancellationToken life)
    {
        await _supervisor.RunAsync(life);
        // A client that was sent away for good waits for nothing any more.
        await _life.CancelAsync();
    }
}
