using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Lets old lines of the audit go; what the rest of each chain hangs on is kept, and its head signed anew.</summary>
internal static class AuditTrim
{
    /// <summary>Cuts off lines that were written when the store was so old, or earlier, in the open transaction.</summary>
    /// <returns>How many lines went.</returns>
    public static async Task<int> CutAsync(
        NpgsqlConnection connection,
        MessageSeal? seal,
        long age,
        int bite,
        CancellationToken cancellationToken
    )
    {
        var cuts = await CutsAsync(connection, age, bite, cancellationToken);
        if (cuts.Count == 0)
        {
            return 0;
        }

        var chains = await ChainsAsync(connection, [.. cuts.Keys], cancellationToken);
        var count = 0;
        foreach (var (name, chain) in chains)
        {
            var head = chain.Head with { Trimmed = cuts[name] };
            // One that nobody signed stays so: a signature would cover up that somebody changed it.
            var token =
                seal is not null && seal.Holds(chain.Head, chain.Token)
                    ? seal.Sign(head)
                    : chain.Token;
            await Sql.RunAsync(
                connection,
                [
                    Sql.Of(
                        """
                        UPDATE chain SET trimmed = $2, head = $3,
                            trimmed_hash = (SELECT hash FROM audit WHERE chain = $1 AND number = $2)
                        WHERE id = $1
                        """,
                        chain.Id,
                        head.Trimmed,
                        token
                    ),
                ],
                cancellationToken
            );
            count += await RowTrim.DeleteAsync(
                connection,
                Sql.Of(
                    "DELETE FROM audit WHERE chain = $1 AND number <= $2",
                    chain.Id,
                    head.Trimmed
                ),
                cancellationToken
            );
        }

        return count;
    }

    private static async Task<Dictionary<string, long>> CutsAsync(
        NpgsqlConnection connection,
        long age,
        int bite,
        CancellationToken cancellationToken
    )
    {
        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of(
                    """
                    SELECT c.name, max(a.number) FROM (
                        SELECT chain, number, age FROM audit ORDER BY id LIMIT $2) a
                    JOIN chain c ON c.id = a.chain WHERE a.age <= $1 GROUP BY c.name
                    """,
                    age,
                    (long)bite
                ),
            ]
        );
        await using var rows = await ask.ExecuteReaderAsync(cancellationToken);
        var cuts = await Sql.ListAsync(
            rows,
            row => (row.GetString(0), row.GetInt64(1)),
            cancellationToken
        );
        return cuts.ToDictionary();
    }

    private static async Task<Dictionary<string, LockedChain>> ChainsAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        var chains = new Dictionary<string, LockedChain>();
        await using var ask = Sql.Batch(connection, [HeadLock.ChainsOf(names)]);
        await using var rows = await ask.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            HeadLock.ReadChain(rows, chains);
        }

        return chains;
    }
}
