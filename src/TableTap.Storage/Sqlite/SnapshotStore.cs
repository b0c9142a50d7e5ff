using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Lays snapshots down in parts, each a transaction of its own, and reads them back.</summary>
internal static class SnapshotStore
{
    /// <summary>How many bytes a part has: some milliseconds of writing.</summary>
    public const int PartBytes = 256 << 10;

    /// <summary>The transactions that write a snapshot, in their order; the first alone where it is not kept.</summary>
    public static IEnumerable<Action<StoreWriter>> Steps(StreamSnapshot snapshot)
    {
        (long Id, int Parts)? place = null;
        yield return store => place = Begin(store, snapshot);
        if (place is not var (id, parts))
        {
            yield break;
        }

        var rest = snapshot.Data;
        do
        {
            var number = parts++;
            var part = rest[..Math.Min(PartBytes, rest.Length)];
            rest = rest[part.Length..];
            yield return store => WritePart(store, id, number, part);
        } while (!rest.IsEmpty);

        yield return store => Finish(store, snapshot, id, parts);
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
                Data(store, rows.GetInt64(0), rows.GetInt64(4)),
                new DateTimeOffset(rows.GetInt64(3), TimeSpan.Zero)
            )
            : null;
    }

    private static byte[] Data(StoreReader store, long id, long parts)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT data FROM snapshot_part WHERE snapshot = $1 AND number < $2 ORDER BY number",
            2
        );
        using var rows = select.Read(id, parts);
        using var data = new MemoryStream();
        while (rows.Read())
        {
            data.Write(rows.GetFieldValue<byte[]>(0));
        }

        return data.ToArray();
    }

    // Null where it is not kept. What a stopped write left goes first.
    private static (long Id, int Parts)? Begin(StoreWriter store, StreamSnapshot snapshot)
    {
        store.Begin();
        var stream = store.Streams.Open(snapshot.Stream).Id;
        var place = snapshot.Follows is { } followed
            ? Continue(store, stream, snapshot, followed)
            : Start(store, stream, snapshot);
        if (place is null)
        {
            store.Rollback();
        }
        else
        {
            store.Commit();
        }

        return place;
    }

    private static (long Id, int Parts)? Start(
        StoreWriter store,
        long stream,
        StreamSnapshot snapshot
    )
    {
        if (Newest(store, stream, snapshot.Kind) >= snapshot.Version)
        {
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
        return (id!.Value, 0);
    }

    // Its parts come after those that are there, and count with the last of them.
    private static (long Id, int Parts)? Continue(
        StoreWriter store,
        long stream,
        StreamSnapshot snapshot,
        long followed
    )
    {
        if (
            followed >= snapshot.Version
            || Newest(store, stream, snapshot.Kind) != followed
            || Ask(
                store,
                "SELECT id FROM snapshot WHERE stream = $1 AND kind = $2 AND version = $3 AND shape = $4 AND parts > 0",
                stream,
                (long)snapshot.Kind,
                followed,
                snapshot.Shape
            )
                is not { } id
        )
        {
            return null;
        }

        var parts = Ask(store, "SELECT parts FROM snapshot WHERE id = $1", id)!.Value;
        using var delete = new Statement(
            store.Connection,
            "DELETE FROM snapshot_part WHERE snapshot = $1 AND number >= $2",
            2
        );
        delete.Execute(id, parts);
        return (id, (int)parts);
    }

    private static long? Newest(StoreWriter store, long stream, SnapshotKind kind) =>
        Ask(
            store,
            "SELECT max(version) FROM snapshot WHERE stream = $1 AND kind = $2 AND parts > 0",
            stream,
            (long)kind
        );

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
            "UPDATE snapshot SET parts = $2, version = $3, at = $4 WHERE id = $1",
            4
        );
        update.Execute(id, (long)parts, snapshot.Version, snapshot.At.UtcTicks);
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
