using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Reads lines of the audit.</summary>
internal static class AuditRows
{
    private const string Columns =
        "a.number, a.at, a.actor, a.role, a.address, a.command, a.message_id, a.result, a.target, a.count, a.hash";

    // A store that is being brought up to date may be older than the reasons.
    private const string WithReason = $"{Columns}, a.reason";
    private const string WithoutReason = $"{Columns}, NULL";

    /// <summary>The next lines of a chain, in their order.</summary>
    public static List<AuditEntry> Of(
        SqliteConnection connection,
        long chain,
        string name,
        long afterNumber,
        long most,
        bool hasReason = true
    )
    {
        using var select = new Statement(
            connection,
            $"SELECT {(hasReason ? WithReason : WithoutReason)} FROM audit a WHERE a.chain = $1 AND a.number > $2 ORDER BY a.number LIMIT $3",
            3
        );
        using var rows = select.Read(chain, afterNumber, most);
        var lines = new List<AuditEntry>();
        while (rows.Read())
        {
            lines.Add(Entry(rows, name));
        }

        return lines;
    }

    /// <summary>The heads of all chains, by their names.</summary>
    public static List<SignedHead> Heads(SqliteConnection connection)
    {
        using var select = new Statement(
            connection,
            "SELECT name, last, hash, trimmed, head FROM chain ORDER BY name"
        );
        using var rows = select.Read();
        var heads = new List<SignedHead>();
        while (rows.Read())
        {
            heads.Add(
                new(
                    new(
                        rows.GetString(0),
                        rows.GetInt64(1),
                        Convert.ToHexStringLower(
                            rows.IsDBNull(2)
                                ? AuditLink.Beginning.Span
                                : rows.GetFieldValue<byte[]>(2)
                        ),
                        rows.GetInt64(3)
                    ),
                    rows.IsDBNull(4) ? null : rows.GetString(4)
                )
            );
        }

        return heads;
    }

    /// <summary>A page of lines, the latest first.</summary>
    public static AuditPage Page(StoreReader store, AuditQuery query)
    {
        string[] conditions =
        [
            .. Condition(query.Before, "a.id < $1"),
            .. Condition(query.Chain, "c.name = $2"),
            .. Condition(query.Actor, "a.actor = $3"),
            .. Condition(query.From, "a.at >= $4"),
            .. Condition(query.Until, "a.at < $5"),
            "TRUE",
        ];
        using var select = new Statement(
            store.Connection,
            $"""
            SELECT {WithReason}, a.id, c.name FROM audit a JOIN chain c ON c.id = a.chain
            WHERE {string.Join(" AND ", conditions)} ORDER BY a.id DESC LIMIT $6
            """,
            6
        );
        using var rows = select.Read(
            query.Before,
            query.Chain,
            query.Actor,
            query.From?.UtcTicks,
            query.Until?.UtcTicks,
            query.Limit + 1L
        );
        var (entries, last, more) = (new List<AuditEntry>(), 0L, false);
        while (rows.Read())
        {
            if (entries.Count == query.Limit)
            {
                more = true;
                break;
            }

            entries.Add(Entry(rows, rows.GetString(13)));
            last = rows.GetInt64(12);
        }

        return new(entries, more ? last : null);
    }

    private static IEnumerable<string> Condition(object? value, string sql) =>
        value is null ? [] : [sql];

    private static AuditEntry Entry(SqliteDataReader row, string chain) =>
        new(
            new AuditLine(
                chain,
                row.GetString(2),
                row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetString(5),
                row.GetString(6),
                row.GetString(7),
                new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero)
            )
            {
                Target = row.IsDBNull(8) ? null : row.GetString(8),
                Count = row.GetInt32(9),
                Reason = row.IsDBNull(11) ? null : row.GetString(11),
            },
            row.GetInt64(0),
            row.IsDBNull(10) ? AuditLink.Beginning : row.GetFieldValue<byte[]>(10)
        );
}
