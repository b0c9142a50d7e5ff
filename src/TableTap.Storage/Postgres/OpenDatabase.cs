using Microsoft.Extensions.Logging;
using Npgsql;
using TableTap.Storage.Postgres.Tables;

namespace TableTap.Storage.Postgres;

/// <summary>What is known of a database that was found fit and of this program's schema.</summary>
/// <param name="Epoch">The name of its history.</param>
/// <param name="Position">The last position given.</param>
/// <param name="Age">How old the store was when that was noted.</param>
/// <param name="Owed">How much of earlier stops was not yet believed then.</param>
/// <param name="Noted">When that was, by the wall clock; null for never.</param>
internal sealed record OpenDatabase(
    string Epoch,
    long Position,
    TimeSpan Age,
    TimeSpan Owed,
    DateTimeOffset? Noted
)
{
    /// <summary>Looks whether the database can carry a journal, and makes or moves its tables.</summary>
    /// <param name="database">The database.</param>
    /// <param name="mayMigrate">Whether tables are made and changed, as a server does at its start.</param>
    /// <param name="mayMove">Whether it is opened in the middle of a move into it, by the move itself.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreRefusedException">It cannot; says why and what to do.</exception>
    public static async Task<OpenDatabase> OpenAsync(
        Database database,
        bool mayMigrate,
        bool mayMove,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            foreach (
                var weakness in await DatabaseFitness.CheckAsync(
                    connection,
                    database.Place,
                    cancellationToken
                )
            )
            {
                PostgresLog.NotDurable(log, database.Place, weakness);
            }

            var (from, to) = await PostgresMigrations.ApplyAsync(
                connection,
                mayMigrate,
                cancellationToken
            );
            if (from != to)
            {
                PostgresLog.Migrated(log, database.Place, from, to);
            }

            await using var read = Sql.Batch(
                connection,
                [
                    Sql.Of(
                        "SELECT epoch, position, age, owed, wall, to_regclass('moving') IS NOT NULL FROM store"
                    ),
                ]
            );
            await using var rows = await read.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            if (rows.GetBoolean(5) && !mayMove)
            {
                throw new StoreRefusedException(
                    $"A copy into the database at {database.Place} has not ended. Run tabletap journal copy again, to its end."
                );
            }

            var open = new OpenDatabase(
                rows.GetString(0),
                rows.GetInt64(1),
                new(rows.GetInt64(2)),
                new(rows.GetInt64(3)),
                rows.IsDBNull(4) ? null : rows.Time(4)
            );
            PostgresLog.Opened(log, database.Place, open.Epoch, open.Position);
            return open;
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble))
        {
            throw new StoreRefusedException(PostgresErrors.Words(trouble, database.Place), trouble);
        }
    }
}
