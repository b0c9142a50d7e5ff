using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TableTap.Storage;

/// <summary>What SQLite's result codes mean to an operator and to a waiting caller.</summary>
internal static class StoreTrouble
{
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
                $"{path} is not a TableTap store, or its beginning is damaged. Restore a backup, or choose another file.",
            raw.SQLITE_CORRUPT =>
                $"{path} is damaged. Keep a copy of it and restore a backup; check the disk.",
            raw.SQLITE_IOERR => $"Reading or writing {path} failed. Check the disk.",
            _ => $"The store {path} failed with code {trouble.SqliteExtendedErrorCode}.",
        };
}
