using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Brings a store to the schema of this program, one script after another, each in one transaction.</summary>
internal static class Migrations
{
    /// <summary>Makes sure that the store is one this program can use.</summary>
    /// <returns>Its schema.</returns>
    /// <exception cref="StoreRefusedException">A newer program wrote the store, or it is no store of this product.</exception>
    public static int Identify(SqliteConnection connection, string path, int known, bool mayMigrate)
    {
        var version = Version(connection);
        var application = Statement.Ask(connection, "PRAGMA application_id");
        var tables = Statement.Ask(connection, "SELECT count(*) FROM sqlite_schema");
        var isNew = version == 0 && application == 0 && tables == 0;
        if (!isNew && application != Schema.ApplicationId)
        {
            throw new StoreRefusedException(
                $"{path} is a database of another program. Choose another file for TableTap's store."
            );
        }

        if (version > known)
        {
            throw new StoreRefusedException(
                $"The store {path} has schema {version}, written by a newer TableTap; this one knows up to {known}. "
                    + "Start the newer program, or go back to a backup of before the update: tabletap journal restore FILE."
            );
        }

        if (version < known && !mayMigrate)
        {
            throw new StoreRefusedException(
                $"The store {path} has schema {version} and this program needs {known}. "
                    + "Start the server of this version once; it brings the store up to date."
            );
        }

        return version;
    }

    /// <summary>Applies what is missing.</summary>
    public static void Apply(
        SqliteConnection connection,
        int from,
        IReadOnlyList<string> scripts,
        MessageSeal? seal = null
    )
    {
        for (var version = from; version < scripts.Count; version++)
        {
            Step(connection, version, scripts[version], seal);
        }
    }

    private static int Version(SqliteConnection connection) =>
        (int)(Statement.Ask(connection, "PRAGMA user_version") ?? 0);

    private static void Step(
        SqliteConnection connection,
        int version,
        string script,
        MessageSeal? seal
    )
    {
        Statement.Run(connection, "BEGIN IMMEDIATE");
        try
        {
            // Another process may have come first between the question and the lock.
            if (Version(connection) == version)
            {
                Statement.Run(connection, script);
                if (script == AuditSchema.Script)
                {
                    AuditSchema.Link(connection);
                }

                if (script == AuditHeadColumn.Script && seal is not null)
                {
                    AuditHeadColumn.Sign(connection, seal);
                }

                Statement.Run(connection, $"PRAGMA application_id = {Schema.ApplicationId}");
                Statement.Run(connection, $"PRAGMA user_version = {version + 1}");
            }

            Statement.Run(connection, "COMMIT");
        }
        catch
        {
            Statement.Run(connection, "ROLLBACK");
            throw;
        }
    }
}
