using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>Gives a store's history another name, because an older one goes on (section 2).</summary>
internal static class NewEpoch
{
    /// <summary>Begins it; receipts of before say nothing any more.</summary>
    public static void Begin(SqliteConnection connection) =>
        Statement.Run(
            connection,
            "UPDATE store SET epoch = lower(hex(randomblob(16))); DELETE FROM receipt"
        );
}
