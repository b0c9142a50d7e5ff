namespace TableTap.Storage.Sqlite;

/// <summary>What the rest of a chain hangs on after its old end was cut off.</summary>
internal static class AuditAnchor
{
    /// <summary>Keeps number and hash of the last line of each chain that is about to go.</summary>
    /// <param name="store">The store, in a transaction.</param>
    /// <param name="until">The last row that goes.</param>
    /// <param name="now">The time of the commit.</param>
    public static void Keep(StoreWriter store, long until, DateTimeOffset now)
    {
        foreach (var (chain, number) in Cuts(store, until))
        {
            store.Chains.Trim(chain, number, now);
        }

        using var keep = new Statement(
            store.Connection,
            """
            UPDATE chain SET trimmed = cut.number, trimmed_hash =
                (SELECT hash FROM audit WHERE audit.chain = cut.chain AND audit.number = cut.number)
            FROM (SELECT chain, max(number) AS number FROM audit WHERE id <= $1 GROUP BY chain) AS cut
            WHERE cut.chain = chain.id
            """,
            1
        );
        keep.Execute(until);
    }

    private static List<(string Chain, long Number)> Cuts(StoreWriter store, long until)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT c.name, max(a.number) FROM audit a JOIN chain c ON c.id = a.chain WHERE a.id <= $1 GROUP BY a.chain",
            1
        );
        using var rows = select.Read(until);
        var cuts = new List<(string, long)>();
        while (rows.Read())
        {
            cuts.Add((rows.GetString(0), rows.GetInt64(1)));
        }

        return cuts;
    }
}
