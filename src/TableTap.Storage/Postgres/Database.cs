using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>The database: its pool of connections, and questions that are asked on one of them. Thread-safe.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _setting;
    private volatile bool _closed;

    /// <summary>Makes the pool; connects to nothing yet.</summary>
    /// <exception cref="StoreRefusedException">The connection string cannot be read.</exception>
    public Database(PostgresJournalOptions options)
        : this(options.ConnectionString, options.Patience, "Storage:ConnectionString") { }

    /// <summary>Makes the pool; connects to nothing yet.</summary>
    /// <param name="connectionString">How the database is reached.</param>
    /// <param name="patience">How long any step may take.</param>
    /// <param name="setting">The setting that says how it is reached.</param>
    /// <param name="mayLag">Whether it may be a standby.</param>
    /// <exception cref="StoreRefusedException">The connection string cannot be read.</exception>
    public Database(string connectionString, TimeSpan patience, string setting, bool mayLag = false)
    {
        (Patience, _setting) = (patience, setting);
        var seconds = Math.Max(1, (int)Math.Ceiling(patience.TotalSeconds));
        try
        {
            var words = new NpgsqlConnectionStringBuilder(connectionString)
            {
                ApplicationName = "tabletap",
                // Behind a pool that lends connections by the transaction nothing may outlive one.
                NoResetOnClose = true,
                MaxAutoPrepare = 0,
                Enlist = false,
                Timeout = seconds,
                CommandTimeout = seconds,
                KeepAlive = 0,
                TcpKeepAlive = true,
            };
            if (string.IsNullOrEmpty(words.Host))
            {
                throw new StoreRefusedException(
                    $"{setting} names no host. Allowed: Host=…;Database=…;Username=…;Password=…"
                );
            }

            if (
                !mayLag
                && words.Host.Contains(',', StringComparison.Ordinal)
                && words.TargetSessionAttributes is not ("primary" or "read-write")
            )
            {
                throw new StoreRefusedException(
                    $"{setting} names several hosts, of which some may lag. Allowed: one, or several with Target Session Attributes=primary"
                );
            }

            Place = $"{words.Host}/{words.Database ?? words.Username}";
            var builder = new NpgsqlSlimDataSourceBuilder(words.ConnectionString);
            // Only types that every PostgreSQL has are used.
            builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
            builder.EnableArrays();
            builder.EnableTransportSecurity();
            _source = builder.Build();
        }
        catch (Exception wrong)
            when (wrong is ArgumentException or FormatException or InvalidCastException)
        {
            // The text may hold a password, and so may the exception.
            throw new StoreRefusedException(
                $"{setting} cannot be read. Allowed: Host=…;Database=…;Username=…;Password=…"
            );
        }
    }

    /// <summary>Where it is, without what is secret.</summary>
    public string Place { get; }

    /// <summary>How long any step may take.</summary>
    public TimeSpan Patience { get; }

    /// <summary>An open connection, to be given back.</summary>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Asks a single question on a connection of its own.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="JournalUnavailableException">The database cannot be read now, or the journal is closed.</exception>
    public ValueTask<T> AskAsync<T>(
        NpgsqlBatchCommand question,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken
    ) => RunAsync([question], read, cancellationToken);

    /// <summary>Asks questions that all see the same commit, in one journey to the database.</summary>
    /// <param name="questions">What is asked.</param>
    /// <param name="read">Reads the answers, of which each begins with <c>NextResultAsync</c> but the first.</param>
    /// <param name="cancellationToken">Stops waiting for them.</param>
    /// <exception cref="JournalUnavailableException">The database cannot be read now, or the journal is closed.</exception>
    public ValueTask<T> AskAtOneCommitAsync<T>(
        IEnumerable<NpgsqlBatchCommand> questions,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            [
                Sql.Of("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
                // Compiling a question takes longer than answering it.
                Sql.Of("SET LOCAL jit = off"),
                .. questions,
                Sql.Of("COMMIT"),
            ],
            read,
            cancellationToken
        );

    /// <summary>Lets nobody ask any more, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _source.DisposeAsync();
    }

    private async ValueTask<T> RunAsync<T>(
        IEnumerable<NpgsqlBatchCommand> commands,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken
    )
    {
        if (_closed)
        {
            throw new JournalUnavailableException("The journal is closed.");
        }

        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var batch = Sql.Batch(connection, commands);
            await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
            var result = await read(rows, cancellationToken);
            while (await rows.NextResultAsync(cancellationToken)) { }

            return result;
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble) || _closed)
        {
            throw new JournalUnavailableException(
                PostgresErrors.Words(trouble, Place, _setting),
                trouble
            );
        }
    }
}
