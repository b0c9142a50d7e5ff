using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// The journal in a PostgreSQL database, which any number of servers may have open at the same time: the database is the referee.
/// Every commit is on its disk before anyone hears of it, and each server's readers hear of every commit, whichever server wrote it.
/// Thread-safe.
/// </summary>
public sealed class PostgresJournal : IJournal
{
    private readonly Database _database;
    private readonly PostgresHealth _health;
    private readonly CommittedFeed _feed;
    private readonly HistoryReplica? _replica;
    private readonly GroupWriter _writer;
    private readonly PostgresCommit _commit;
    private readonly PostgresLoop _loop;
    private readonly PostgresRetention _retention;
    private readonly ILogger _log;
    private int _disposed;

    private PostgresJournal(
        Database database,
        OpenDatabase open,
        PostgresJournalOptions options,
        TimeProvider time,
        ILogger log
    )
    {
        (_database, _log, Epoch) = (database, log, open.Epoch);
        _health = new(options, time, log);
        _feed = new(options.CommittedCapacity, isSilent: false, log) { Published = open.Position };
        var metrics = new JournalMetrics(options.Meter);
        _replica = options.ReplicaConnectionString is { } replica
            ? new(replica, _feed, Epoch, metrics, time, log)
            : null;
        var lineage = new Lineage(_feed);
        var sweep = new Sweep(database, _feed, _health, lineage, Epoch, log);
        var heard = options.Hints is { } hints
            ? new HintedCommits(hints, _feed, sweep, _health, time)
            : null;
        _writer = new(
            database,
            options,
            lineage,
            RandomNumberGenerator.GetHexString(16, lowercase: true),
            Epoch,
            Clock(open, time),
            time
        );
        _commit = new(
            _writer,
            sweep,
            _feed,
            _health,
            heard is null ? null : (options.Hints!, heard),
            database.Place,
            metrics,
            time,
            log
        );
        _loop = new(options, _commit, sweep, heard, _feed, _health, time);
        _retention = new(database, options, _health, Clock(open, time), time, log);
    }

    /// <inheritdoc />
    public string Epoch { get; }

    /// <inheritdoc />
    public JournalHealth Health => _health.Now with { Waiting = _loop.Waiting };

    /// <inheritdoc />
    public ChannelReader<IReadOnlyList<StoredMessage>> Committed => _feed.Reader;

    /// <summary>Opens the journal: makes its tables where they are missing, and brings them to this program's schema.</summary>
    /// <param name="options">How it is reached and kept.</param>
    /// <param name="time">The clock of retention.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StoreRefusedException">
    /// The database cannot be reached, is older than PostgreSQL 15, holds tables of a newer program, or does not let this one in.
    /// </exception>
    public static async Task<PostgresJournal> OpenAsync(
        PostgresJournalOptions options,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(options);
        try
        {
            var open = await OpenDatabase.OpenAsync(
                database,
                mayMigrate: true,
                mayMove: false,
                log,
                cancellationToken
            );
            return new(database, open, options, time, log);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
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
            page = await FactReading.ReadAsync(_database, stream, afterVersion, cancellationToken);
            foreach (var fact in page)
            {
                yield return fact;
                afterVersion = fact.Version;
            }
        } while (page.Count == FactReading.Size);
    }

    /// <inheritdoc />
    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    ) => FactReading.OldAsync(_database, stream, age, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken) =>
        FactReading.NamesAsync(_database, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(
        CancellationToken cancellationToken
    ) => FactReading.VersionsAsync(_database, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    ) =>
        _replica is not null
        && await _replica.ReadAsync(after, limit, cancellationToken) is { } page
            ? page
            : await HistoryReading.ReadAsync(_database, after, limit, cancellationToken);

    /// <inheritdoc />
    public ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => ChannelPlaces.HeadsAsync(_database, channels, cancellationToken);

    /// <inheritdoc />
    public ValueTask<JournalCut> CutAsync(
        CutRequest request,
        CancellationToken cancellationToken
    ) => CutReading.ReadAsync(_database, request, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => ChannelPlaces.LocateAsync(_database, messageId, channels, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ChannelPosition>?> PlaceAsync(
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => ChannelPlaces.PlaceAsync(_database, position, channels, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => KeyReading.CursorsAsync(_database, channels, cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    ) => KeyReading.FindAsync(_database, key, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredAnswer>> FindAnswersAsync(
        IReadOnlyList<AnswerKey> keys,
        CancellationToken cancellationToken
    ) => KeyReading.FindAsync(_database, keys, cancellationToken);

    /// <inheritdoc />
    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => AuditReading.PageAsync(_database, query, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SignedHead>> AuditHeadsAsync(
        CancellationToken cancellationToken
    ) => AuditReading.HeadsAsync(_database, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<bool> WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await SnapshotTable.WriteAsync(_database, snapshot, cancellationToken);
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble))
        {
            throw new JournalUnavailableException(
                PostgresErrors.Words(trouble, _database.Place),
                trouble
            );
        }
    }

    /// <inheritdoc />
    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    ) => SnapshotTable.ReadAsync(_database, stream, kind, cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredRecord?> FindRecordAsync(
        string kind,
        string key,
        CancellationToken cancellationToken
    ) => RecordReading.FindAsync(_database, kind, key, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        RecordQuery query,
        CancellationToken cancellationToken
    ) => RecordReading.ReadAsync(_database, query, cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> CountRecordsAsync(string kind, CancellationToken cancellationToken) =>
        RecordReading.CountAsync(_database, kind, cancellationToken);

    /// <summary>Writes what waits, hands it over, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _retention.DisposeAsync();
        await _loop.DisposeAsync();
        try
        {
            await _writer.LeaveAsync(CancellationToken.None);
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble))
        {
            PostgresLog.NotLeft(_log, PostgresErrors.Words(trouble, _database.Place));
        }

        await _database.DisposeAsync();
        if (_replica is not null)
        {
            await _replica.DisposeAsync();
        }

        _commit.Dispose();
        _feed.Dispose();
    }

    private static AgeClock Clock(OpenDatabase open, TimeProvider time) =>
        new(time, open.Age, open.Owed, open.Noted);
}
