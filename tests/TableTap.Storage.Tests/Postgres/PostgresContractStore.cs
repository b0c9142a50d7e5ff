using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Storage.Tests.Contract;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// A store of the journal in PostgreSQL, in a schema of its own, or in a database of its own behind a pool; skipped where PostgreSQL
/// is not installed.
/// </summary>
/// <param name="pool">The pool; null for none.</param>
public sealed class PostgresContractStore(PooledPostgres? pool = null) : ContractStore
{
    private string? _words;

    public override async Task<IJournal> OpenAsync() =>
        await PostgresJournal.OpenAsync(
            new PostgresJournalOptions
            {
                ConnectionString = _words ??=
                    await (pool?.NewDatabaseAsync() ?? RealPostgres.NewSchemaAsync()),
            },
            new FakeTimeProvider(Batch.Noon),
            NullLogger.Instance,
            CancellationToken.None
        );

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
}
