using System.Threading.Channels;
using TableTap.Protocol;

namespace TableTap.Realtime.Tests;

/// <summary>A journal that keeps the seam's word in memory, and can be made slow, broken or forgetful.</summary>
internal sealed class InMemoryJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly List<StoredMessage> _messages = [];
    private readonly Dictionary<ChannelName, ChannelHead> _heads = [];
    private readonly Dictionary<string, List<StoredFact>> _streams = [];
    private readonly Dictionary<AnswerKey, StoredAnswer> _answers = [];
    private readonly Dictionary<(string, SnapshotKind), StreamSnapshot> _snapshots = [];
    private readonly Channel<IReadOnlyList<StoredMessage>> _committed = Channel.CreateUnbounded<
        IReadOnlyList<StoredMessage>
    >();
    private readonly Dictionary<ChannelName, long> _cursors = [];
    private long _position;
    private int _ids;

    public InMemoryJournal() { }

    /// <summary>Opens again what another one left behind; that one must not be used any more.</summary>
    public InMemoryJournal(InMemoryJournal before)
    {
        (_messages, _heads, _streams) = (before._messages, before._heads, before._streams);
        (_answers, _cursors, _snapshots) = (before._answers, before._cursors, before._snapshots);
        (_position, _ids) = (before._position, before._ids);
    }

    public string Epoch { get; set; } = "epoch_1";

    public JournalHealth Health { get; set; }

    public ChannelReader<IReadOnlyList<StoredMessage>> Committed => _committed.Reader;

    /// <summary>Runs before each read of history; may wait or throw.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs after each read, before its answer is given: it may be old by then.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each read of heads; may wait or throw.</summary>
    public Func<Task> BeforeHeads { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each read of cursors; may wait or throw.</summary>
    public Func<Task> BeforeCursors { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each append; may throw.</summary>
    public Action<AppendBatch> BeforeAppend { get; set; } = _ => { };

    /// <summary>Runs before an append writes; may wait or throw.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when an append has written, before its answer is given.</summary>
    public Func<Task> AfterWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>All that was ever told, in commit order.</summary>
    public IReadOnlyList<StoredMessage> Messages => _messages;

    /// <summary>Makes pages where more is to be read than a list should hold.</summary>
    public Func<
        IReadOnlyCollection<ChannelPosition>,
        PageLimit,
        MessagePage
    >? Generate { get; set; }

    /// <summary>Lets a channel look as if it had so many messages.</summary>
    public void Pretend(ChannelName channel, long head)
    {
        lock (_gate)
        {
            (_heads[channel], _position) = (new(head, 1), head);
        }
    }

    /// <summary>Whether a command's answer is durable.</summary>
    public bool Remembers(AnswerKey key) => _answers.ContainsKey(key);

    /// <summary>The data of a stream's facts.</summary>
    public IReadOnlyList<string> Facts(string stream) =>
        [
            .. _streams
                .GetValueOrDefault(stream, [])
                .Select(fact => System.Text.Encoding.UTF8.GetString(fact.Data.Span)),
        ];

    /// <summary>What an owner has confirmed, as it is durable.</summary>
    public long Cursor(ChannelName channel) => _cursors.GetValueOrDefault(channel);

    public int CursorWrites { get; private set; }

    /// <summary>Whether commits are kept from the dispatcher.</summary>
    public bool IsSilent { get; set; }

    public int HeadReads { get; private set; }

    public int PageReads { get; private set; }

    public async Task<long> CursorAsync(ChannelName channel) =>
        (await CursorsAsync([channel], CancellationToken.None))[channel];

    public async Task MoveCursorAsync(ChannelName channel, long sequence) =>
        await AppendAsync(
            new("cursors", null, [], [], [], []) { Cursors = [new(channel, sequence)] },
            CancellationToken.None
        );

    /// <summary>Commits an alert on each of the channels, in one batch.</summary>
    public IReadOnlyList<StoredMessage> Publish(params IReadOnlyList<ChannelName> channels) =>
        Publish(0, channels);

    public IReadOnlyList<StoredMessage> Publish(int padding, IReadOnlyList<ChannelName> channels)
    {
        var drafts = channels.Select(channel => Draft(channel, padding)).ToArray();
        return Commit(drafts);
    }

    public MessageDraft Draft(ChannelName channel, int padding = 0, DateTimeOffset? at = null)
    {
        var row = MessageCatalogue.All.First(row =>
            row.Kind == MessageKind.Event && (row.Channels & channel.Kind) != ChannelKinds.None
        );
        var id = Interlocked.Increment(ref _ids);
        return MessageDraft.Encode(
            row,
            System.Text.Encoding.UTF8.GetBytes(
                $$"""{"n":{{id}},"padding":"{{new string('x', padding)}}"}"""
            ),
            channel,
            $"msg_{id:D8}",
            at ?? DateTimeOffset.UnixEpoch
        );
    }

    /// <param name="drafts">What is told.</param>
    /// <param name="committing">Sees each message before anybody hears it.</param>
    public IReadOnlyList<StoredMessage> Commit(
        IReadOnlyList<MessageDraft> drafts,
        Action<StoredMessage>? committing = null
    )
    {
        lock (_gate)
        {
            var stored = new List<StoredMessage>(drafts.Count);
            foreach (var draft in drafts)
            {
                var head = _heads.GetValueOrDefault(draft.Channel, new(0, 1));
                var sequence = head.Sequence + 1;
                _heads[draft.Channel] = head with { Sequence = sequence };

                // Positions rise but may have holes.
                _position += 1 + (_position % 3);
                stored.Add(
                    new(_position, draft.Channel, sequence, draft.MessageId, draft.Seal(sequence))
                );
            }

            stored.ForEach(message => committing?.Invoke(message));
            _messages.AddRange(stored);
            if (!IsSilent)
            {
                _committed.Writer.TryWrite(stored);
            }

            return stored;
        }
    }

    /// <summary>Brings a batch to the dispatcher that was kept from it.</summary>
    public void Announce(IReadOnlyList<StoredMessage> batch) => _committed.Writer.TryWrite(batch);

    /// <summary>Forgets a channel's messages up to a sequence.</summary>
    public void Trim(ChannelName channel, long upTo)
    {
        lock (_gate)
        {
            _messages.RemoveAll(message => message.Channel == channel && message.Sequence <= upTo);
            _heads[channel] = _heads[channel] with { Oldest = upTo + 1 };
        }
    }

    public async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        BeforeAppend(batch);
        await BeforeWrite();
        var outcome = Write(batch);
        await AfterWrite();
        return outcome;
    }

    private AppendOutcome Write(AppendBatch batch)
    {
        lock (_gate)
        {
            var stream = _streams.GetValueOrDefault(batch.Stream, []);
            if (
                batch.ExpectedVersion is { } expected && expected != stream.Count
                || batch.Answers.Any(answer => _answers.ContainsKey(answer.Key))
            )
            {
                return new(false, stream.Count, 0);
            }

            if (batch.Facts.Count > 0)
            {
                _streams[batch.Stream] = stream;
            }

            foreach (var fact in batch.Facts)
            {
                stream.Add(new(stream.Count + 1, fact.Type, fact.Data, fact.At));
            }

            foreach (var answer in batch.Answers)
            {
                _answers[answer.Key] = answer;
            }

            foreach (var (channel, sequence) in batch.Cursors)
            {
                _cursors[channel] = Math.Max(_cursors.GetValueOrDefault(channel), sequence);
            }

            CursorWrites += batch.Cursors.Count > 0 ? 1 : 0;
            var messages = Commit([.. batch.Messages]);
            return new(true, stream.Count, messages is [.., var last] ? last.Position : 0);
        }
    }

    public async IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (var fact in _streams.GetValueOrDefault(stream, []).Skip((int)afterVersion))
        {
            yield return fact;
        }
    }

    // The hub does not ask how old facts are; here they never are.
    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(0L);

    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. _streams.Keys]);

    public async ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        await BeforeRead();
        var page = ReadPage(after, limit);
        await AfterRead();
        return page;
    }

    private MessagePage ReadPage(IReadOnlyCollection<ChannelPosition> after, PageLimit limit)
    {
        lock (_gate)
        {
            PageReads++;
            if (Generate is not null)
            {
                return Generate(after, limit);
            }

            var positions = after.ToDictionary(one => one.Channel, one => one.Sequence);
            var page = new List<StoredMessage>();
            var bytes = 0;
            foreach (var message in _messages)
            {
                if (
                    !positions.TryGetValue(message.Channel, out var have)
                    || message.Sequence <= have
                )
                {
                    continue;
                }

                bytes += message.Frame.Length;
                if (page.Count > 0 && (page.Count == limit.Messages || bytes > limit.Bytes))
                {
                    return new(page, true, page[^1].Position);
                }

                page.Add(message);
            }

            return new(page, false, _position);
        }
    }

    public async ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        await BeforeHeads();
        var heads = ReadHeads(channels);
        await AfterRead();
        return heads;
    }

    private ChannelHeads ReadHeads(IReadOnlyCollection<ChannelName> channels)
    {
        lock (_gate)
        {
            HeadReads++;
            return new(
                _position,
                channels.ToDictionary(
                    channel => channel,
                    channel => _heads.GetValueOrDefault(channel, new(0, 1))
                )
            );
        }
    }

    public ValueTask<JournalCut> CutAsync(
        CutRequest request,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("No session reads streams.");

    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            var index = _messages.FindIndex(message => message.MessageId == messageId);
            if (index < 0)
            {
                return ValueTask.FromResult<IReadOnlyList<ChannelPosition>?>(null);
            }

            return ValueTask.FromResult<IReadOnlyList<ChannelPosition>?>([
                .. channels.Select(channel => new ChannelPosition(
                    channel,
                    SequenceAt(channel, index)
                )),
            ]);
        }
    }

    public async ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        await BeforeCursors();
        lock (_gate)
        {
            return channels.ToDictionary(
                channel => channel,
                channel => _cursors.GetValueOrDefault(channel)
            );
        }
    }

    public async ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    )
    {
        await BeforeRead();
        return _answers.GetValueOrDefault(key);
    }

    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("No session reads the audit.");

    public ValueTask WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            var key = (snapshot.Stream, snapshot.Kind);
            if (
                _snapshots.GetValueOrDefault(key) is not { } last
                || last.Version < snapshot.Version
            )
            {
                _snapshots[key] = snapshot;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            return new(_snapshots.GetValueOrDefault((stream, kind)));
        }
    }

    public ValueTask DisposeAsync()
    {
        _committed.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private long SequenceAt(ChannelName channel, int index)
    {
        for (var i = index; i >= 0; i--)
        {
            if (_messages[i].Channel == channel)
            {
                return _messages[i].Sequence;
            }
        }

        var first = _messages.FirstOrDefault(message => message.Channel == channel);
        return first is null
            ? _heads.GetValueOrDefault(channel, new(0, 1)).Sequence
            : first.Sequence - 1;
    }
}
