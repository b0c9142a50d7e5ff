using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Makes chains of the audit's lines: columns for the hashes, and the hashes of what is there already.</summary>
internal static class AuditSchema
{
    private const long Page = 1000;

    // Where the old end of a chain was cut off, "trimmed" and its hash are what the rest hangs on.
    public const string Script = """
        ALTER TABLE chain ADD COLUMN hash BLOB;
        ALTER TABLE chain ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE chain ADD COLUMN trimmed_hash BLOB;
        ALTER TABLE audit ADD COLUMN target TEXT;
        ALTER TABLE audit ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE audit ADD COLUMN hash BLOB;
        UPDATE chain SET trimmed =
            coalesce((SELECT min(number) - 1 FROM audit WHERE audit.chain = chain.id), last);
        """;

    /// <summary>Links what was written before there were chains; part of the migration's transaction.</summary>
    public static void Link(SqliteConnection connection)
    {
        foreach (var (id, name, trimmed) in Chains(connection))
        {
            var (hash, number) = (AuditLink.Beginning, trimmed);
            while (true)
            {
                var lines = AuditRows.Of(connection, id, name, number, Page, hasReason: false);
                using var link = new Statement(
                    connection,
                    "UPDATE audit SET hash = $3 WHERE chain = $1 AND number = $2",
                    3
                );
                foreach (var line in lines)
                {
                    hash = AuditLink.Of(hash.Span, line.Number, line.Line);
                    number = line.Number;
                    link.Execute(id, number, hash.ToArray());
                }

                if (lines.Count < Page)
                {
                    break;
                }
            }

            using var head = new Statement(
                connection,
                "UPDATE chain SET hash = $2 WHERE id = $1",
                2
            );
            head.Execute(id, hash.ToArray());
        }
    }

    private static List<(long Id, string Name, long Trimmed)> Chains(SqliteConnection connection)
    {
        using var select = new Statement(connection, "SELECT id, name, trimmed FROM chain");
        using var rows = select.Read();
        var chains = new List<(long, string, long)>();
        while (rows.Read())
        {
            chains.Add((rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2)));
        }

        return chains;
    }
}
