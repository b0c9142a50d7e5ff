namespace TableTap.Storage.Sqlite.Tables;

/// <summary>Facts, messages, answers, audit, and their heads.</summary>
internal static class FirstTables
{
    // Heads outlive what they count, so that no number is given twice after trimming. The history is laid down in commit
    // order, so that its old end is one end of the table and is cut off cheaply.
    public const string Script = """
        CREATE TABLE store (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            epoch TEXT NOT NULL,
            position INTEGER NOT NULL,
            history_bytes INTEGER NOT NULL
        ) STRICT;
        INSERT INTO store VALUES (1, lower(hex(randomblob(16))), 0, 0);

        CREATE TABLE receipt (
            writer TEXT PRIMARY KEY,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE stream (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            last INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE fact (
            stream INTEGER NOT NULL,
            version INTEGER NOT NULL,
            type TEXT NOT NULL,
            at INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (stream, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE channel (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            last INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE message (
            position INTEGER PRIMARY KEY,
            channel INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            at INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            frame BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX message_of_channel ON message (channel, sequence);
        CREATE INDEX message_of_id ON message (message_id);

        CREATE TABLE answer (
            id INTEGER PRIMARY KEY,
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            message_id TEXT NOT NULL,
            at INTEGER NOT NULL,
            request_hash BLOB NOT NULL,
            frame BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX answer_of_command ON answer (message_id, subject, issuer);

        CREATE TABLE chain (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            last INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            chain INTEGER NOT NULL,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            address TEXT,
            command TEXT NOT NULL,
            message_id TEXT NOT NULL,
            result TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX audit_of_chain ON audit (chain, number);
        """;
}
