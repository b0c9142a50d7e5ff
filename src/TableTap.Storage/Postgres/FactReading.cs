using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Reads facts and streams.</summary>
internal static class FactReading
{
    /// <summary>How many facts a page has at most.</summary>
    public const int Size = 500;

    /// <summary>The next facts of a stream.</summary>
    public static ValueTask<List<StoredFact>> ReadAsync(
        Database database,
        string stream,
        long afterVersion,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync(
            Sql.Of(
                """
                SELECT version, type, at, data FROM fact
                WHERE stream = (SELECT id FROM stream WHERE name = $1) AND version > $2
                ORDER BY version LIMIT $3
                """,
                stream,
                afterVersion,
                (long)Size
            ),
            (rows, stop) => Sql.ListAsync(rows, row => Fact(row, 0), stop),
            cancellationToken
        );

    /// <summary>A fact of the columns version, type, time and data.</summary>
    public static StoredFact Fact(NpgsqlDataReader row, int first) =>
        new(
            row.GetInt64(first),
            row.GetString(first + 1),
            row.GetFieldValue<byte[]>(first + 3),
            row.Time(first + 2)
        );

    /// <summary>The version up to which facts are as old as that, or older: ages rise with versions, so it is found by halving.</summary>
    public static async ValueTask<long> OldAsync(
        Database database,
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        var (low, high, most) = await database.AskAsync(
            Sql.Of(
                """
                SELECT coalesce((SELECT min(version) FROM fact WHERE stream = s.id), s.last + 1) - 1, s.last + 1, (SELECT age FROM store)
                FROM stream s WHERE s.name = $1
                """,
                stream
            ),
            async (rows, stop) =>
                await rows.ReadAsync(stop)
                    ? (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2) - age.Ticks)
                    : (0L, 1L, 0L),
            cancellationToken
        );
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await AgeAsync(database, stream, middle, cancellationToken) <= most)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The names of all streams that have facts.</summary>
    public static async ValueTask<IReadOnlyList<string>> NamesAsync(
        Database database,
        CancellationToken cancellationToken
    ) =>
        await database.AskAsync(
            Sql.Of("SELECT name FROM stream WHERE last > 0 ORDER BY id"),
            (rows, stop) => Sql.ListAsync(rows, row => row.GetString(0), stop),
            cancellationToken
        );

    /// <summary>How far each stream that has facts has come.</summary>
    public static async ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(
        Database database,
        CancellationToken cancellationToken
    ) =>
        await database.AskAsync(
            Sql.Of("SELECT name, last FROM stream WHERE last > 0 ORDER BY id"),
            (rows, stop) =>
                Sql.ListAsync(
                    rows,
                    row => new StreamVersion(row.GetString(0), row.GetInt64(1)),
                    stop
                ),
            cancellationToken
        );

    // One that was trimmed meanwhile is old.
    private static ValueTask<long> AgeAsync(
        Database database,
        string stream,
        long version,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync(
            Sql.Of(
                "SELECT age FROM fact WHERE stream = (SELECT id FROM stream WHERE name = $1) AND version = $2",
                stream,
                version
            ),
            async (rows, stop) => await rows.ReadAsync(stop) ? rows.GetInt64(0) : 0,
            cancellationToken
        );
}
