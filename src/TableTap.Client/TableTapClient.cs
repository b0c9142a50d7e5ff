using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using TableTap.Client.Commands;
using TableTap.Client.Connection;
using TableTap.Client.Contract;
using TableTap.Client.Socket;
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
        _continuity = new(options, lost => _ = ReloadAsync(lost));
        _supervisor = new(_continuity);
    }

    /// <summary>Whether a session lives at this moment.</summary>
    public bool IsConnected => _supervisor.Current is not null;

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
            _running ??= Task.Run(() => _supervisor.RunAsync(life), CancellationToken.None);
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
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task<SubscriptionConfirmed> SubscribeAsync(
        IReadOnlyList<ChannelRequest> channels,
        string? epoch,
        CancellationToken cancellationToken = default
    ) =>
        InSessionAsync(
            session => session.SubscribeAsync(new Subscribe(channels, epoch), cancellationToken),
            cancellationToken
        );

    /// <summary>Unsubscribes channels or patterns (section 3).</summary>
    /// <param name="channels">Names or patterns.</param>
    /// <param name="cancellationToken">Stops the waiting; it may still happen.</param>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task UnsubscribeAsync(
        IReadOnlyList<string> channels,
        CancellationToken cancellationToken = default
    ) =>
        InSessionAsync(
            async session =>
            {
                await session.UnsubscribeAsync(new Unsubscribe(channels), cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Asks how far the subscribed channels have come at the server (section 2): at most 100 of them, without those that the server
    /// is still replaying to this client. Compare with <see cref="Positions"/> to know that nothing is under way.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TableTapException">The client has stopped.</exception>
    public Task<IReadOnlyDictionary<string, long>> HeadsAsync(
        CancellationToken cancellationToken = default
    ) => InSessionAsync(session => session.HeadsAsync(cancellationToken), cancellationToken);

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
            _continuity.Inbox.Reconsider();
            return await new CommandAttempts(command, _options, () => _supervisor.Current).RunAsync(
                cancellationToken
            );
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
        return _inHand = await _continuity.Inbox.ReadAsync(cancellationToken);
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
        _life.Dispose();
    }

    private async Task<T> InSessionAsync<T>(
        Func<ClientSession, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var session = await _supervisor.SessionAsync(cancellationToken);
            try
            {
                return await ask(session);
            }
            catch (Exception lost) when (lost is ConnectionLostException or TimeoutException)
            {
                // Asking twice is harmless (section 3). The session that is gone gives way to the next.
                await session
                    .Ended.WaitAsync(
                        _options.FirstBackoff,
                        _options.TimeProvider,
                        cancellationToken
                    )
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReloadAsync(HistoryLost lost)
    {
        try
        {
            var life = _life.Token;
            var state = _options.ReloadState is { } reload ? await reload(lost, life) : null;
            long? after =
                state is not null && state.Positions.TryGetValue(lost.Channel, out var position)
                    ? position
                    : null;
            await SubscribeAsync(
                [new ChannelRequest(lost.Channel, after)],
                after is null ? null : state?.Epoch,
                life
            );
        }
        catch (Exception failed)
        {
            _continuity.Raise(new SubscriptionEnded(lost.Channel, failed.Message));
        }
    }
}
