namespace TableTap.Storage.Sqlite;

/// <summary>What is kept for a time, and goes when it is old.</summary>
internal enum KeptKind
{
    Message = 1,
    Answer = 2,
    Audit = 3,
    Fact = 4,
}

/// <summary>
/// Remembers up to which row a store had come at which age, so that old rows are found by when they were truly written and not
/// by the wall clock's stamp in them. A mark never says of a row that it is older than it is. Used by the writer loop alone.
/// </summary>
/// <param name="age">The store's age.</param>
/// <param name="sets">Whether it sets marks: a program beside the server leaves them to the server.</param>
internal sealed class AgeMarks(StoreAge age, bool sets)
{
    private static readonly Kept[] All =
    [
        new(KeptKind.Message, "message", "position", TimeSpan.FromMinutes(1)),
        new(KeptKind.Answer, "answer", "id", TimeSpan.FromMinutes(1)),
        new(KeptKind.Audit, "audit", "id", TimeSpan.FromHours(1)),
    ];

    private static readonly TimeSpan FactsEvery = TimeSpan.FromHours(1);
    private readonly Dictionary<KeptKind, TimeSpan> _began = [];
    private TimeSpan _written = age.Now;

    /// <summary>How old the store is at this moment.</summary>
    public TimeSpan Now => age.Now;

    /// <summary>Sets what marks are due, in an open transaction that has not yet written a row.</summary>
    /// <param name="store">The store.</param>
    /// <param name="writes">Whether rows follow in this transaction.</param>
    public void Set(StoreWriter store, bool writes)
    {
        if (!sets)
        {
            return;
        }

        var now = age.Now;
        foreach (var kept in All)
        {
            if (IsDue(kept.Kind, kept.Every, now))
            {
                // What came since the last mark was written at the last write's age, or before it.
                using var mark = new Statement(
                    store.Connection,
                    $"""
                    INSERT INTO mark (kind, stream, age, until)
                    SELECT $1, 0, $2, last FROM (SELECT max({kept.Number}) AS last FROM {kept.Table})
                    WHERE last > coalesce((SELECT max(until) FROM mark WHERE kind = $1), 0)
                    ON CONFLICT (kind, stream, age) DO UPDATE SET until = excluded.until
                    """,
                    2
                );
                mark.Execute((long)kept.Kind, _written.Ticks);
            }
        }

        if (IsDue(KeptKind.Fact, FactsEvery, now))
        {
            using var mark = new Statement(
                store.Connection,
                """
                INSERT INTO mark (kind, stream, age, until)
                SELECT $1, s.id, $2, s.last FROM stream s WHERE s.last > coalesce(
                    (SELECT max(until) FROM mark WHERE kind = $1 AND stream = s.id), 0)
                ON CONFLICT (kind, stream, age) DO UPDATE SET until = excluded.until
                """,
                2
            );
            mark.Execute((long)KeptKind.Fact, _written.Ticks);
        }

        if (writes)
        {
            _written = now;
        }
    }

    /// <summary>The number of the last row that is as old as that, or older; 0 where none is.</summary>
    public long Until(StoreWriter store, KeptKind kind, TimeSpan old)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT max(until) FROM mark WHERE kind = $1 AND age <= $2",
            2
        );
        return select.Number((long)kind, (age.Now - old).Ticks) ?? 0;
    }

    /// <summary>How old a row is at least.</summary>
    public TimeSpan AgeOf(StoreWriter store, KeptKind kind, long number)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT min(age) FROM mark WHERE kind = $1 AND until >= $2",
            2
        );
        return select.Number((long)kind, number) is { } at
            ? age.Now - new TimeSpan(at)
            : TimeSpan.Zero;
    }

    /// <summary>
    /// Drops the marks below which no row is left. In the transaction that takes the last row away, for the next one may get
    /// its number.
    /// </summary>
    public static void Drop(StoreWriter store, KeptKind kind, long until)
    {
        var kept = Array.Find(All, kept => kept.Kind == kind)!;
        using var drop = new Statement(
            store.Connection,
            $"""
            DELETE FROM mark WHERE kind = $1 AND until <= $2
                AND NOT EXISTS (SELECT 1 FROM {kept.Table} WHERE {kept.Number} <= mark.until)
            """,
            2
        );
        drop.Execute((long)kind, until);
    }

    private bool IsDue(KeptKind kind, TimeSpan every, TimeSpan now)
    {
        // The first time everything that is there gets its mark.
        if (_began.TryGetValue(kind, out var began) && now - began < every)
        {
            return false;
        }

        _began[kind] = now;
        return true;
    }

    private sealed record Kept(KeptKind Kind, string Table, string Number, TimeSpan Every);
}
