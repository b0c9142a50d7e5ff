using Npgsql;
using TableTap.Storage.Postgres;
using TableTap.Storage.Postgres.Tables;

namespace TableTap.Storage.Maintenance;

/// <summary>
/// Gives the history in a PostgreSQL database another name, because an older one or a copy of it goes on (section 2). Nobody else can know: a
/// database that PostgreSQL's own tools brought back looks like one that was never away.
/// </summary>
public static class DatabaseEpoch
{
    /// <summary>Begins a new epoch. A server that has the database open notices it, and ends.</summary>
    /// <param name="options">How the database is reached.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <returns>The new epoch, and the last position of the history that goes on under it.</returns>
    /// <exception cref="StoreRefusedException">The database holds no whole store, or cannot be written; says why.</exception>
    public static async Task<(string Epoch, long Position)> BeginAsync(
        PostgresJournalOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var database = new Database(options);
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            if (await PostgresMigrations.CheckAsync(connection, cancellationToken) == 0)
            {
                throw new StoreRefusedException(
                    $"The database at {database.Place} holds no store of TableTap. Restore the backup first."
                );
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var named = await NameAsync(connection, database.Place, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return named;
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble))
        {
            throw new StoreRefusedException(PostgresErrors.Words(trouble, database.Place), trouble);
        }
    }

    private static async Task<(string Epoch, long Position)> NameAsync(
        NpgsqlConnection connection,
        string place,
        CancellationToken cancellationToken
    )
    {
        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of("SELECT to_regclass('moving') IS NOT NULL"),
                Sql.Of(
                    "UPDATE store SET epoch = replace(gen_random_uuid()::text, '-', '') RETURNING epoch, position"
                ),
            ]
        );
        await using var rows = await ask.ExecuteReaderAsync(cancellationToken);
        if (await Sql.IsTrueAsync(rows, cancellationToken))
        {
            throw new StoreRefusedException(
                $"A copy into the database at {place} has not ended. Run tabletap journal copy again, to its end."
            );
        }

        await rows.NextResultAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return (rows.GetString(0), rows.GetInt64(1));
    }
}
