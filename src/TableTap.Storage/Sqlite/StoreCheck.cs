using Microsoft.Data.Sqlite;

namespace TableTap.Storage;

/// <summary>
/// Looks for damage when a store is opened, in bounded time: a small store in full, of a large one what every commit rests on.
/// SQLite itself refuses a file with a broken beginning or end.
/// </summary>
internal static class StoreCheck
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
                $"The store {path} is damaged ({rows.GetString(0)}). Keep a copy of it and restore a backup; check the disk."
            );
        }
    }
}
