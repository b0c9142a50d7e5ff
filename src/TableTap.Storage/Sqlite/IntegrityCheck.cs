using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Looks for damage when a store is opened, in bounded time: a small store in full, of a large one what every commit rests on.
/// SQLite itself refuses a file with a broken beginning or end.
/// </summary>
internal static class IntegrityCheck
{
    /// <summary>Up to this size a store is read in full, which takes well under a second.</summary>
    public const long SmallBytes = 64L << 20;

    /// <summary>Refuses a damaged store.</summary>
    /// <exception cref="StoreRefusedException">It is damaged.</exception>
    public static void Run(SqliteConnection connection, string path, long smallBytes = SmallBytes)
    {
        // Brings the log home first, so that the file itself is looked at.
        Statement.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        using var check = new Statement(
            connection,
            new FileInfo(path).Length <= smallBytes
                ? "PRAGMA quick_check(1)"
                : "PRAGMA quick_check(store)"
        );
        using var rows = check.Read();
        if (!rows.Read() || rows.GetString(0) is not "ok")
        {
            throw new StoreRefusedException(
                $"The store {path} is damaged ({rows.GetString(0)}). Check the disk. {SqliteErrors.Restore}"
            );
        }
    }

    /// <summary>Refuses a store that lacks a table or an index of its schema, or has it in another form.</summary>
    /// <exception cref="StoreRefusedException">It does.</exception>
    public static void Tables(SqliteConnection connection, string path)
    {
        using var model = new SqliteConnection("Data Source=:memory:");
        model.Open();
        Migrations.Apply(model, 0, Schema.Scripts);
        var found = Parts(connection);
        foreach (var (name, sql) in Parts(model))
        {
            if (!found.TryGetValue(name, out var theirs) || theirs != sql)
            {
                throw new StoreRefusedException(
                    $"The store {path} is damaged: {name} is {(theirs is null ? "missing" : "not as it should be")}. {SqliteErrors.Restore}"
                );
            }
        }
    }

    private static Dictionary<string, string> Parts(SqliteConnection connection)
    {
        using var select = new Statement(
            connection,
            "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        );
        using var rows = select.Read();
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            parts.Add(rows.GetString(0), rows.GetString(1));
        }

        return parts;
    }
}
