namespace TableTap.Storage.Sqlite.Tables;

/// <summary>Subjects of facts, and the index by which they are found.</summary>
internal static class SubjectTables
{
    // Facts of orders can be read alone, and closed orders can be found. What earlier versions wrote is entered as they would
    // have: they knew no other subject than orders. The index is named because a new one has no statistics, and without it each
    // order would look at every fact of its café.
    public const string Script = """
        ALTER TABLE fact ADD COLUMN subject TEXT;
        UPDATE fact SET subject = CAST(data AS TEXT) ->> '$.orderId'
        WHERE json_valid(CAST(data AS TEXT));
        CREATE INDEX fact_of_subject ON fact (stream, subject, version) WHERE subject IS NOT NULL;

        CREATE TABLE entry (
            stream INTEGER NOT NULL,
            term TEXT NOT NULL,
            at INTEGER NOT NULL,
            subject TEXT NOT NULL,
            PRIMARY KEY (stream, term, at, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TEMP TABLE closed AS
            SELECT made.stream, made.subject, made.at, CAST(made.data AS TEXT) ->> '$.ownerId' AS owner,
                substr(ended.type, length('order_') + 1) AS status
            FROM fact made JOIN fact ended INDEXED BY fact_of_subject ON ended.stream = made.stream AND ended.subject = made.subject
            WHERE made.type = 'order_created' AND ended.type IN ('order_completed', 'order_cancelled');
        INSERT OR IGNORE INTO entry SELECT stream, 'order', at, subject FROM closed;
        INSERT OR IGNORE INTO entry SELECT stream, 'status=' || status, at, subject FROM closed;
        INSERT OR IGNORE INTO entry SELECT stream, 'customer=' || owner, at, subject FROM closed WHERE owner IS NOT NULL;
        INSERT OR IGNORE INTO entry
            SELECT closed.stream, 'counter=' || (CAST(held.data AS TEXT) ->> '$.counterId'), closed.at, closed.subject
            FROM closed JOIN fact held INDEXED BY fact_of_subject ON held.stream = closed.stream AND held.subject = closed.subject
            WHERE held.type = 'order_assigned';
        DROP TABLE closed;
        """;
}
