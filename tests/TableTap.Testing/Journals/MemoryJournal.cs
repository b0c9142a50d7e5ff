using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Testing.Journals;

/// <summary>
/// A journal in memory that keeps the word of <see cref="IJournal"/>, with places where a test makes it slow, broken or
/// forgetful. Thread-safe.
/// </summary>
public sealed class MemoryJournal : IJournal
{
    private readonly MemoryStore _store;
    private readonly Channel<IReadOnlyList<StoredMessage>> _committed;
    private readonly SemaphoreSlim? _turn;
    private volatile bool _isClosed;

    /// <summary>Opens an empty journal.</summary>
    /// <param name="backlog">Commits that wait for the dispatcher at most; null for as many as there are, heard or not.</param>
    public MemoryJournal(int? backlog = null)
        : this(new(), backlog) { }

    /// <summary>Opens again what another one left behind; that one must not be used any more.</summary>
    /// <param name="before">The other one.</param>
    public MemoryJournal(MemoryJournal before)
        : this(before._store, before.Backlog) { }

    private MemoryJournal(MemoryStore store, int? backlog)
    {
        (_store, Backlog) = (store, backlog);
        _turn = backlog is null ? null : new(1);
        _committed = backlog is { } most
            ? Channel.CreateBounded<IReadOnlyList<StoredMessage>>(most)
            : Channel.CreateUnbounded<IReadOnlyList<StoredMessage>>();
    }

    public string Epoch => "epoch_1";

    public JournalHealth Health { get; set; }

    public ChannelReader<IReadOnlyList<StoredMessage>> Committed => _committed.Reader;

    /// <summary>Commits that wait for the dispatcher at most.</summary>
    public int? Backlog { get; }

    /// <summary>Asked before each append; what it throws, the append throws, and nothing is written.</summary>
    public Action<AppendBatch>? BeforeAppend { get; set; }

    /// <summary>Asked after each append that has written: its caller may never hear so.</summary>
    public Action<AppendBatch>? AfterAppend { get; set; }

    /// <summary>Runs before an append writes; may wait or throw.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when an append has written, before its answer is given: the caller may never hear it.</summary>
    public Func<Task> AfterWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each read of history; may wait or throw.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs after each read, before its answer is given: it may be old by then.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each read of heads; may wait or throw.</summary>
    public Func<Task> BeforeHeads { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each read of cursors; may wait or throw.</summary>
    public Func<Task> BeforeCursors { get; set; } = () => Task.CompletedTask;

    /// <summary>Makes pages where more is to be read than a list should hold.</summary>
    public Func<
        IReadOnlyCollection<ChannelPosition>,
        PageLimit,
        MessagePage
    >? Generate { get; set; }

    /// <summary>The clock by which facts grow old.</summary>
    public TimeProvider Time
    {
        get => _store.Time;
        set => _store.Time = value;
    }

    /// <summary>Whether commits are kept from the dispatcher.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Every batch that was written, in order.</summary>
    public IReadOnlyList<AppendBatch> Batches => _store.Batches;

    /// <summary>Every message that is kept, in commit order.</summary>
    public IReadOnlyList<StoredMessage> Messages => _store.Messages;

    /// <summary>Every audit line that was written.</summary>
    public IEnumerable<AuditLine> Audit => Batches.SelectMany(batch => batch.Audit);

    /// <summary>The audit in the order in which it was written: <c>chain number messageId</c>.</summary>
    public IEnumerable<string> AuditInOrder() =>
        _store
            .Audit(new(int.MaxValue))
            .Entries.Reverse()
            .Select(entry => $"{entry.Line.Chain} {entry.Number} {entry.Line.MessageId}");

    /// <summary>Every fact that was written.</summary>
    public IEnumerable<NewFact> Facts => Batches.SelectMany(batch => batch.Facts);

    /// <summary>How many batches moved a cursor.</summary>
    public int CursorWrites => Batches.Count(batch => batch.Cursors.Count > 0);

    /// <summary>How often heads were read.</summary>
    public int HeadReads { get; private set; }

    /// <summary>How often messages were read.</summary>
    public int PageReads { get; private set; }

    /// <summary>The versions after which streams were read.</summary>
    public List<long> ReadAfter { get; } = [];

    /// <summary>Whether a command's answer is durable.</summary>
    public bool Remembers(AnswerKey key) => _store.Answer(key) is not null;

    /// <summary>What an owner has confirmed, as it is durable.</summary>
    public long Cursor(ChannelName channel) => _store.Cursors([channel])[channel];

    /// <summary>Lets a channel look as if it had so many messages.</summary>
    public void Pretend(ChannelName channel, long head) => _store.Pretend(channel, head);

    /// <summary>Forgets a channel's messages up to a sequence.</summary>
    public void Trim(ChannelName channel, long upTo) => _store.Trim(channel, upTo);

    /// <summary>Shows no facts of a stream up to a version any more.</summary>
    public long Trim(string stream, long version) => _store.Trim(stream, version);

    /// <summary>Commits messages at once.</summary>
    /// <param name="drafts">What is told.</param>
    /// <param name="committing">Sees each message before anybody hears it.</param>
    public IReadOnlyList<StoredMessage> Commit(
        IReadOnlyList<MessageDraft> drafts,
        Action<StoredMessage>? committing = null
    ) =>
        _store.Tell(
            drafts,
            messages =>
            {
                foreach (var message in messages)
                {
                    committing?.Invoke(message);
                }

                Tell(messages);
            }
        );

    /// <summary>Numbers what a test drafts for this journal, from 1 and over its reopening.</summary>
    public int NextNumber() => _store.NextNumber();

    /// <summary>Brings a batch to the dispatcher that was kept from it.</summary>
    public void Announce(IReadOnlyList<StoredMessage> batch) => _committed.Writer.TryWrite(batch);

    public async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        BeforeAppend?.Invoke(batch);
        await BeforeWrite();
        var outcome = await WriteAsync(batch, cancellationToken);
        if (outcome.Committed)
        {
            AfterAppend?.Invoke(batch);
            await AfterWrite();
        }

        // Who no longer waits does not hear of it, as with the real one.
        cancellationToken.ThrowIfCancellationRequested();
        return outcome;
    }

    public async IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ReadAfter.Add(afterVersion);
        foreach (var fact in _store.Facts(stream, afterVersion))
        {
            await Task.Yield();
            yield return fact;
        }
    }

    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    ) => new(_store.OldFacts(stream, age));

    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken) =>
        new(_store.Streams);

    public ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<StreamVersion> versions =
        [
            .. _store.Streams.Select(name => new StreamVersion(
                name,
                _store.Facts(name, 0) is [.., var last] ? last.Version : 0
            )),
        ];
        return new(versions);
    }

    public async ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        await BeforeRead();
        PageReads++;
        var page = Generate?.Invoke(after, limit) ?? _store.Page(after, limit);
        await AfterRead();
        return page;
    }

    public async ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        await BeforeHeads();
        HeadReads++;
        var heads = _store.Heads(channels);
        await AfterRead();
        return heads;
    }

    public ValueTask<JournalCut> CutAsync(
        CutRequest request,
        CancellationToken cancellationToken
    ) => new(_store.Cut(request));

    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => new(_store.Locate(messageId, channels));

    public ValueTask<IReadOnlyList<ChannelPosition>?> PlaceAsync(
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => new(_store.Place(position, channels));

    public async ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        await BeforeCursors();
        return _store.Cursors(channels);
    }

    public async ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    )
    {
        await BeforeRead();
        return _store.Answer(key);
    }

    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => new(_store.Audit(query));

    public ValueTask<IReadOnlyList<SignedHead>> AuditHeadsAsync(
        CancellationToken cancellationToken
    ) => new(_store.AuditHeads());

    public ValueTask<bool> WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    ) => new(_store.Keep(snapshot));

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    ) => new(_store.Snapshot(stream, kind));

    public ValueTask<StoredRecord?> FindRecordAsync(
        string kind,
        string key,
        CancellationToken cancellationToken
    ) => new(_store.Record(kind, key));

    public ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        RecordQuery query,
        CancellationToken cancellationToken
    ) => new(_store.Records(query));

    public ValueTask<long> CountRecordsAsync(string kind, CancellationToken cancellationToken) =>
        new(_store.CountRecords(kind));

    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        _committed.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    // Where commits must not outrun the dispatcher, one append after the other waits until there is room.
    private async ValueTask<AppendOutcome> WriteAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        if (_turn is null)
        {
            return Write(batch);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _committed.Writer.WaitToWriteAsync(cancellationToken);
            return Write(batch);
        }
        finally
        {
            _turn.Release();
        }
    }

    private AppendOutcome Write(AppendBatch batch) =>
        _isClosed
            ? throw new JournalUnavailableException("The journal is closed.")
            : _store.Write(batch, Tell);

    private void Tell(IReadOnlyList<StoredMessage> messages)
    {
        if (!IsSilent)
        {
            _committed.Writer.TryWrite(messages);
        }
    }
}
