using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>The signed head of each chain of the audit.</summary>
internal static class AuditHeadColumn
{
    /// <summary>Adds it; a script of <see cref="Schema"/>.</summary>
    public const string Script = "ALTER TABLE chain ADD COLUMN head TEXT;";

    /// <summary>Signs what was written before heads were signed; part of the migration's transaction.</summary>
    /// <param name="connection">The connection that migrates.</param>
    /// <param name="seal">What signs.</param>
    public static void Sign(SqliteConnection connection, MessageSeal seal)
    {
        using var sign = new Statement(connection, "UPDATE chain SET head = $2 WHERE name = $1", 2);
        foreach (var head in AuditRows.Heads(connection))
        {
            sign.Execute(head.Head.Chain, seal.Sign(head.Head));
        }
    }
}
