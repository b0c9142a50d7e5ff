using Microsoft.Data.Sqlite;

namespace TableTap.Storage;

/// <summary>Looks for damage when a store is opened, in bounded time: small stores in full, large ones at their frame.</summary>
internal static class StoreCheck
{
    private const long SmallBytes = 64L << 20;

    /// <summary>Refuses a damaged store.</summary>
    /// <exception cref="StoreRefusedException">It is damaged.</exception>
    public static void Run(SqliteConnection connection, string path)
    {
        // Brings the log home first, so that the file alone has to be whole.
        Statement.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        var expected =
            Statement.Ask(connection, "PRAGMA page_count")
            * Statement.Ask(connection, "PRAGMA page_size");
        var actual = new FileInfo(path).Length;
        if (actual < expected)
        {
            throw Damaged(path, $"it should have {expected} bytes and has {actual}");
        }

        using var check = new Statement(
            connection,
            actual <= SmallBytes ? "PRAGMA quick_check(1)" : "PRAGMA quick_check(store)"
        );
        using var rows = check.Read();
        if (!rows.Read() || rows.GetString(0) is not "ok")
        {
            throw Damaged(path, rows.GetString(0));
        }
    }

    private static StoreRefusedException Damaged(string path, string how) =>
        new(
            $"The store {path} is damaged ({how}). Keep a copy of it and restore a backup; check the disk."
        );
}
