using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Reads lines of the audit.</summary>
internal static class AuditReading
{
    /// <summary>The heads of all chains, by their names.</summary>
    public static async ValueTask<IReadOnlyList<SignedHead>> HeadsAsync(
        Database database,
        CancellationToken cancellationToken
    ) =>
        await database.AskAsync(
            Sql.Of("SELECT name, last, hash, trimmed, head FROM chain ORDER BY name"),
            (rows, stop) =>
                Sql.ListAsync(
                    rows,
                    row => new SignedHead(
                        new(
                            row.GetString(0),
                            row.GetInt64(1),
                            Convert.ToHexStringLower(row.Bytes(2) ?? AuditLink.Beginning.Span),
                            row.GetInt64(3)
                        ),
                        row.Text(4)
                    ),
                    stop
                ),
            cancellationToken
        );

    /// <summary>A page of lines, the latest first.</summary>
    public static async ValueTask<AuditPage> PageAsync(
        Database database,
        AuditQuery query,
        CancellationToken cancellationToken
    )
    {
        var lines = await database.AskAsync(
            Question(query),
            (rows, stop) => Sql.ListAsync(rows, row => (Entry(row), Id: row.GetInt64(12)), stop),
            cancellationToken
        );
        var page = lines.Take(query.Limit).ToList();
        return new(
            [.. page.Select(line => line.Item1)],
            lines.Count > query.Limit ? page[^1].Id : null
        );
    }

    // Only what is asked for stands in the question, so that an index can answer it.
    private static NpgsqlBatchCommand Question(AuditQuery query)
    {
        var (conditions, values) = (new List<string>(), new List<object>());
        Where("a.id <", query.Before);
        Where("a.chain = (SELECT id FROM chain WHERE name =", query.Chain, ")");
        Where("a.actor =", query.Actor);
        Where("a.at >=", query.From?.UtcTicks);
        Where("a.at <", query.Until?.UtcTicks);
        values.Add(query.Limit + 1L);
        return Sql.Of(
            $"""
            SELECT a.number, a.at, a.actor, a.role, a.address, a.command, a.message_id, a.result, a.target, a.count, a.hash, a.reason, a.id, c.name
            FROM audit a JOIN chain c ON c.id = a.chain
            {(conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions))}
            ORDER BY a.id DESC LIMIT ${values.Count}
            """,
            [.. values]
        );

        void Where(string condition, object? value, string end = "")
        {
            if (value is not null)
            {
                values.Add(value);
                conditions.Add($"{condition} ${values.Count}{end}");
            }
        }
    }

    private static AuditEntry Entry(NpgsqlDataReader row) =>
        new(
            new AuditLine(
                row.GetString(13),
                row.GetString(2),
                row.GetString(3),
                row.Text(4),
                row.GetString(5),
                row.GetString(6),
                row.GetString(7),
                row.Time(1)
            )
            {
                Target = row.Text(8),
                Count = row.GetInt32(9),
                Reason = row.Text(11),
            },
            row.GetInt64(0),
            row.GetFieldValue<byte[]>(10)
        );
}
