using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Reads records: one by its key, or many in the order of their keys.</summary>
internal static class RecordReading
{
    /// <summary>A record as it is now; null where there is none.</summary>
    public static async ValueTask<StoredRecord?> FindAsync(
        Database database,
        string kind,
        string key,
        CancellationToken cancellationToken
    ) =>
        await ListAsync(
            database,
            kind,
            Sql.Of(
                "SELECT key, version, data, grouped FROM kept_record WHERE kind = $1 AND key = $2",
                kind,
                key
            ),
            cancellationToken
        )
            is [var only]
            ? only
            : null;

    /// <summary>Records of a kind in the order of their keys.</summary>
    public static async ValueTask<IReadOnlyList<StoredRecord>> ReadAsync(
        Database database,
        RecordQuery query,
        CancellationToken cancellationToken
    ) =>
        await ListAsync(
            database,
            query.Kind,
            query.Group is { } group
                ? Sql.Of(
                    "SELECT key, version, data, grouped FROM kept_record WHERE kind = $1 AND grouped = $4 AND key > $2 ORDER BY key LIMIT $3",
                    query.Kind,
                    query.After ?? "",
                    (long)query.Limit,
                    group
                )
                : Sql.Of(
                    "SELECT key, version, data, grouped FROM kept_record WHERE kind = $1 AND key > $2 ORDER BY key LIMIT $3",
                    query.Kind,
                    query.After ?? "",
                    (long)query.Limit
                ),
            cancellationToken
        );

    /// <summary>How many records of a kind there are.</summary>
    public static ValueTask<long> CountAsync(
        Database database,
        string kind,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync(
            Sql.Of("SELECT count(*) FROM kept_record WHERE kind = $1", kind),
            async (rows, stop) => await rows.ReadAsync(stop) ? rows.GetInt64(0) : 0,
            cancellationToken
        );

    private static ValueTask<List<StoredRecord>> ListAsync(
        Database database,
        string kind,
        NpgsqlBatchCommand question,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync(
            question,
            (rows, stop) =>
                Sql.ListAsync(
                    rows,
                    row => new StoredRecord(
                        kind,
                        row.GetString(0),
                        row.GetInt64(1),
                        row.GetFieldValue<byte[]>(2)
                    )
                    {
                        Group = row.Text(3),
                    },
                    stop
                ),
            cancellationToken
        );
}
