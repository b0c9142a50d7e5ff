using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Lays snapshots down in parts, each a transaction of its own, and reads them back.</summary>
internal static class SnapshotStore
{
    /// <summary>How many bytes a part has: some milliseconds of writing.</summary>
    public const int PartBytes = 256 << 10;

    /// <summary>The transactions that write a snapshot, in their order.</summary>
    public static IEnumerable<Action<StoreWriter>> Steps(StreamSnapshot snapshot)
    {
        long? id = null;
        yield return store => id = Begin(store, snapshot);
        if (id is null)
        {
            yield break;
        }

        var parts = 0;
        var rest = snapshot.Data;
        do
        {
            var number = parts++;
            var part = rest[..Math.Min(PartBytes, rest.Length)];
            rest = rest[part.Length..];
            yield return store => WritePart(store, id.Value, number, part);
        } while (!rest.IsEmpty);

        yield return store => Finish(store, snapshot, id.Value, parts);
    }

    /// <summary>A stream's snapshot of a kind; null where there is none.</summary>
    public static StreamSnapshot? Read(StoreReader store, string stream, SnapshotKind kind)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT id, version, shape, at, parts FROM snapshot
            WHERE stream = (SELECT id FROM stream WHERE name = $1) AND kind = $2 AND parts > 0
            ORDER BY version DESC LIMIT 1
            """,
            2
        );
        using var rows = select.Read(stream, (long)kind);
        return rows.Read()
            ? new(
                stream,
                kind,
                rows.GetInt64(1),
                rows.GetString(2),
                Data(store, rows.GetInt64(0)),
                new DateTimeOffset(rows.GetInt64(3), TimeSpan.Zero)
            )
            : null;
    }

    private static byte[] Data(StoreReader store, long id)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT data FROM snapshot_part WHERE snapshot = $1 ORDER BY number",
            1
        );
        using var rows = select.Read(id);
        using var data = new MemoryStream();
        while (rows.Read())
        {
            data.Write(rows.GetFieldValue<byte[]>(0));
        }

        return data.ToArray();
    }

    // Null where a newer one is there already. What a stopped write left goes first.
    private static long? Begin(StoreWriter store, StreamSnapshot snapshot)
    {
        store.Begin();
        var stream = store.Streams.Open(snapshot.Stream).Id;
        var newest = Ask(
            store,
            "SELECT max(version) FROM snapshot WHERE stream = $1 AND kind = $2 AND parts > 0",
            stream,
            (long)snapshot.Kind
        );
        if (newest >= snapshot.Version)
        {
            store.Rollback();
            return null;
        }

        Delete(store, stream, snapshot.Kind, "parts = 0");
        var id = Ask(
            store,
            """
            INSERT INTO snapshot (stream, kind, version, shape, at, parts)
            VALUES ($1, $2, $3, $4, $5, 0) RETURNING id
            """,
            stream,
            (long)snapshot.Kind,
            snapshot.Version,
            snapshot.Shape,
            snapshot.At.UtcTicks
        );
        store.Commit();
        return id;
    }

    private static void WritePart(StoreWriter store, long id, int number, ReadOnlyMemory<byte> data)
    {
        store.Begin();
        using var insert = new Statement(
            store.Connection,
            "INSERT INTO snapshot_part (snapshot, number, data) VALUES ($1, $2, $3)",
            3
        );
        insert.Execute(id, (long)number, data.ToArray());
        store.Commit();
    }

    private static void Finish(StoreWriter store, StreamSnapshot snapshot, long id, int parts)
    {
        store.Begin();
        using var update = new Statement(
            store.Connection,
            "UPDATE snapshot SET parts = $2 WHERE id = $1",
            2
        );
        update.Execute(id, (long)parts);
        Delete(store, store.Streams.Open(snapshot.Stream).Id, snapshot.Kind, $"id <> {id}");
        store.Commit();
    }

    private static void Delete(StoreWriter store, long stream, SnapshotKind kind, string which)
    {
        var those = $"stream = $1 AND kind = $2 AND {which}";
        foreach (
            var sql in (string[])
                [
                    $"DELETE FROM snapshot_part WHERE snapshot IN (SELECT id FROM snapshot WHERE {those})",
                    $"DELETE FROM snapshot WHERE {those}",
                ]
        )
        {
            using var delete = new Statement(store.Connection, sql, 2);
            delete.Execute(stream, (long)kind);
        }
    }

    private static long? Ask(StoreWriter store, string sql, params ReadOnlySpan<object?> values)
    {
        using var ask = new Statement(store.Connection, sql, values.Length);
        return ask.Number(values);
    }
}
