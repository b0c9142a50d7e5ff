using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>The file of a store and the ways to open it. Thread-safe.</summary>
internal sealed class StoreFile(SqliteJournalOptions options)
{
    /// <summary>What follows the name of a store that is about to take another's place.</summary>
    public const string HalfRestored = ".restoring";

    private static readonly string[] Companions = ["", "-wal", "-shm", ".lock"];

    /// <summary>The database file, as a full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>Makes the directory where it is missing.</summary>
    public void PrepareDirectory() =>
        PrivateFiles.MakeDirectory(System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>
    /// Makes the file where it is missing, readable by its owner alone. Only under the store's lock: closing a file that
    /// SQLite has open elsewhere in the process would drop SQLite's own locks.
    /// </summary>
    /// <exception cref="StoreRefusedException">A restore was cut off between the old store and the new one.</exception>
    public void PrepareFile()
    {
        if (File.Exists(Path))
        {
            // What a restore left that never came to its last step.
            File.Delete(Path + HalfRestored);
        }
        else if (File.Exists(Path + HalfRestored))
        {
            throw new StoreRefusedException(
                $"A restore of {Path} was cut off in its last step. Run 'tabletap journal restore FILE' again, "
                    + $"or rename the old store ({Path}.replaced-…) back to {Path}."
            );
        }

        if (!File.Exists(Path))
        {
            // SQLite gives its companions the mode of the database, so the file comes first.
            PrivateFiles.Open(Path, FileMode.CreateNew).Dispose();
        }

        foreach (var companion in Companions)
        {
            PrivateFiles.Close(Path + companion);
        }
    }

    /// <summary>A connection that writes: every commit is on the disk when it returns.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="StoreRefusedException">The file system cannot carry a journal.</exception>
    public SqliteConnection OpenForWriting()
    {
        options.Faults.Opening();
        var connection = Open(SqliteOpenMode.ReadWrite);
        try
        {
            // Takes effect on an empty file only, before its first table.
            Statement.Run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            if (!IsWriteAhead(connection))
            {
                throw new StoreRefusedException(
                    $"The file system of {Path} cannot carry a write-ahead log. Use a local disk."
                );
            }

            Statement.Run(
                connection,
                """
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = OFF;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -16384;
                """
            );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that reads, each transaction at one commit, without a lock that a writer would feel.</summary>
    public SqliteConnection OpenForReading() => Open(SqliteOpenMode.ReadOnly);

    private static bool IsWriteAhead(SqliteConnection connection)
    {
        using var statement = new Statement(connection, "PRAGMA journal_mode = WAL");
        using var rows = statement.Read();
        return rows.Read() && rows.GetString(0) == "wal";
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = 1,
            }.ToString()
        );
        try
        {
            connection.Open();
            Statement.Run(
                connection,
                $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}"
            );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
