using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sessions;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Defects;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Schedules;

/// <summary>The sizes of a schedule.</summary>
internal sealed record SimSettings(int Recent, int Outbox, int Page, int Window, int Budget);

/// <summary>
/// A hub, its journal and its clients on one seeded thread and a clock that stands still, and what is true of them: what is
/// durable, what was confirmed, who may hear what. A crash takes everything in flight with it and leaves the journal.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    public static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    public static readonly ChannelName[] Channels =
    [
        ChannelName.Of(ChannelKinds.CustomerOrders, "guest"),
        ChannelName.Of(ChannelKinds.CafeGeneral, "one"),
        ChannelName.Of(ChannelKinds.CounterOrders, "bar"),
        ChannelName.Of(ChannelKinds.CounterStatus, "bar"),
        ChannelName.Of(ChannelKinds.CafeStaff, "one"),
    ];

    private readonly Dictionary<(string Channel, long Sequence), StoredMessage> _stored = [];
    private readonly Dictionary<string, long> _heads = [];
    private readonly Dictionary<string, byte[]> _answers = [];
    private readonly List<(long Sequence, DateTimeOffset At)> _confirmed = [(0, Start)];
    private readonly SimDevice[] _devices;
    private MemoryJournal _journal = new();
    private CafeDirectory _cafes = new();
    private RealtimeHub _hub = null!;
    private bool _isAnnaAtTheBar = true;
    private bool _isJournalBroken;
    private long _durable;
    private int _indexed;
    private int _commands;
    private int _heldFrom;

    public SimWorld(int seed, Defect defect)
    {
        Defect = defect;
        Random = new(seed);
        Settings = new(
            OneOf(0, 1, 5, 4096),
            OneOf(700, 2048, 1024 * 1024),
            OneOf(1, 3, 50),
            OneOf(200, 1500, 64 * 1024),
            OneOf(3000, 256 * 1024 * 1024)
        );
        Scheduler = new(Random.Next());
        Time = new(Start);
        _devices =
        [
            new(
                this,
                Someone("guest", Role.Customer),
                ["orders:customer:guest", "cafe:one:general"]
            ),
            new(
                this,
                Someone("guest", Role.Customer),
                ["orders:customer:guest", "cafe:one:general"]
            ),
            new(
                this,
                Someone("anna", Role.Employee),
                ["counter:bar:orders", "counter:bar:status", "cafe:one:staff"]
            ),
            new(this, Someone("root", Role.Admin), [.. Channels.Select(channel => channel.Text)]),
        ];
        Open();
    }

    /// <summary>What is wrong on purpose, with the journal or with every line.</summary>
    public Defect Defect { get; }

    public SimSettings Settings { get; }

    public Random Random { get; }

    public SeededScheduler Scheduler { get; private set; }

    public FakeTimeProvider Time { get; private set; }

    /// <summary>What happened, line by line, where somebody wants to read it.</summary>
    public Action<string>? Tell { get; set; }

    /// <summary>How often each thing happened that a schedule is meant to bring about.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <summary>The first promise that was broken.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>Continuations that left the schedule's thread.</summary>
    public int Escaped { get; private set; }

    public void Dispose() => Leave();

    /// <summary>Does what a client does to its line; a broken promise ends the schedule.</summary>
    public void Guard(Action act)
    {
        try
        {
            act();
        }
        catch (Exception broken)
        {
            Broken ??= broken;
        }
    }

    public void Serve(SimLine line, Identity identity)
    {
        var stream = _hub.Wrap(line.Transport);
        _ = ServeAsync();

        async Task ServeAsync()
        {
            try
            {
                await _hub.ServeAsync(
                    line.Socket,
                    stream,
                    new(identity.UserId, null, "10.0.0.1"),
                    CancellationToken.None
                );
            }
            catch (Exception fault)
            {
                Broken ??= fault;
            }
        }
    }

    /// <summary>Something happened that a schedule is meant to bring about.</summary>
    public void Saw(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    /// <summary>Lives through so many steps, then comes to rest and is looked over.</summary>
    public void Live(int steps)
    {
        for (var i = 0; i < steps && Broken is null; i++)
        {
            Step();
            Scheduler.Run(Random.Next(4) == 0 ? 200 : Random.Next(30));
        }

        if (Broken is null)
        {
            Rest();
        }
    }

    public StoredMessage? Stored(string channel, long sequence)
    {
        Index();
        return _stored.GetValueOrDefault((channel, sequence));
    }

    public long Head(string channel)
    {
        Index();
        return _heads.GetValueOrDefault(channel);
    }

    public bool IsOwn(string user, string channel) => channel == $"orders:customer:{user}";

    public bool MayHear(string user, string channel) =>
        user switch
        {
            "guest" => IsOwn(user, channel) || channel == "cafe:one:general",
            "anna" => channel == "cafe:one:staff"
                || (
                    _isAnnaAtTheBar && channel.StartsWith("counter:bar:", StringComparison.Ordinal)
                ),
            _ => true,
        };

    /// <summary>What the owner has confirmed, as far as the server has heard and not lost.</summary>
    public long ConfirmedBy(string user) => user == "guest" ? _confirmed[^1].Sequence : 0;

    /// <summary>When a message was confirmed.</summary>
    public DateTimeOffset? ConfirmedAt(string user, long sequence)
    {
        foreach (var (confirmed, at) in user == "guest" ? _confirmed : [])
        {
            if (confirmed >= sequence)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>A command was answered.</summary>
    public void Answered(string user, string type, JsonElement data, ReadOnlyMemory<byte> frame)
    {
        if (type != "message_acknowledged")
        {
            return;
        }

        var id = data.Text("messageId")!;
        var key = new AnswerKey("test", user, id);
        if (!_journal.Remembers(key))
        {
            throw new BrokenPromiseException($"acknowledged before it is durable: {id}");
        }

        if (_answers.ContainsKey(id))
        {
            Saw("repeated command");
        }

        if (_answers.TryGetValue(id, out var first) && !frame.Span.SequenceEqual(first))
        {
            throw new BrokenPromiseException($"another answer to {id}");
        }

        _answers[id] = frame.ToArray();
    }

    private static Identity Someone(string user, Role role) =>
        TestHub.Someone(user, role, life: TimeSpan.FromDays(30));

    private T OneOf<T>(params T[] values) => values[Random.Next(values.Length)];

    private void Open()
    {
        SynchronizationContext.SetSynchronizationContext(Scheduler);
        var (journal, scheduler) = (_journal, Scheduler);
        journal.BeforeRead = journal.BeforeHeads = journal.BeforeCursors = AskAsync;
        journal.AfterRead = journal.AfterWrite = () => scheduler.PauseAsync(3);
        journal.BeforeWrite = AskAsync;
        _cafes = new();
        SetScope();
        var told = new LyingJournal(journal, Defect, Time);
        var desk = new SimDesk(told, channel => journal.Draft(channel), Time);
        _hub = new(
            told,
            (token, _) =>
                ValueTask.FromResult(
                    new TokenVerdict(
                        _devices.First(device => device.Identity.UserId == token).Identity,
                        null,
                        true
                    )
                ),
            desk.PlaceAsync,
            _cafes,
            new(Time),
            Options(),
            Time,
            NullLoggerFactory.Instance,
            () => $"{_commands++}",
            () => 0.5
        )
        {
            Acknowledged = Acknowledged,
        };
        _ = _hub.RunAsync(CancellationToken.None);

        async Task AskAsync()
        {
            await scheduler.PauseAsync(3);
            if (_isJournalBroken)
            {
                throw new JournalUnavailableException("broken");
            }
        }
    }

    private RealtimeOptions Options()
    {
        const int plenty = 1_000_000;
        var day = TimeSpan.FromDays(1);
        return new()
        {
            Sessions = new() { SilenceTimeout = day, ValidationInterval = day },
            Messages = new()
            {
                MessagesPerMinute = plenty,
                AcksPerMinute = plenty,
                ReplaysPerMinute = plenty,
                LimitedPerMinute = plenty,
            },
            Admission = new() { SocketsPerUser = 10_000, NewSocketsPerUserPerMinute = 100_000 },
            Delivery = new()
            {
                RecentMessages = Settings.Recent,
                OutboxBytes = Settings.Outbox,
                PageMessages = Settings.Page,
                OutboxBudgetBytes = Settings.Budget,
            },
        };
    }

    private void SetScope() =>
        _cafes.Set(
            TestHub.Scope(
                "one",
                ["bar", "kitchen"],
                new() { ["anna"] = _isAnnaAtTheBar ? ["bar"] : ["kitchen"] }
            )
        );

    private void Acknowledged(Acknowledgement step)
    {
        if (CursorTable.Owns(step.Reader, step.Channel) && step.Sequence > _confirmed[^1].Sequence)
        {
            _confirmed.Add((step.Sequence, Time.GetUtcNow()));
        }
    }

    private void Step()
    {
        var device = _devices[Random.Next(_devices.Length)];
        var kind = Random.Next(28);
        Tell?.Invoke(
            $"{Time.GetUtcNow():HH:mm:ss.f} step {kind} of {device.Identity.UserId} {Array.IndexOf(_devices, device)}"
        );
        if (kind < 8)
        {
            Publish();
            return;
        }

        if (kind == 8)
        {
            _isAnnaAtTheBar = !_isAnnaAtTheBar;
            SetScope();
            return;
        }

        if (kind == 9)
        {
            _isJournalBroken = Random.Next(3) == 0;
            return;
        }

        if (kind is 10 or 11 or 12)
        {
            Time.Pass(TimeSpan.FromMilliseconds(OneOf(100, 1100, 5000, 12_000, 61_000)));
            return;
        }

        if (kind == 13)
        {
            Settle();
            return;
        }

        if (kind == 14 && Random.Next(3) == 0)
        {
            Crash();
            return;
        }

        if (!device.IsConnected)
        {
            device.Connect();
            if (Random.Next(4) > 0)
            {
                device.Resume();
            }

            return;
        }

        Use(device, kind);
    }

    private void Use(SimDevice device, int kind)
    {
        switch (kind)
        {
            case < 18:
                device.Subscribe(fromWhereItWas: Random.Next(3) == 0);
                break;
            case 18:
                device.Unsubscribe();
                break;
            case 19:
                device.Drop();
                break;
            case 20:
                device.Stall();
                break;
            case 21 or 22:
                device.TakeAll();
                break;
            case < 26:
                device.Acknowledge();
                break;
            default:
                if (device.Identity.Role == Role.Customer)
                {
                    device.Command(Random.Next(3));
                }

                break;
        }
    }

    private void Publish()
    {
        var drafts = Enumerable
            .Range(0, 1 + Random.Next(5))
            .Select(_ => _journal.Draft(OneOf(Channels), Random.Next(3) * 60))
            .ToArray();

        var batch = _journal.Commit(drafts);

        // Now and then the dispatcher is told twice, or late.
        var fate = Random.Next(12);
        if (fate == 1 && !_journal.IsSilent)
        {
            _journal.Announce(batch);
        }
        else if (fate == 2 && !_journal.IsSilent)
        {
            (_journal.IsSilent, _heldFrom) = (true, _journal.Messages.Count);
        }
        else if (fate > 8)
        {
            Release();
        }
    }

    private void Release()
    {
        if (_journal.IsSilent)
        {
            _journal.IsSilent = false;
            _journal.Announce([.. _journal.Messages.Skip(_heldFrom)]);
        }
    }

    // A second later, with a journal that works, what was confirmed is durable.
    private void Settle()
    {
        _isJournalBroken = false;
        Release();
        for (var i = 0; i < 2; i++)
        {
            Scheduler.RunAll();
            Time.Pass(TimeSpan.FromMilliseconds(1100));
        }

        Scheduler.RunAll();
        _durable = _confirmed[^1].Sequence;
        if (_journal.Cursor(Channels[0]) < _durable && Broken is null)
        {
            Broken = new BrokenPromiseException(
                $"cursor forgotten: {_durable} was confirmed, {_journal.Cursor(Channels[0])} is durable"
            );
        }
    }

    private void Crash()
    {
        Saw("crash");
        foreach (var device in _devices)
        {
            device.Drop();
        }

        Leave();
        (_journal, Time) = (new(_journal), new(Time.GetUtcNow()));
        Scheduler = new(Random.Next());
        var cursor = _journal.Cursor(Channels[0]);
        _confirmed.Clear();
        _confirmed.Add((cursor, Start));
        Open();
    }

    private void Leave()
    {
        Escaped += Scheduler.Escaped;
        Scheduler.Stop();
        _hub.Metrics.Dispose();
        SynchronizationContext.SetSynchronizationContext(null);
    }

    private void Rest()
    {
        _isJournalBroken = false;
        Release();
        foreach (var device in _devices)
        {
            device.TakeAll();
        }

        for (var i = 0; i < 4; i++)
        {
            Scheduler.RunAll();
            Time.Pass(TimeSpan.FromMilliseconds(1100));
        }

        Settle();
        foreach (var device in _devices)
        {
            if (device is { IsConnected: true, Ear: { } ear })
            {
                Guard(ear.CheckRest);
            }
        }

        Guard(CheckCommands);
    }

    private void CheckCommands()
    {
        var facts = _journal
            .Facts.Select(fact => System.Text.Encoding.UTF8.GetString(fact.Data.Span))
            .ToList();
        if (facts.Distinct().Count() != facts.Count)
        {
            throw new BrokenPromiseException("a command was carried out twice");
        }
    }

    private void Index()
    {
        for (; _indexed < _journal.Messages.Count; _indexed++)
        {
            var message = _journal.Messages[_indexed];
            _stored[(message.Channel.Text, message.Sequence)] = message;
            _heads[message.Channel.Text] = message.Sequence;
        }
    }
}
