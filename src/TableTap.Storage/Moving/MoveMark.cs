using Microsoft.Data.Sqlite;
using Npgsql;
using TableTap.Storage.Postgres;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Moving;

/// <summary>
/// Stands in the database as long as a move into it has not ended: it names the store, so that another one is not mixed in, and keeps
/// servers out.
/// </summary>
internal static class MoveMark
{
    /// <summary>Begins a move into an empty database, or goes on with one of the same store.</summary>
    /// <returns>
    /// Whether there is something to move; not where an earlier run ended the move, and was stopped before the store had its new epoch.
    /// </returns>
    /// <exception cref="StoreRefusedException">The database is not empty, or holds a part of another store.</exception>
    public static async Task<bool> BeginAsync(
        SqliteConnection source,
        NpgsqlConnection target,
        MovedSlices slices,
        CancellationToken cancellationToken
    )
    {
        var (epoch, position) = Store(source);
        await using var transaction = await target.BeginTransactionAsync(cancellationToken);
        await using var ask = Sql.Batch(
            target,
            [
                Sql.Of(
                    "CREATE TABLE IF NOT EXISTS moving (epoch text NOT NULL, position bigint NOT NULL)"
                ),
                Sql.Of("SELECT epoch, position FROM moving"),
                Sql.Of(
                    """
                    SELECT position + line + record + (SELECT count(*) FROM stream), epoch, position, line, record,
                        (SELECT coalesce(sum(last), 0) FROM stream)::bigint
                    FROM store
                    """
                ),
            ]
        );
        (string, long)? begun = null;
        long held;
        MovedHeads there;
        await using (var rows = await ask.ExecuteReaderAsync(cancellationToken))
        {
            if (await rows.ReadAsync(cancellationToken))
            {
                begun = (rows.GetString(0), rows.GetInt64(1));
            }

            await rows.NextResultAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            held = rows.GetInt64(0);
            there = new(
                rows.GetString(1),
                rows.GetInt64(2),
                rows.GetInt64(3),
                rows.GetInt64(4),
                rows.GetInt64(5)
            );
        }

        if (begun is null)
        {
            // An empty database has an epoch of its own. The mark goes with the transaction, which is not committed.
            if (there == Heads(source))
            {
                return false;
            }

            if (there.Epoch == epoch)
            {
                throw new StoreRefusedException(
                    "The database holds this store already, and a server has gone on with one of the two since. Go on with the one that guests were served from, and never with both."
                );
            }

            if (held > 0)
            {
                throw new StoreRefusedException(
                    "The database holds a store already. Copy into an empty one."
                );
            }

            await slices.MakeAsync(target, cancellationToken);
            await Sql.RunAsync(
                target,
                [Sql.Of("INSERT INTO moving VALUES ($1, $2)", epoch, position)],
                cancellationToken
            );
        }
        else if (begun != (epoch, position))
        {
            throw new StoreRefusedException(
                "The database holds a part of another store, or of this one before a server went on with it. Empty it and copy again."
            );
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Ends a move: servers may open the database.</summary>
    public static async Task EndAsync(
        SqliteConnection source,
        NpgsqlConnection target,
        CancellationToken cancellationToken
    )
    {
        var (epoch, position) = Store(source);
        await using var transaction = await target.BeginTransactionAsync(cancellationToken);
        await Sql.RunAsync(
            target,
            [
                Sql.Of(
                    """
                    UPDATE store SET epoch = $1, position = $2, age = $3, owed = $4, wall = $5::bigint, cut_age = $6::bigint,
                        line = (SELECT coalesce(max(id), 0) FROM audit), record = $7
                    """,
                    epoch,
                    position,
                    Statement.Ask(source, "SELECT ticks FROM age")!.Value,
                    Statement.Ask(source, "SELECT owed FROM age")!.Value,
                    Statement.Ask(source, "SELECT wall FROM age"),
                    Statement.Ask(source, "SELECT age FROM history_cut"),
                    LastRecord(source)
                ),
                Sql.Of(
                    """
                    UPDATE slice SET bytes = coalesce(
                        (SELECT sum(octet_length(frame) + 160) FROM message WHERE message.slice = slice.id), 0)
                    """
                ),
                .. ((string[])["stream", "channel", "chain", "snapshot"]).Select(table =>
                    Sql.Of(
                        $"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}))"
                    )
                ),
                Sql.Of("DROP TABLE moving"),
            ],
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    private static (string Epoch, long Position) Store(SqliteConnection source)
    {
        using var select = new Statement(source, "SELECT epoch, position FROM store");
        using var rows = select.Read();
        rows.Read();
        return (rows.GetString(0), rows.GetInt64(1));
    }

    private static MovedHeads Heads(SqliteConnection source)
    {
        var (epoch, position) = Store(source);
        return new(
            epoch,
            position,
            Statement.Ask(source, "SELECT coalesce(max(id), 0) FROM audit")!.Value,
            LastRecord(source),
            Statement.Ask(source, "SELECT coalesce(sum(last), 0) FROM stream")!.Value
        );
    }

    private static long LastRecord(SqliteConnection source) =>
        Statement.Ask(source, "SELECT seq FROM sqlite_sequence WHERE name = 'record'") ?? 0;

    /// <summary>How far a store has come: whatever a server writes moves one of the numbers.</summary>
    /// <param name="Epoch">The name of its history.</param>
    /// <param name="Position">The last position given.</param>
    /// <param name="Line">The last line of the audit.</param>
    /// <param name="Record">The last version of a record.</param>
    /// <param name="Facts">How many facts were ever written.</param>
    private sealed record MovedHeads(
        string Epoch,
        long Position,
        long Line,
        long Record,
        long Facts
    );
}
