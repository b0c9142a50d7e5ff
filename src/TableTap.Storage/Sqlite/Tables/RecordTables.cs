namespace TableTap.Storage.Sqlite.Tables;

/// <summary>Records: what is kept as it is now.</summary>
internal static class RecordTables
{
    // Each write is a new row, so that its number is a version that no other write has.
    public const string Script = """
        CREATE TABLE record (
            version INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            grouped TEXT,
            until INTEGER,
            data BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX record_of_key ON record (kind, key);
        CREATE INDEX record_of_group ON record (kind, grouped, key) WHERE grouped IS NOT NULL;
        CREATE INDEX record_of_end ON record (until) WHERE until IS NOT NULL;
        """;
}
