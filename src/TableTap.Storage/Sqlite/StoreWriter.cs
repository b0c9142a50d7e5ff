using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>The commit failed in a way that leaves open whether it reached the disk.</summary>
internal sealed class CommitInDoubtException(SqliteException inner)
    : Exception(inner.Message, inner);

/// <summary>
/// The connection that writes, and its transactions. After an exception it is of no more use: drop it and open another.
/// Not thread-safe.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly StoreFaults _faults;
    private readonly List<IDisposable> _statements = [];
#pragma warning disable CA2213 // The list disposes them.
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly BoundStatement _otherWriters;
    private readonly Statement _load;
    private readonly BoundStatement _save;
    private readonly BoundStatement _sign;
    private readonly Statement _signed;
#pragma warning restore CA2213
    private long? _seen;
    private long? _known;
    private long _loadedPosition;
    private long _loadedBytes;

    public StoreWriter(
        SqliteConnection connection,
        StoreFaults faults,
        AnswerFilter answers,
        MessageSeal? seal
    )
    {
        Connection = connection;
        _faults = faults;
        Answers = answers;
        Channels = new HeadTable(connection, "channel");
        Streams = new HeadTable(connection, "stream");
        Chains = new ChainTable(connection, seal);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _otherWriters = PrepareBound("PRAGMA data_version");
        _load = Prepare("SELECT position, history_bytes, epoch FROM store");
        _save = PrepareBound("UPDATE store SET position = ?1, history_bytes = ?2");
        _sign = PrepareBound(
            """
            INSERT INTO receipt (writer, number, at) VALUES (?1, ?2, ?3)
            ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at
            """
        );
        _signed = Prepare("SELECT number FROM receipt WHERE writer = $1", 1);
    }

    public SqliteConnection Connection { get; }

    /// <summary>Which answers may be stored; in a transaction it knows of every one.</summary>
    public AnswerFilter Answers { get; }

    public HeadTable Channels { get; }

    public HeadTable Streams { get; }

    public ChainTable Chains { get; }

    /// <summary>The last position given, as of the open or the last transaction.</summary>
    public long Position { get; set; }

    /// <summary>The name of the history, likewise.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>The size of the history, likewise.</summary>
    public long HistoryBytes { get; set; }

    /// <summary>How old the store is, as of the last transaction that writes batches.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>Makes a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql, int parameters = 0)
    {
        var statement = new Statement(Connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Makes a statement for what is written with every command; it lives as long as the connection.</summary>
    public BoundStatement PrepareBound(string sql)
    {
        var statement = new BoundStatement(Connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Takes the write lock and makes sure that what is remembered still holds.</summary>
    public void Begin()
    {
        _faults.Beginning(Connection);
        _begin.Execute();

        // Changes exactly when another connection has committed; under the lock none can any more.
        var version = _otherWriters.Number();
        if (_known != version)
        {
            Answers.Distrust();
            _known = version;
        }

        if (_seen != version)
        {
            Forget();
            using var rows = _load.Read();
            rows.Read();
            Position = _loadedPosition = rows.GetInt64(0);
            HistoryBytes = _loadedBytes = rows.GetInt64(1);
            Epoch = rows.GetString(2);
            _seen = version;
        }
    }

    /// <summary>Makes the transaction durable.</summary>
    /// <exception cref="CommitInDoubtException">It may or may not be.</exception>
    public void Commit()
    {
        Channels.Flush();
        Streams.Flush();
        Chains.Flush();
        if (Position != _loadedPosition || HistoryBytes != _loadedBytes)
        {
            _save.Bind(1, Position).Bind(2, HistoryBytes).Run();
            (_loadedPosition, _loadedBytes) = (Position, HistoryBytes);
        }

        try
        {
            _faults.Committing();
            _commit.Execute();
            _faults.Committed();
        }
        catch (SqliteException trouble) when (!SqliteErrors.IsCertain(trouble))
        {
            throw new CommitInDoubtException(trouble);
        }
    }

    /// <summary>Undoes the transaction and what was remembered of it.</summary>
    public void Rollback()
    {
        Forget();
        _rollback.Execute();
    }

    /// <summary>Leaves a receipt in the transaction, by which its writer knows later whether it was committed.</summary>
    public void Sign(string writer, long number, DateTimeOffset now) =>
        _sign.Bind(1, writer).Bind(2, number).Bind(3, now.UtcTicks).Run();

    /// <summary>The number on the writer's last receipt.</summary>
    public long? Signed(string writer) => _signed.Number(writer);

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        Channels.Dispose();
        Streams.Dispose();
        Chains.Dispose();
        Connection.Dispose();
    }

    private void Forget()
    {
        _seen = null;
        Channels.Forget();
        Streams.Forget();
        Chains.Forget();
    }
}
