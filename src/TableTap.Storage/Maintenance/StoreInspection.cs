using Microsoft.Data.Sqlite;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>
/// An embedded journal read from its file, all at one commit, also beside a running server. Writes nothing. Not thread-safe.
/// </summary>
public sealed class StoreInspection : IDisposable
{
    private readonly StoreReader _reader;
    private readonly string _path;

    private StoreInspection(StoreReader reader, string path) => (_reader, _path) = (reader, path);

    /// <summary>Opens a store, or a backup.</summary>
    /// <param name="path">The database file.</param>
    /// <exception cref="StoreRefusedException">There is none, or it cannot be read; says why.</exception>
    public static StoreInspection Open(string path)
    {
        var file = new StoreFile(new SqliteJournalOptions { Path = path });
        if (!File.Exists(file.Path))
        {
            throw new StoreRefusedException($"There is no store {file.Path}.");
        }

        return SqliteErrors.Guard(
            file.Path,
            () =>
            {
                var connection = file.OpenForReading();
                try
                {
                    Migrations.Identify(
                        connection,
                        file.Path,
                        Schema.Scripts.Count,
                        mayMigrate: false
                    );
                    Statement.Run(connection, "BEGIN");
                    return new StoreInspection(new StoreReader(connection), file.Path);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            }
        );
    }

    /// <summary>Reads the figures of the store: its sizes, its epoch and how much it holds.</summary>
    /// <exception cref="StoreRefusedException">It cannot be read; says why.</exception>
    public StoreStatistics Figures() =>
        SqliteErrors.Guard(
            _path,
            () =>
                new StoreStatistics(
                    _path,
                    Epoch(),
                    Schema.Scripts.Count,
                    new FileInfo(_path).Length,
                    new FileInfo(_path + "-wal") is { Exists: true } log ? log.Length : 0,
                    Ask("SELECT position FROM store"),
                    Ask("SELECT count(*) FROM channel"),
                    Ask("SELECT count(*) FROM message"),
                    Ask("SELECT history_bytes FROM store"),
                    When("SELECT min(at) FROM message"),
                    Ask("SELECT count(*) FROM stream"),
                    Ask("SELECT count(*) FROM fact"),
                    When("SELECT min(at) FROM fact"),
                    Ask("SELECT count(*) FROM snapshot WHERE parts > 0"),
                    Ask("SELECT total(length(data)) FROM snapshot_part"),
                    Ask("SELECT count(*) FROM answer"),
                    Ask("SELECT count(*) FROM audit")
                )
        );

    /// <summary>
    /// The first thing that is broken, in words: a page, a head, a number that is missing. Null where all fits together.
    /// </summary>
    public string? FirstFault()
    {
        try
        {
            return IntegrityQueries.FirstBroken(_reader.Connection);
        }
        catch (SqliteException trouble)
        {
            return SqliteErrors.Words(trouble, _path);
        }
    }

    /// <summary>The names of all streams.</summary>
    public IReadOnlyList<string> Streams() => StreamPage.Names(_reader);

    /// <summary>The facts of a stream after a version, in order.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="afterVersion">0 for all.</param>
    public IEnumerable<StoredFact> Facts(string stream, long afterVersion)
    {
        List<StoredFact> page;
        do
        {
            page = StreamPage.Read(_reader, stream, afterVersion);
            foreach (var fact in page)
            {
                yield return fact;
                afterVersion = fact.Version;
            }
        } while (page.Count == StreamPage.Size);
    }

    /// <summary>A stream's last snapshot of a kind; null where there is none.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="kind">What the snapshot is for.</param>
    public StreamSnapshot? Snapshot(string stream, SnapshotKind kind) =>
        SnapshotStore.Read(_reader, stream, kind);

    /// <summary>Every message, in commit order.</summary>
    public IEnumerable<StoredMessage> Messages()
    {
        using var select = new Statement(
            _reader.Connection,
            """
            SELECT m.position, c.name, m.sequence, m.message_id, m.frame
            FROM message m CROSS JOIN channel c ON c.id = m.channel ORDER BY m.position
            """
        );
        using var rows = select.Read();
        while (rows.Read())
        {
            var name = rows.GetString(1);
            yield return ChannelName.TryParse(name, out var channel)
                ? new(
                    rows.GetInt64(0),
                    channel,
                    rows.GetInt64(2),
                    rows.GetString(3),
                    rows.GetFieldValue<byte[]>(4)
                )
                : throw new InvalidDataException($"'{name}' is no channel.");
        }
    }

    /// <summary>Every remembered answer, the oldest first.</summary>
    public IEnumerable<StoredAnswer> Answers()
    {
        using var select = new Statement(
            _reader.Connection,
            "SELECT issuer, subject, message_id, request_hash, frame, at FROM answer ORDER BY id"
        );
        using var rows = select.Read();
        while (rows.Read())
        {
            yield return new(
                new(rows.GetString(0), rows.GetString(1), rows.GetString(2)),
                rows.GetFieldValue<byte[]>(3),
                rows.GetFieldValue<byte[]>(4),
                new DateTimeOffset(rows.GetInt64(5), TimeSpan.Zero)
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private string Epoch()
    {
        using var select = new Statement(_reader.Connection, "SELECT epoch FROM store");
        using var rows = select.Read();
        return rows.Read() ? rows.GetString(0) : "";
    }

    private long Ask(string sql)
    {
        using var select = new Statement(_reader.Connection, sql);
        return select.Number() ?? 0;
    }

    private DateTimeOffset? When(string sql)
    {
        using var select = new Statement(_reader.Connection, sql);
        return select.Number() is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }
}
