using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Writes records into the open transaction, and removes those whose time is over. Not thread-safe.</summary>
/// <param name="store">The connection that writes.</param>
internal sealed class RecordRows(StoreWriter store)
{
    private readonly Statement _version = store.Prepare(
        "SELECT version FROM record WHERE kind = $1 AND key = $2",
        2
    );

    private readonly Statement _remove = store.Prepare(
        "DELETE FROM record WHERE kind = $1 AND key = $2",
        2
    );

    private readonly BoundStatement _write = store.PrepareBound(
        "INSERT INTO record (kind, key, grouped, data) VALUES (?1, ?2, ?3, ?4)"
    );

    private readonly Statement _end = store.Prepare(
        "UPDATE record SET until = $3 WHERE kind = $1 AND key = $2",
        3
    );

    /// <summary>Whether a change was decided on another version than the record has.</summary>
    public bool Conflicts(RecordChange change) =>
        (_version.Number(change.Kind, change.Key) ?? 0) != change.ExpectedVersion;

    /// <summary>Writes the change of a record.</summary>
    public void Write(RecordChange change)
    {
        if (change.ExpectedVersion > 0)
        {
            _remove.Execute(change.Kind, change.Key);
        }

        if (change.Data is not { } data)
        {
            return;
        }

        _write
            .Bind(1, change.Kind)
            .Bind(2, change.Key)
            .Bind(3, change.Group)
            .Bind(4, data.Span)
            .Run();
        if (change.KeptFor is { } kept)
        {
            _end.Execute(change.Kind, change.Key, (store.Age + kept).Ticks);
        }
    }

    /// <summary>Removes records whose time is over, in the open transaction.</summary>
    /// <param name="store">The store.</param>
    /// <param name="age">How old the store is.</param>
    /// <param name="most">How many are removed at most.</param>
    /// <returns>How many were removed.</returns>
    public static int Trim(StoreWriter store, TimeSpan age, int most)
    {
        using var remove = new Statement(
            store.Connection,
            """
            DELETE FROM record WHERE version IN (
                SELECT version FROM record WHERE until <= $1 ORDER BY until LIMIT $2
            )
            """,
            2
        );
        remove.Execute(age.Ticks, (long)most);
        return (int)Statement.Ask(store.Connection, "SELECT changes()")!;
    }

    /// <summary>A record as it is now; null where there is none.</summary>
    public static StoredRecord? Find(StoreReader store, string kind, string key)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT key, version, data, grouped FROM record WHERE kind = $1 AND key = $2",
            2
        );
        return Rows(select, kind, [kind, key]) is [var only] ? only : null;
    }

    /// <summary>Records of a kind in the order of their keys.</summary>
    public static IReadOnlyList<StoredRecord> Read(StoreReader store, RecordQuery query)
    {
        using var select = new Statement(
            store.Connection,
            query.Group is null
                ? "SELECT key, version, data, grouped FROM record WHERE kind = $1 AND key > $3 ORDER BY key LIMIT $4"
                : "SELECT key, version, data, grouped FROM record WHERE kind = $1 AND grouped = $2 AND key > $3 ORDER BY key LIMIT $4",
            4
        );
        return Rows(
            select,
            query.Kind,
            [query.Kind, query.Group, query.After ?? "", (long)query.Limit]
        );
    }

    /// <summary>How many records of a kind there are.</summary>
    public static long Count(StoreReader store, string kind)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT count(*) FROM record WHERE kind = $1",
            1
        );
        return select.Number(kind)!.Value;
    }

    private static List<StoredRecord> Rows(
        Statement select,
        string kind,
        ReadOnlySpan<object?> values
    )
    {
        var records = new List<StoredRecord>();
        using var rows = select.Read(values);
        while (rows.Read())
        {
            records.Add(
                new(kind, rows.GetString(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2))
                {
                    Group = rows.IsDBNull(3) ? null : rows.GetString(3),
                }
            );
        }

        return records;
    }
}
