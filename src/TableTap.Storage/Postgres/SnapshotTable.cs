using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Keeps snapshots, each in one transaction of its own, which stops no append. Of servers that keep one of the same stream at the
/// same time one does, and the others leave it at that.
/// </summary>
internal static class SnapshotTable
{
    /// <summary>How many bytes a part has.</summary>
    private const int PartBytes = 256 << 10;

    /// <summary>Keeps a snapshot in place of the last one, or as its continuation.</summary>
    /// <returns>Whether it is kept.</returns>
    public static async ValueTask<bool> WriteAsync(
        Database database,
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Sql.RunAsync(connection, [HeadLock.Bounds(database.Patience)], cancellationToken);
        if (await PlaceAsync(connection, snapshot, cancellationToken) is not var (id, parts))
        {
            return false;
        }

        var rest = snapshot.Data;
        do
        {
            var part = rest[..Math.Min(PartBytes, rest.Length)];
            rest = rest[part.Length..];
            await Sql.RunAsync(
                connection,
                [
                    Sql.Of(
                        "INSERT INTO snapshot_part (snapshot, number, data) VALUES ($1, $2, $3)",
                        id,
                        parts++,
                        part.ToArray()
                    ),
                ],
                cancellationToken
            );
        } while (!rest.IsEmpty);

        await Sql.RunAsync(
            connection,
            [
                Sql.Of(
                    "UPDATE snapshot SET parts = $2, version = $3, at = $4 WHERE id = $1",
                    id,
                    parts,
                    snapshot.Version,
                    snapshot.At.UtcTicks
                ),
                Sql.Of(
                    """
                    DELETE FROM snapshot_part WHERE snapshot IN (
                        SELECT id FROM snapshot WHERE stream = $1 AND kind = $2 AND id <> $3)
                    """,
                    snapshot.Stream,
                    (int)snapshot.Kind,
                    id
                ),
                Sql.Of(
                    "DELETE FROM snapshot WHERE stream = $1 AND kind = $2 AND id <> $3",
                    snapshot.Stream,
                    (int)snapshot.Kind,
                    id
                ),
            ],
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A stream's snapshot of a kind; null where there is none.</summary>
    public static ValueTask<StreamSnapshot?> ReadAsync(
        Database database,
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync(
            Sql.Of(
                """
                SELECT s.version, s.shape, s.at, p.data FROM snapshot s JOIN snapshot_part p ON p.snapshot = s.id
                WHERE s.stream = $1 AND s.kind = $2 ORDER BY p.number
                """,
                stream,
                (int)kind
            ),
            (rows, stop) => ReadAsync(rows, stream, kind, stop),
            cancellationToken
        );

    private static async ValueTask<StreamSnapshot?> ReadAsync(
        NpgsqlDataReader rows,
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    )
    {
        StreamSnapshot? snapshot = null;
        using var data = new MemoryStream();
        while (await rows.ReadAsync(cancellationToken))
        {
            snapshot ??= new(
                stream,
                kind,
                rows.GetInt64(0),
                rows.GetString(1),
                default,
                rows.Time(2)
            );
            await data.WriteAsync(rows.GetFieldValue<byte[]>(3), cancellationToken);
        }

        return snapshot is null ? null : snapshot with { Data = data.ToArray() };
    }

    // Null where it is not kept: an older one, one that continues another than the last, or somebody else is at it.
    private static async ValueTask<(long Id, int Parts)?> PlaceAsync(
        NpgsqlConnection connection,
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of(
                    "SELECT pg_try_advisory_xact_lock(hashtext(current_schema() || ' ' || $1), $2)",
                    snapshot.Stream,
                    (int)snapshot.Kind
                ),
                Sql.Of("SELECT last FROM stream WHERE name = $1", snapshot.Stream),
                Sql.Of(
                    "SELECT id, version, shape, parts FROM snapshot WHERE stream = $1 AND kind = $2",
                    snapshot.Stream,
                    (int)snapshot.Kind
                ),
            ]
        );
        (long Id, int Parts)? last = null;
        await using (var rows = await ask.ExecuteReaderAsync(cancellationToken))
        {
            await rows.ReadAsync(cancellationToken);
            if (!rows.GetBoolean(0))
            {
                return null;
            }

            // A state of facts that the database has lost must not come back at the next start.
            await rows.NextResultAsync(cancellationToken);
            if (await rows.ReadAsync(cancellationToken) && rows.GetInt64(0) < snapshot.Version)
            {
                return null;
            }

            await rows.NextResultAsync(cancellationToken);
            if (await rows.ReadAsync(cancellationToken))
            {
                var isContinued =
                    snapshot.Follows == rows.GetInt64(1) && snapshot.Shape == rows.GetString(2);
                if (
                    rows.GetInt64(1) >= snapshot.Version
                    || (snapshot.Follows is not null && !isContinued)
                )
                {
                    return null;
                }

                last = (rows.GetInt64(0), rows.GetInt32(3));
            }
        }

        return snapshot.Follows is not null
            ? last
            : await StartAsync(connection, snapshot, cancellationToken);
    }

    private static async ValueTask<(long Id, int Parts)?> StartAsync(
        NpgsqlConnection connection,
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        await using var make = Sql.Batch(
            connection,
            [
                Sql.Of(
                    "INSERT INTO snapshot (stream, kind, version, shape, at, parts) VALUES ($1, $2, $3, $4, $5, 0) RETURNING id",
                    snapshot.Stream,
                    (int)snapshot.Kind,
                    snapshot.Version,
                    snapshot.Shape,
                    snapshot.At.UtcTicks
                ),
            ]
        );
        return ((long)(await make.ExecuteScalarAsync(cancellationToken))!, 0);
    }
}
