using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Acknowledgements;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Inspection;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;
using TableTap.Realtime.Peers;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;
using TableTap.Realtime.Subscriptions;
using TableTap.Terms;

namespace TableTap.Realtime.Hub;

/// <summary>
/// The one entry to sessions, subscriptions and delivery. Made once per process: <see cref="RunAsync"/> delivers for as
/// long as the server lives, <see cref="ServeAsync"/> serves one socket each. Thread-safe.
/// </summary>
public sealed class RealtimeHub : IDisposable
{
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(2);

    private readonly SessionServices _services;
    private readonly SessionRegistry _sessions = new();
    private readonly RealtimeMetrics _metrics;
    private readonly CancellationTokenSource _stopping = new();
    private readonly OutboxBudget _budget;
    private readonly CatchUp _catchUp;
    private readonly Dispatcher _dispatcher;
    private readonly SessionMonitor _sweep;
    private readonly ConnectionLifecycle _connections;
    private readonly Drain _drain;
    private readonly CursorWriter _cursors;
    private readonly Resender _resender;
    private readonly UndeliveredList _undelivered;

    /// <summary>Makes the hub; nothing runs yet.</summary>
    /// <param name="journal">The history; the hub is the one reader of its commits.</param>
    /// <param name="tokens">Checks the tokens that clients show.</param>
    /// <param name="commands">Handles the commands that clients send.</param>
    /// <param name="cafes">What permissions know of cafés.</param>
    /// <param name="revocations">Who is no longer served.</param>
    /// <param name="options">The options; within the ranges of their rules.</param>
    /// <param name="time">The clock of all sessions.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="ids">Gives connection ids.</param>
    /// <param name="random">Spreads a drain.</param>
    /// <param name="keys">The keys under which payment data is stored; null for a journal that covers nothing.</param>
    /// <param name="meter">Where its figures go, owned by the caller; null for a meter of its own.</param>
    /// <param name="cluster">The server among its peers; null for a server alone.</param>
    public RealtimeHub(
        IJournal journal,
        TokenCheck tokens,
        CommandHandler commands,
        CafeDirectory cafes,
        Revocations revocations,
        RealtimeOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        IdSource ids,
        RandomSource random,
        ServerKeys? keys = null,
        Meter? meter = null,
        Cluster? cluster = null
    )
    {
        _metrics = new(meter, new(options.Delivery.Target));
        var counts = cluster?.Counts;
        var log = loggers.CreateLogger("TableTap.Realtime");
        _budget = new(options.Delivery.OutboxBudgetBytes);
        var fanOut = new FanOut(options.Delivery, _budget, _metrics, counts);
        var cover = new PaymentEncoder(keys, options.Payments, log);
        _catchUp = new(journal, fanOut, _budget, options.Delivery, cover, time, _metrics, log);
        fanOut.CatchUpRequested = _catchUp.Begin;
        _dispatcher = new(journal, fanOut, _metrics, time, log);
        _services = new(
            journal,
            tokens,
            commands,
            cafes,
            revocations,
            options,
            time,
            fanOut,
            new(options.Admission, options.Sessions, time, Raised = new(time), counts),
            _metrics,
            log
        )
        {
            Users = new(time, counts),
            Raised = Raised,
        };
        HttpCommands = new(options.Messages.MessagesPerMinute, time, Raised);
        HttpPublishes = new(options.Messages.PublishesPerMinute, time);
        if (cluster is not null)
        {
            HttpCommands.Share("commands", cluster.Rates);
            HttpPublishes.Share("publishes", cluster.Rates);
            _services.Admission.Share(cluster.Rates);
        }

        var rights = new RightsCheck(_services);
        var acknowledging = new AckHandler(_services, step => Acknowledged?.Invoke(step));
        var handlers = new FrameHandlers(
            new(_services),
            new(_services, acknowledging),
            new(_services),
            new(_services, acknowledging),
            acknowledging,
            new(_services, rights),
            new(_services),
            new(_services, _stopping.Token)
        );
        _connections = new(
            _services,
            _sessions,
            new(_services),
            new(_services),
            new(_services, new(_services, handlers)),
            new(_services),
            ids
        );
        _sweep = new(_services, _sessions);
        _drain = new(_services, _sessions, random);
        _cursors = new(journal, fanOut, options.Delivery, time, log);
        _resender = new(journal, fanOut, options.Delivery, cover, time, _metrics, log);
        _undelivered = new(journal, fanOut, options.Delivery, time);
        Inspection = new(() => _sessions.All, fanOut, _budget, journal, time);
        _metrics.Show(() => _services.Admission.Counts, () => _budget.Used);
        cafes.Watch(cafeId => rights.Run(_sessions.All, cafeId));
        revocations.Watch(_sweep.EndRevoked);
    }

    /// <summary>How many commands each user may send over HTTP (section 8).</summary>
    public RequestAllowance HttpCommands { get; }

    /// <summary>How many requests with messages to publish each back end may send (section 10).</summary>
    public RequestAllowance HttpPublishes { get; }

    /// <summary>For whom limits are raised now.</summary>
    public RaisedLimits Raised { get; }

    /// <summary>What operators may see of connections and channels.</summary>
    public HubInspection Inspection { get; }

    /// <summary>Whether somebody has a session for a café, or had one within the last 24 h.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="cafeId">The id of the café.</param>
    public bool HasSession(string userId, string cafeId) => _services.Users.Knows(userId, cafeId);

    /// <summary>
    /// Told of each step forward of what a reader has confirmed (section 7); called from the connection's own reading, so
    /// it must be quick and thread-safe. Set before the first socket is served.
    /// </summary>
    public Action<Acknowledgement>? Acknowledged { get; set; }

    /// <summary>Asked of messages before anybody here hears them; while it says no, they and all that follow wait. Thread-safe.</summary>
    public Func<IReadOnlyList<StoredMessage>, ValueTask<bool>>? Arriving
    {
        get => _dispatcher.Arriving;
        set => _dispatcher.Arriving = _catchUp.Arriving = value;
    }

    /// <summary>
    /// Told when the first reader comes to stand at a channel, or the last goes; asks <see cref="IsPresent"/> for what
    /// holds by then. Called from the pool. Set before the first socket is served.
    /// </summary>
    public Action<ChannelName>? PresenceChanged
    {
        get => _services.FanOut.Presence.Changed;
        set => _services.FanOut.Presence.Changed = value;
    }

    /// <summary>
    /// Told when somebody subscribes a channel that keeps its last message, and there is none (section 6). Called from the
    /// pool. Set before the first socket is served.
    /// </summary>
    public Action<ChannelName>? MessageRequested
    {
        get => _services.FanOut.Presence.PresenceRequested;
        set => _services.FanOut.Presence.PresenceRequested = value;
    }

    /// <summary>
    /// Whether somebody stands at a counter's orders: an employee who hears them, or a manager who subscribed that very
    /// channel, not a pattern (section 6).
    /// </summary>
    /// <param name="channel">The orders channel of a counter.</param>
    public bool IsPresent(ChannelName channel) => _services.FanOut.Presence.IsPresent(channel);

    /// <summary>Open connections by user type.</summary>
    public IReadOnlyDictionary<Role, int> ConnectionCounts => _services.Admission.Counts;

    /// <summary>Deliveries of the live path, counted against their objective.</summary>
    public ObjectiveCount Deliveries => _metrics.Deliveries;

    /// <summary>The figures, for tests: other hubs of the process have their own.</summary>
    internal RealtimeMetrics Metrics => _metrics;

    /// <summary>
    /// Wraps an upgraded transport stream, before the WebSocket is made over it: without compression, and with a
    /// <c>KeepAliveInterval</c> of <see cref="Timeout.InfiniteTimeSpan"/> (heartbeats are the protocol's own).
    /// </summary>
    /// <param name="transport">The upgraded stream.</param>
    /// <param name="first">Bytes that leave before anything else, together with the first message.</param>
    /// <param name="disposeEndsReads">Whether a read that waits ends when the stream is disposed of; if not, it gets a token for that.</param>
    public SocketStream Wrap(
        Stream transport,
        ReadOnlyMemory<byte> first = default,
        bool disposeEndsReads = false
    )
    {
        var stream = new SocketStream(
            transport,
            _budget,
            _services.Options.Delivery.OutboxBytes,
            Pace.OfBytes(_services.Options.Messages),
            _services.Time,
            _metrics
        )
        {
            CutEndsReads = disposeEndsReads,
        };
        if (!first.IsEmpty)
        {
            stream.Outbox.Append(EntryKind.Framed, first);
        }

        return stream;
    }

    /// <summary>Delivers what the journal commits and looks after all sessions, until stopped. Called once.</summary>
    /// <param name="cancellationToken">The server stops; after <see cref="DrainAsync"/>.</param>
    /// <exception cref="InvalidOperationException">It ended though nobody stopped it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            _stopping.Token
        );
        Task[] running =
        [
            _dispatcher.RunAsync(linked.Token),
            _sweep.RunAsync(linked.Token),
            _cursors.RunAsync(linked.Token),
            _resender.RunAsync(linked.Token),
        ];

        // Neither is of use without the other: a hub that delivers nothing must not look alive.
        await Task.WhenAny(running);
        var isStopped = linked.IsCancellationRequested;
        await _stopping.CancelAsync();
        try
        {
            await Task.WhenAll(running);
        }
        catch (OperationCanceledException)
        {
            // Stopped, as asked.
        }

        if (!isStopped)
        {
            // A server that ends by itself has to say so, also where nothing has failed.
            throw new InvalidOperationException("A part of the delivery ended and did not fail.");
        }
    }

    /// <summary>
    /// Whether a client is turned away before it costs an upgrade: its address has shown too many tokens that are not genuine, and this one is
    /// not either (section 8). A genuine one, also an expired one, never is.
    /// </summary>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="cancellationToken">The client went.</param>
    /// <returns>Why, for the caller to count; null where it may be upgraded.</returns>
    public ValueTask<Error?> RefusalAsync(
        Handshake handshake,
        CancellationToken cancellationToken
    ) => _connections.RefusalAsync(handshake, cancellationToken);

    /// <summary>Serves one socket until it ends. Never throws for what a client can cause.</summary>
    /// <param name="socket">The server's end, made over <paramref name="stream"/>; disposed of at the end.</param>
    /// <param name="stream">What <see cref="Wrap"/> gave.</param>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="cancellationToken">Cuts the socket.</param>
    public Task ServeAsync(
        WebSocket socket,
        SocketStream stream,
        Handshake handshake,
        CancellationToken cancellationToken
    ) => _connections.ServeAsync(socket, stream, handshake, cancellationToken);

    /// <summary>
    /// Serves a stream of Server-Sent Events until it ends: a session like a socket's, with the same rights, limits, replay and delivery, whose
    /// client says nothing (section 10). Never throws for what a client can cause.
    /// </summary>
    /// <param name="body">Where the events go; nothing is written before the client is let in.</param>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="request">What is to be heard, and from where.</param>
    /// <param name="abort">Cuts the connection, whatever waits.</param>
    /// <param name="cancellationToken">The client went, or the server gives up waiting.</param>
    /// <returns>Why the client is not let in; null once the stream is over.</returns>
    public Task<Error?> ServeEventsAsync(
        Stream body,
        Handshake handshake,
        EventsRequest request,
        Action abort,
        CancellationToken cancellationToken
    )
    {
        var framing = new EventFraming(_services.Journal.Epoch);
        var outbox = new Outbox(
            body,
            _budget,
            _services.Options.Delivery.OutboxBytes,
            _services.Time,
            framing,
            _metrics
        );
        return _connections.ServeEventsAsync(
            new(outbox, framing, abort),
            handshake,
            request,
            cancellationToken
        );
    }

    /// <summary>How many connections there may be. Another value counts for whoever comes from then on; those who are connected stay.</summary>
    public AdmissionOptions Admission
    {
        get => _services.Admission.Options;
        set => _services.Admission.Options = value;
    }

    /// <summary>Over which time a drain sends clients away. Another value counts from the next drain on.</summary>
    public TimeSpan DrainWindow
    {
        get => _drain.Window;
        set => _drain.Window = value;
    }

    /// <summary>Whether nobody is let in now.</summary>
    public bool IsDraining => _sessions.IsDraining;

    /// <summary>Lets nobody in, and leaves those alone who are connected, until <see cref="LetIn"/>.</summary>
    public void LetNobodyIn() => _sessions.BeginDrain();

    /// <summary>Lets clients in again.</summary>
    public void LetIn() => _sessions.EndDrain();

    /// <summary>
    /// Accepts nobody any more, tells everybody when to come back, spread over the drain window, and closes each with 1012
    /// at that time; returns when all have gone. <see cref="RunAsync"/> must still run.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting; sockets still open are cut.</param>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _drain.RunAsync(cancellationToken);

        // Nobody confirms anything any more; what was confirmed in the last moment is not to wait for its turn.
        using var grace = new CancellationTokenSource(FlushTime, _services.Time);
        await _cursors.FlushAsync(grace.Token);
    }

    /// <summary>
    /// The critical messages of some channels that their owners should have confirmed and have not, oldest first within a
    /// channel (section 7).
    /// </summary>
    /// <param name="channels">Channels of owners, <c>orders:customer:{id}</c>.</param>
    /// <param name="most">Messages at most.</param>
    /// <param name="cancellationToken">Stops reading the history.</param>
    /// <exception cref="JournalUnavailableException">The history cannot be read now.</exception>
    public ValueTask<IReadOnlyList<UndeliveredMessage>> UndeliveredAsync(
        IReadOnlyCollection<ChannelName> channels,
        int most,
        CancellationToken cancellationToken
    ) => _undelivered.ReadAsync(channels, most, cancellationToken);

    /// <summary>Stops what still runs; sockets are the caller's.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _catchUp.Dispose();
        _metrics.Dispose();
    }
}
