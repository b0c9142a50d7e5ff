using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Storage.Tests.Contract;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// A store of the journal in PostgreSQL, in a schema of its own, or in a database of its own behind a pool; skipped where PostgreSQL
/// is not installed.
/// </summary>
/// <param name="pool">The pool; null for none.</param>
public sealed class PostgresContractStore(PooledPostgres? pool = null) : MeasuredStore
{
    private string? _words;

    public override async Task<IJournal> OpenAsync() =>
        await PostgresJournal.OpenAsync(
            new PostgresJournalOptions
            {
                ConnectionString = _words ??=
                    await (pool?.NewDatabaseAsync() ?? RealPostgres.NewSchemaAsync()),
                Meter = Meter,
                // A test that holds a commit holds it as long as it needs.
                Patience = Patience.Bound,
            },
            Time,
            NullLogger.Instance,
            CancellationToken.None
        );

    public override async Task<CommitHold> HoldAsync()
    {
        var holder = new NpgsqlConnection(_words + ";Pooling=false");
        await holder.OpenAsync();
        await using var command = holder.CreateCommand();
        command.CommandText = "BEGIN; LOCK TABLE store IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        return new(() => Patience.UntilAsync(() => IsWaitedForAsync()), holder.DisposeAsync);
    }

    public override async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var connection = new NpgsqlConnection(_words + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT c.name, a.number, a.message_id FROM audit a JOIN chain c ON c.id = a.chain ORDER BY a.id";
        await using var rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add($"{rows.GetString(0)} {rows.GetInt64(1)} {rows.GetString(2)}");
        }

        return lines;
    }

    public override async ValueTask DisposeAsync()
    {
        if (pool is not null && _words is not null)
        {
            await pool.DropAsync(_words);
        }
    }

    // By a commit: a look for what is old begins with the same row, and asks it something else.
    private async Task<bool> IsWaitedForAsync() =>
        await PostgresServer.ExecuteAsync(
            _words!,
            """
            SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE NOT granted AND relation = 'store'::regclass AND query LIKE 'SELECT epoch, position, %'
            """
        )
            is > 0L;
}
