namespace TableTap.Storage.Sqlite.Tables;

/// <summary>Snapshots of streams, and since when the history is whole.</summary>
internal static class SnapshotTables
{
    // A snapshot is laid down a part at a time, so that no commit waits for all of it; its count of parts comes last and
    // makes it count.
    public const string Script = """
        CREATE TABLE snapshot (
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            version INTEGER NOT NULL,
            shape TEXT NOT NULL,
            at INTEGER NOT NULL,
            parts INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX snapshot_of_stream ON snapshot (stream, kind);
        CREATE TABLE snapshot_part (
            id INTEGER PRIMARY KEY,
            snapshot INTEGER NOT NULL,
            number INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX snapshot_part_of_snapshot ON snapshot_part (snapshot, number);

        CREATE TABLE history_cut (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            at INTEGER NOT NULL
        ) STRICT;
        """;
}
