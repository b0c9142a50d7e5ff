using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Storage.Tests.Contract;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>A store of the journal in PostgreSQL, in a schema of its own; skipped where PostgreSQL is not installed.</summary>
public sealed class PostgresContractStore : ContractStore
{
    private string? _schema;

    public override async Task<IJournal> OpenAsync() =>
        await PostgresJournal.OpenAsync(
            new PostgresJournalOptions
            {
                ConnectionString = _schema ??= await RealPostgres.NewSchemaAsync(),
            },
            new FakeTimeProvider(Batch.Noon),
            NullLogger.Instance,
            CancellationToken.None
        );

    public override async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var connection = new NpgsqlConnection(_schema + ";Pooling=false");
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

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
