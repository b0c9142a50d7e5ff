using System.Net.Sockets;
using System.Net.WebSockets;
using TableTap.Faults.Cafes;
using TableTap.Faults.History;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Clients;

/// <summary>When a client confirms what is critical.</summary>
internal enum Confirming
{
    AtOnce,
    Late,
    Never,
}

/// <summary>
/// A light client that keeps the rules of an SDK: it comes back with its positions, sends a command again under its id until it is
/// answered, confirms what is critical. Unlike an SDK it mends nothing silently: a number that is left out or comes twice is a finding.
/// </summary>
internal sealed class WireClient
{
    // Longer than the server waits before it tells again.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(14);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(3.2);
    private readonly ClientSetting _setting;
    private readonly Participant _person;
    private readonly Random _random;
    private readonly Action<HeardMessage>? _heard;
    private readonly Confirming _confirming;
    private readonly Dictionary<string, long> _toConfirm = [];
    private readonly Lock _gate = new();
    private WireSession? _session;
    private bool _subscribed;
    private bool _forgets;
    private long _confirmedAt;

    public WireClient(
        ClientSetting setting,
        Participant person,
        int seed,
        Action<HeardMessage>? heard = null,
        Confirming confirming = Confirming.AtOnce
    )
    {
        (_setting, _person, _heard, _confirming) = (setting, person, heard, confirming);
        _random = new(seed);
        Hearing = new(person, setting.Findings, setting.Sightings, setting.Time);
        Commands = new(person.Id, setting.Findings, setting.Time);
    }

    public Participant Participant => _person;

    public Hearing Hearing { get; }

    public CommandBook Commands { get; }

    /// <summary>Whether it is connected and subscribed, and has what it missed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>When it was complete last.</summary>
    public long CompletedAt { get; private set; }

    /// <summary>Whether the server refuses this person for good.</summary>
    public bool IsShutOut { get; private set; }

    /// <summary>What was asked for and refused, or given: probes of foreign channels.</summary>
    public int Probes { get; private set; }

    /// <summary>Lives until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = 0;
        while (!stop.IsCancellationRequested && !IsShutOut)
        {
            var wasComplete = await ConnectAsync(stop);
            IsComplete = false;
            if (_forgets)
            {
                (_forgets, _subscribed) = (false, false);
                Hearing.Forget();
            }

            backoff = wasComplete ? 0 : Math.Min(backoff + 1, 4);
            try
            {
                await Task.Delay(
                    TimeSpan.FromMilliseconds(_random.Next(30, 150 << backoff)),
                    _setting.Time,
                    stop
                );
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Sends a command and waits until it is answered for good.</summary>
    public async Task<SentCommand> SendAsync<T>(
        string type,
        T data,
        Action<SentCommand>? describe,
        CancellationToken stop
    )
        where T : class
    {
        var command = Commands.Add(type, data);
        describe?.Invoke(command);
        if (_session is { } session && IsComplete)
        {
            await session.TrySendAsync(command);
            if (_random.Next(10) == 0)
            {
                // A double tap.
                await session.TrySendAsync(command);
            }
        }

        await command.Answered.WaitAsync(stop);
        return command;
    }

    /// <summary>Asks for a channel that is not for this person.</summary>
    public async Task ProbeAsync(string channel)
    {
        Probes++;
        if (_session is { } session)
        {
            await session.TrySendAsync(
                _random.Next(2) == 0
                    ? FrameWriter.Request(
                        "subscribe",
                        new Subscribe([new(channel)]),
                        _setting.Time.GetUtcNow()
                    )
                    : FrameWriter.Request(
                        "subscribe",
                        new Subscribe([new(channel, 0)]),
                        _setting.Time.GetUtcNow()
                    )
            );
        }
    }

    /// <summary>Subscribes one channel more, from now on.</summary>
    public async Task AddAsync(string channel)
    {
        if (_session is { } session)
        {
            await session.TrySendAsync(
                FrameWriter.Request(
                    "subscribe",
                    new Subscribe([new(channel)]),
                    _setting.Time.GetUtcNow()
                )
            );
        }
    }

    /// <summary>Loses the connection, with a reset.</summary>
    public void Drop() => _session?.Abort();

    /// <summary>Loses the memory and the connection, once what was confirmed has surely become durable.</summary>
    public void Forget() => _forgets = true;

    private async Task<bool> ConnectAsync(CancellationToken stop)
    {
        // What the last connection did not confirm is stated as a position on this one.
        lock (_gate)
        {
            _toConfirm.Clear();
        }

        using var dialling = CancellationTokenSource.CreateLinkedTokenSource(stop);
        dialling.CancelAfter(_setting.DialPatience);
        var mustBeRefused = _person.RevokedAt is not null;
        try
        {
            using var socket = await WireSocket.DialAsync(
                _setting.Door,
                _person.Token,
                dialling.Token
            );
            _setting.Connected();
            using var session = new WireSession(this, socket, _setting, mustBeRefused, stop);
            _session = session;
            await session.RunAsync();
            return session.WasComplete;
        }
        catch (Exception lost)
            when (lost
                    is IOException
                        or SocketException
                        or WebSocketException
                        or OperationCanceledException
                        or ObjectDisposedException
            )
        {
            return false;
        }
        finally
        {
            _session = null;
        }
    }

    /// <summary>The frame that subscribes: all anew, or from where this client is, in one of the three forms there are.</summary>
    internal byte[] Opening()
    {
        var now = _setting.Time.GetUtcNow();
        var positions = Hearing.Positions;
        if (!_subscribed)
        {
            return Subscription(_person.Channels.Select(channel => new ChannelRequest(channel)));
        }

        // A position that the owner states is an ack.
        foreach (var (channel, position) in positions)
        {
            Hearing.Confirm(channel, position);
        }

        var last = Hearing.LastMessageId;
        return _random.Next(6) switch
        {
            0 or 1 => Subscription(
                positions.Select(position => new ChannelRequest(position.Key, position.Value))
            ),
            2 when last is not null && !_person.Covers => Reconnection(
                new([.. positions.Keys], last)
            ),
            _ => Reconnection(new([.. positions.Keys], Positions: positions)),
        };

        byte[] Subscription(IEnumerable<ChannelRequest> channels) =>
            FrameWriter.Request("subscribe", new Subscribe([.. channels]), now, "opening");

        byte[] Reconnection(Reconnect missed) =>
            FrameWriter.Request("reconnect", missed, now, "opening");
    }

    internal void Complete(bool complete)
    {
        _subscribed |= complete;
        CompletedAt = complete ? _setting.Time.GetTimestamp() : CompletedAt;
        IsComplete = complete;
    }

    internal void ShutOut() => IsShutOut = true;

    internal void Confirmed(SubscriptionConfirmed confirmed)
    {
        foreach (var (channel, after) in confirmed.Positions)
        {
            Hearing.Begin(channel, after);
        }
    }

    /// <summary>Takes a channel message, live or of a page.</summary>
    internal void Take(
        string channel,
        long sequence,
        string messageId,
        bool ackRequired,
        string type,
        ReadOnlyMemory<byte> data
    )
    {
        var isNews = Hearing.Take(channel, sequence, messageId, ackRequired, type);
        if (ackRequired && _confirming != Confirming.Never)
        {
            lock (_gate)
            {
                _toConfirm[channel] = Math.Max(sequence, _toConfirm.GetValueOrDefault(channel));
            }
        }

        if (isNews)
        {
            _heard?.Invoke(new(channel, type, data));
        }
    }

    /// <summary>The acks that are due.</summary>
    internal IReadOnlyList<(string Channel, long Sequence)> TakeAcks()
    {
        lock (_gate)
        {
            if (
                _toConfirm.Count == 0
                || (
                    _confirming == Confirming.Late
                    && _setting.Time.GetElapsedTime(_confirmedAt) < Lateness
                )
            )
            {
                return [];
            }

            _confirmedAt = _setting.Time.GetTimestamp();
            (string, long)[] due = [.. _toConfirm.Select(pair => (pair.Key, pair.Value))];
            _toConfirm.Clear();
            return due;
        }
    }

    /// <summary>Whether the connection must end now, so that everything can be forgotten.</summary>
    internal bool MustForget(TimeSpan quietFor) => _forgets && quietFor >= ForgetAfter;
}
