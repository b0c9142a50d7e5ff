namespace TableTap.Storage.Sqlite.Tables;

/// <summary>The index entries by which payments and refunds are found.</summary>
internal static class MoneyTables
{
    // What earlier versions wrote of payments and refunds is entered as they would have: a payment with its order, a refund at its
    // own time. The oldest refunds say no status: they had arrived. The index is named because a new one has no statistics.
    public const string Script = """
        CREATE TEMP TABLE money AS
            SELECT stream, subject, type, at, CAST(data AS TEXT) AS data FROM fact
            WHERE type IN ('payment_processed', 'payment_refunded', 'refund_reported') AND subject IS NOT NULL;
        INSERT OR IGNORE INTO entry
            SELECT money.stream, 'payment=' || (money.data ->> '$.transactionId'), made.at, money.subject
            FROM money JOIN fact made INDEXED BY fact_of_subject
                ON made.stream = money.stream AND made.subject = money.subject
            WHERE money.type = 'payment_processed' AND made.type = 'order_created';
        INSERT OR IGNORE INTO entry
            SELECT stream, 'refund', at, subject FROM money WHERE type = 'payment_refunded';
        INSERT OR IGNORE INTO entry
            SELECT stream, 'refund=' || coalesce(data ->> '$.refundStatus', 'succeeded'), at, subject
            FROM money WHERE type = 'payment_refunded';
        INSERT OR IGNORE INTO entry
            SELECT told.stream, 'refund=' || (told.data ->> '$.refundStatus'), given.at, told.subject
            FROM money told JOIN fact given INDEXED BY fact_of_subject
                ON given.stream = told.stream AND given.subject = told.subject
            WHERE told.type = 'refund_reported' AND given.type = 'payment_refunded'
                AND CAST(given.data AS TEXT) ->> '$.refundId' = told.data ->> '$.refundId';
        DROP TABLE money;
        """;
}
