using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Sessions;

/// <summary>One connection from its first frame to its last. Thread-safe but where said otherwise.</summary>
internal sealed class Session : IDisposable
{
    private readonly SessionServices _services;
    private readonly ClientTransport _transport;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenRegistration _cutByServer;
    private readonly Lock _gate = new();
    private Signal _closing;
    private Signal _ended;
    private SessionLease _lease;
    private long? _closedAt;
    private long _pingedAt;

    public Session(
        SessionServices services,
        string id,
        ClientTransport transport,
        string? address,
        Identity identity,
        CancellationToken cut
    )
    {
        _services = services;
        _transport = transport;
        _lease = new(identity, services.Options.Sessions, services.Time);
        (Id, Address) = (id, address);
        _pingedAt = services.Time.GetTimestamp();
        Since = services.Time.GetUtcNow();
        Reader = new(transport.Outbox) { EncryptionKey = identity.EncryptionKey };
        Limits = new(services.Options.Messages, services.Time);
        Slot = new OwnSlot(this, identity);
        _cutByServer = cut.UnsafeRegister(static session => ((Session)session!).Cut(), this);
    }

    public string Id { get; }

    public string? Address { get; }

    /// <summary>When the session began, by the wall clock.</summary>
    public DateTimeOffset Since { get; }

    public Reader Reader { get; }

    /// <summary>Only the connection's reading touches them.</summary>
    public SessionLimits Limits { get; }

    /// <summary>The budget of frames that no other limit counts; only the connection's reading touches it.</summary>
    public FramePace Pings =>
        field ??= new(
            _services.Options.Messages,
            _services.Time,
            () =>
                Close(
                    CloseCode.TooMany,
                    "too many pings",
                    ProtocolErrors.TooManyPings(_services.Options.Messages.PingsPerMinute)
                )
        );

    public CommandQueue Commands
    {
        get
        {
            lock (_gate)
            {
                return field ??= new(_services.Options.Sessions.PendingCommands);
            }
        }
    }

    public PatternSet Patterns { get; } = new();

    public ConnectionSlot Slot { get; }

    public Outbox Outbox => _transport.Outbox;

    /// <summary>Who it is and until when, as of the last token shown.</summary>
    public SessionLease Lease => Volatile.Read(ref _lease);

    public Identity Identity => Lease.Identity;

    /// <summary>What it may hear now.</summary>
    public Rights Rights => new(Identity, _services.Cafes.Current);

    /// <summary>Bytes that came from the client so far; null where it can say nothing.</summary>
    public long? Received => _transport.Received;

    /// <summary>For how long the client has said nothing; never, where it can say nothing.</summary>
    public TimeSpan SilentFor => _transport.SilentFor ?? TimeSpan.Zero;

    /// <summary>Whether the client can say something at all.</summary>
    public bool CanSpeak => _transport.SilentFor is not null;

    /// <summary>For how long the close has been on its way; null while the session lives.</summary>
    public TimeSpan? ClosingFor
    {
        get
        {
            lock (_gate)
            {
                return _closedAt is { } at ? _services.Time.GetElapsedTime(at) : null;
            }
        }
    }

    public bool IsClosing => ClosingFor is not null;

    /// <summary>Fires when the socket is cut.</summary>
    public CancellationToken CutToken => _cut.Token;

    /// <summary>Completes when the session begins to close.</summary>
    public Task Closing => _closing.Task;

    /// <summary>Completes when the session is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Where the heads of the next <c>pong</c> begin; only the connection's reading touches it.</summary>
    public int HeadsFrom { get; set; }

    /// <summary>Failed renewals in a row; only the connection's reading touches it.</summary>
    public int FailedRefreshes { get; set; }

    /// <summary>A renewal: another end, maybe other rights.</summary>
    public void Renew(Identity identity)
    {
        Volatile.Write(ref _lease, new(identity, _services.Options.Sessions, _services.Time));

        // A key that the client gave stays, where the token names none.
        Reader.EncryptionKey = identity.EncryptionKey ?? Reader.EncryptionKey;
    }

    /// <summary>The server stood still for so long: the client's silence of that time was not the client's.</summary>
    public void Excuse(TimeSpan frozen) => _transport.Excuse(frozen);

    /// <summary>
    /// Asks a silent client for a sign of life, again and again while it stays silent, and gives one to a client that can say nothing; only
    /// the monitor calls it.
    /// </summary>
    /// <param name="silence">For how long it has to be silent, and between two pings.</param>
    public void PingIfSilent(TimeSpan silence)
    {
        if (_transport.SilentFor < silence || _services.Time.GetElapsedTime(_pingedAt) < silence)
        {
            return;
        }

        _pingedAt = _services.Time.GetTimestamp();
        Outbox.Append(EntryKind.Framed, _transport.Heartbeat);
        Outbox.Flush();
    }

    /// <summary>Sends a message to this connection alone, outside of all channels.</summary>
    /// <typeparam name="T">The payload, which names it.</typeparam>
    /// <param name="notice">The payload.</param>
    /// <param name="correlationId">The request's <c>messageId</c>, where it had one.</param>
    public void Send<T>(T notice, string? correlationId = null)
        where T : class =>
        SendFrame(FrameWriter.Notice(notice, _services.Time.GetUtcNow(), correlationId));

    /// <summary>Sends a whole frame.</summary>
    public void SendFrame(ReadOnlyMemory<byte> frame)
    {
        Outbox.Append(EntryKind.Notice, frame);
        Outbox.Flush();
    }

    /// <summary>Appends an answer to what was just read; it leaves with the others before the reading waits.</summary>
    public void Reply(ReadOnlyMemory<byte> frame) => Outbox.Append(EntryKind.Notice, frame);

    /// <summary>
    /// Appends a notice that tells of subscriptions, under the gate of the fan-out, so that it stands between the right
    /// messages; who holds the gate flushes later.
    /// </summary>
    /// <typeparam name="T">The payload, which names it.</typeparam>
    /// <param name="notice">The payload.</param>
    /// <param name="correlationId">The request's <c>messageId</c>, where it had one.</param>
    public void Append<T>(T notice, string? correlationId = null)
        where T : class =>
        Outbox.Append(
            EntryKind.Barrier,
            FrameWriter.Notice(notice, _services.Time.GetUtcNow(), correlationId)
        );

    /// <summary>Answers what was just read with a refusal and counts it in the metrics; it leaves before the reading waits.</summary>
    public void Refuse(Error error, string? correlationId = null)
    {
        _services.Metrics.Refused(error.Code);
        Reply(FrameWriter.Notice(error, _services.Time.GetUtcNow(), correlationId));
    }

    /// <summary>Begins to close: nothing is heard or sent after the close frame. The first call wins.</summary>
    /// <param name="code">The code.</param>
    /// <param name="reason">The reason in the close frame; ASCII.</param>
    /// <param name="error">An error to send before.</param>
    /// <param name="discard">Whether what waits is not worth sending any more.</param>
    public void Close(CloseCode code, string reason, Error? error = null, bool discard = false)
    {
        lock (_gate)
        {
            if (_closedAt is not null)
            {
                return;
            }

            _closedAt = _services.Time.GetTimestamp();
        }

        RealtimeLog.Closing(_services.Log, Id, (int)code, reason);
        _services.Metrics.Closed(code);
        _services.FanOut.Exit(Reader);
        // Who is told to go keeps nobody out, however long the answer to the close takes.
        _services.Admission.Leave(Slot);
        if (discard)
        {
            Outbox.Discard();
        }

        if (error is not null)
        {
            Refuse(error);
        }

        _transport.Complete(code, reason);
        Outbox.Flush();
        _closing.Set();
    }

    /// <summary>Cuts the connection: nobody waits for the other side any more.</summary>
    public void Cut()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in this moment.
        }

        _transport.Cut();
    }

    /// <summary>Waits until the other side has closed its half.</summary>
    public Task LingerAsync(CancellationToken cancellationToken) =>
        _transport.LingerAsync(cancellationToken);

    public void Dispose()
    {
        _cutByServer.Dispose();
        _transport.End();
        _services.Metrics.Ended(Received, Outbox.Sent);
        _cut.Dispose();
        _ended.Set();
        // Last: a watch that begins in this moment either sees that it ended, or is told so here.
        Outbox.Tap?.End();
    }

    private sealed class OwnSlot(Session session, Identity identity) : ConnectionSlot(identity)
    {
        public override TimeSpan SilentFor => session.SilentFor;

        public override void Release() =>
            session.Close(CloseCode.Unresponsive, "a newer connection of this user took its place");
    }
}
