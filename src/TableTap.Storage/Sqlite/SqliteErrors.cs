using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TableTap.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to an operator and to a waiting caller.</summary>
internal static class SqliteErrors
{
    /// <summary>What helps where a store is lost.</summary>
    public const string Restore =
        "Restore a backup with 'tabletap journal restore FILE'; the old store is kept aside.";

    /// <summary>Whether the batch itself is at fault, so that others need not suffer from it.</summary>
    public static bool IsOfBatch(SqliteException trouble) =>
        trouble.SqliteErrorCode
            is raw.SQLITE_CONSTRAINT
                or raw.SQLITE_TOOBIG
                or raw.SQLITE_MISMATCH
                or raw.SQLITE_RANGE;

    /// <summary>
    /// Whether a commit that failed so is certain to be undone. After an input or output error it may or may not have
    /// reached the disk.
    /// </summary>
    public static bool IsCertain(SqliteException trouble) =>
        trouble.SqliteErrorCode
            is raw.SQLITE_BUSY
                or raw.SQLITE_LOCKED
                or raw.SQLITE_FULL
                or raw.SQLITE_READONLY
                or raw.SQLITE_CONSTRAINT;

    /// <summary>Does something with a store whose trouble nobody waits to end.</summary>
    /// <exception cref="StoreRefusedException">It is in trouble; says which.</exception>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException trouble)
        {
            throw new StoreRefusedException(Words(trouble, path), trouble);
        }
    }

    /// <summary>What is wrong and what to do about it.</summary>
    public static string Words(SqliteException trouble, string path) =>
        trouble.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => $"The disk of {path} is full. Free space on it.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
                $"{path} is read-only. Check the rights of the file, its directory and the mount.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                $"{path} is locked by another program for too long. Find and stop it.",
            raw.SQLITE_CANTOPEN =>
                $"{path} cannot be opened. Check that its directory exists and may be written.",
            raw.SQLITE_NOTADB =>
                $"{path} is not a TableTap store, or its beginning is damaged. {Restore}",
            raw.SQLITE_CORRUPT => $"{path} is damaged. Check the disk. {Restore}",
            raw.SQLITE_IOERR => $"Reading or writing {path} failed. Check the disk.",
            _ => $"The store {path} failed with code {trouble.SqliteExtendedErrorCode}.",
        };
}
