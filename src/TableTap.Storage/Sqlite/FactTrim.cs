namespace TableTap.Storage.Sqlite;

/// <summary>Cuts off the facts that a base snapshot holds.</summary>
internal static class FactTrim
{
    /// <summary>Cuts off a bite in the open transaction.</summary>
    /// <returns>How many facts went.</returns>
    public static int Cut(StoreWriter store, int bite)
    {
        var left = bite;
        foreach (var (stream, first, until) in Held(store))
        {
            if (left > 0)
            {
                using var delete = new Statement(
                    store.Connection,
                    "DELETE FROM fact WHERE stream = $1 AND version <= $2",
                    2
                );
                var last = Math.Min(until, first + left - 1);
                Forget(store, stream, last);
                delete.Execute(stream, last);
                using var marks = new Statement(
                    store.Connection,
                    "DELETE FROM mark WHERE kind = $1 AND stream = $2 AND until <= $3",
                    3
                );
                marks.Execute((long)KeptKind.Fact, stream, last);
                left -= (int)(last - first + 1);
            }
        }

        return bite - left;
    }

    // What has lost its first facts can no longer be shown, so it is no longer found.
    private static void Forget(StoreWriter store, long stream, long last)
    {
        using var delete = new Statement(
            store.Connection,
            """
            DELETE FROM entry WHERE stream = $1 AND subject IN (
                SELECT subject FROM fact WHERE stream = $1 AND version <= $2 AND subject IS NOT NULL)
            """,
            2
        );
        delete.Execute(stream, last);
    }

    // The streams that still have facts which their base holds.
    private static List<(long Stream, long First, long Until)> Held(StoreWriter store)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT stream, first, version FROM (
                SELECT stream, version,
                    (SELECT min(f.version) FROM fact f WHERE f.stream = s.stream) AS first
                FROM snapshot s WHERE kind = 1 AND parts > 0)
            WHERE first <= version
            """
        );
        using var rows = select.Read();
        var held = new List<(long, long, long)>();
        while (rows.Read())
        {
            held.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)));
        }

        return held;
    }
}
