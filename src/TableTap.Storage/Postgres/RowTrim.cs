using Npgsql;

namespace TableTap.Storage.Postgres;

/// <summary>Lets old rows go, a bite at a time, in an open transaction.</summary>
internal static class RowTrim
{
    /// <summary>Answers that were stored when the store was so old, or earlier.</summary>
    public static Task<int> AnswersAsync(
        NpgsqlConnection connection,
        long until,
        int bite,
        CancellationToken cancellationToken
    ) =>
        DeleteAsync(
            connection,
            Sql.Of(
                "DELETE FROM answer WHERE ctid = ANY (ARRAY (SELECT ctid FROM answer WHERE age <= $1 ORDER BY age LIMIT $2))",
                until,
                (long)bite
            ),
            cancellationToken
        );

    /// <summary>Records whose time is over.</summary>
    public static Task<int> RecordsAsync(
        NpgsqlConnection connection,
        long age,
        int bite,
        CancellationToken cancellationToken
    ) =>
        DeleteAsync(
            connection,
            Sql.Of(
                """
                DELETE FROM kept_record WHERE until <= $1
                    AND ctid = ANY (ARRAY (SELECT ctid FROM kept_record WHERE until <= $1 ORDER BY until LIMIT $2))
                """,
                age,
                (long)bite
            ),
            cancellationToken
        );

    /// <summary>Facts that a base snapshot holds; what has lost its first facts can no longer be shown, so it is no longer found.</summary>
    public static async Task<int> FactsAsync(
        NpgsqlConnection connection,
        int bite,
        CancellationToken cancellationToken
    )
    {
        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of(
                    """
                    SELECT held.stream, held.first, held.version FROM (
                        SELECT s.id AS stream, b.version,
                            (SELECT f.version FROM fact f WHERE f.stream = s.id ORDER BY f.version LIMIT 1) AS first
                        FROM snapshot b JOIN stream s ON s.name = b.stream WHERE b.kind = 1) held
                    WHERE held.first <= held.version ORDER BY held.stream LIMIT 100
                    """
                ),
            ]
        );
        List<(long Stream, long First, long Until)> held;
        await using (var rows = await ask.ExecuteReaderAsync(cancellationToken))
        {
            held = await Sql.ListAsync(
                rows,
                row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
                cancellationToken
            );
        }

        var left = bite;
        foreach (var (stream, first, until) in held.TakeWhile(_ => left > 0))
        {
            var last = Math.Min(until, first + left - 1);
            await Sql.RunAsync(
                connection,
                [
                    Sql.Of(
                        """
                        DELETE FROM entry WHERE stream = $1 AND subject IN (
                            SELECT subject FROM fact WHERE stream = $1 AND version <= $2 AND subject IS NOT NULL)
                        """,
                        stream,
                        last
                    ),
                    Sql.Of("DELETE FROM fact WHERE stream = $1 AND version <= $2", stream, last),
                ],
                cancellationToken
            );
            left -= (int)(last - first + 1);
        }

        return bite - left;
    }

    /// <summary>Deletes rows and says how many.</summary>
    public static async Task<int> DeleteAsync(
        NpgsqlConnection connection,
        NpgsqlBatchCommand command,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Sql.Batch(connection, [command]);
        return Math.Max(0, await batch.ExecuteNonQueryAsync(cancellationToken));
    }
}
