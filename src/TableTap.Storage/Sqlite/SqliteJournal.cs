using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// The embedded journal: one SQLite file. Every commit is on the disk before anyone hears of it; reads see one commit each
/// and never wait for the writer. Thread-safe.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private const int FewChannels = 8;

    private readonly OpenStore _store;
    private readonly GroupCommit _commit;
    private readonly CommittedFeed _feed;
    private readonly WriterLoop _loop;
    private readonly ReaderPool _readers;
    private readonly AnswerRows _answers;
    private readonly ILogger _log;
    private readonly LastCommit? _last;
    private readonly string _writer = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private int _disposed;

    private SqliteJournal(
        OpenStore store,
        AnswerFilter answers,
        SqliteJournalOptions options,
        TimeProvider time,
        ILogger log
    )
    {
        (_store, _log) = (store, log);
        _feed = new(options.CommittedCapacity, options.BesideServer, log)
        {
            Published = store.Position,
        };
        var marks = new AgeMarks(store.Age, sets: !options.BesideServer);
        _last = options.BesideServer ? null : new(store.File.Path, _writer);
        _commit = new(
            store.Connection,
            _feed,
            marks,
            _last,
            _writer,
            new(options.Meter),
            time,
            log
        );
        _readers = new(store.File, options.Readers);
        _answers = new(_readers, answers, loads: !options.BesideServer);
        var retention = new Retention(options, store.Health, store.Age, marks, time, log);
        _loop = new(options, store, _commit, _feed, retention, time);
    }

    /// <inheritdoc />
    public string Epoch => _store.Epoch;

    /// <inheritdoc />
    public JournalHealth Health => _store.Health.Now with { Waiting = _loop.Waiting };

    /// <inheritdoc />
    public ChannelReader<IReadOnlyList<StoredMessage>> Committed => _feed.Reader;

    /// <summary>Opens a store, makes it where it is missing, and brings it to this program's schema.</summary>
    /// <param name="options">How it is kept.</param>
    /// <param name="time">The clock of retention.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="StoreRefusedException">
    /// The store is in use by another server, newer than this program, damaged, or cannot be written.
    /// </exception>
    public static Task<SqliteJournal> OpenAsync(
        SqliteJournalOptions options,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        options.Validate();
        return Task.Run(
            () =>
            {
                var answers = new AnswerFilter();
                var store = OpenStore.Open(options, answers, time, log);
                return new SqliteJournal(store, answers, options, time, log);
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        var append = new PendingAppend(batch);
        try
        {
            await _loop.EnqueueAsync(append, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new JournalUnavailableException("The journal is closed.");
        }

        return await append.Done.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        List<StoredFact> page;
        do
        {
            var after = afterVersion;
            page = await _readers.ReadAsync(
                store => StreamPage.Read(store, stream, after),
                cancellationToken
            );
            foreach (var fact in page)
            {
                yield return fact;
                afterVersion = fact.Version;
            }
        } while (page.Count == StreamPage.Size);
    }

    /// <inheritdoc />
    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(store => StreamPage.Old(store, stream, age), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(StreamPage.Names, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(StreamPage.Versions, cancellationToken);

    /// <inheritdoc />
    public ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    ) =>
        AtOneCommitAsync(
            store => HistoryMerge.Read(store, after, limit, cancellationToken),
            cancellationToken
        );

    /// <inheritdoc />
    public ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => ReadAsync(channels, store => PositionReader.Heads(store, channels), cancellationToken);

    /// <inheritdoc />
    public ValueTask<JournalCut> CutAsync(
        CutRequest request,
        CancellationToken cancellationToken
    ) =>
        AtOneCommitAsync(
            store => CutPage.Read(store, request, cancellationToken),
            cancellationToken
        );

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) =>
        AtOneCommitAsync(
            store => PositionReader.Locate(store, messageId, channels, cancellationToken),
            cancellationToken
        );

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ChannelPosition>?> PlaceAsync(
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) =>
        AtOneCommitAsync(
            store => PositionReader.Place(store, position, channels, cancellationToken),
            cancellationToken
        );

    /// <inheritdoc />
    public ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => ReadAsync(channels, store => CursorRows.Read(store, channels), cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    ) => _answers.FindAsync(key, cancellationToken);

    /// <inheritdoc />
    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(store => AuditRows.Page(store, query), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SignedHead>> AuditHeadsAsync(
        CancellationToken cancellationToken
    ) =>
        _readers.ReadAsync<IReadOnlyList<SignedHead>>(
            store => AuditRows.Heads(store.Connection),
            cancellationToken
        );

    /// <inheritdoc />
    public async ValueTask<bool> WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        // One that is not kept ends with its first step.
        var steps = 0;
        foreach (var step in SnapshotStore.Steps(snapshot))
        {
            await _loop.RunAsync(new MaintenanceTask(step), cancellationToken);
            steps++;
        }

        return steps > 1;
    }

    /// <inheritdoc />
    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    ) => AtOneCommitAsync(store => SnapshotStore.Read(store, stream, kind), cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredRecord?> FindRecordAsync(
        string kind,
        string key,
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(store => RecordRows.Find(store, kind, key), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        RecordQuery query,
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(store => RecordRows.Read(store, query), cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> CountRecordsAsync(string kind, CancellationToken cancellationToken) =>
        _readers.ReadAsync(store => RecordRows.Count(store, kind), cancellationToken);

    /// <summary>Writes what waits, hands it over, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _loop.DisposeAsync();
        await _readers.DisposeAsync();
        await _answers.EndAsync();
        Leave();
        _store.Dispose();
        _commit.Dispose();
        _feed.Dispose();
    }

    // What a connect asks for is at hand in memory nearly always: a change of threads would cost more than the read.
    private ValueTask<T> ReadAsync<T>(
        IReadOnlyCollection<ChannelName> channels,
        Func<StoreReader, T> read,
        CancellationToken cancellationToken
    ) =>
        channels.Count <= FewChannels
            ? _readers.ReadHereAsync(
                store => store.AtOneCommit(() => read(store)),
                cancellationToken
            )
            : AtOneCommitAsync(read, cancellationToken);

    private ValueTask<T> AtOneCommitAsync<T>(
        Func<StoreReader, T> read,
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(store => store.AtOneCommit(() => read(store)), cancellationToken);

    private void Leave()
    {
        try
        {
            var connection = _store.Connection.Open().Connection;
            if (_last is not null)
            {
                // Before the receipt that it points to.
                _last.Dispose();
                LastCommit.Delete(_store.File.Path);
                _store.Age.Save(connection);
            }

            using var forget = new Statement(
                connection,
                "DELETE FROM receipt WHERE writer = $1",
                1
            );
            forget.Execute(_writer);
            Statement.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (Exception trouble)
        {
            StorageLog.NotCheckpointed(_log, trouble);
        }
    }
}
