namespace TableTap.Storage.Sqlite;

/// <summary>What the rest of a chain hangs on after its old end was cut off.</summary>
internal static class AuditAnchor
{
    /// <summary>Keeps number and hash of the last line of each chain that is about to go.</summary>
    /// <param name="store">The store, in a transaction.</param>
    /// <param name="until">The last row that goes.</param>
    public static void Keep(StoreWriter store, long until)
    {
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
}
