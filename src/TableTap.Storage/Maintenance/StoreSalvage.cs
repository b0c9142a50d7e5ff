using System.Globalization;
using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>
/// Makes a store usable again whose write-ahead log is damaged or gone: what is left stays, under a new epoch, so that every
/// position of before is noticed (section 2).
/// </summary>
public static class StoreSalvage
{
    /// <summary>Puts the damaged log of a store aside and gives what is left a new epoch.</summary>
    /// <param name="store">The store's file.</param>
    /// <param name="now">Names the copy of the log that is kept aside.</param>
    /// <returns>Where the damaged log is now; null where there was none.</returns>
    /// <exception cref="StoreRefusedException">A server runs on it, or it is damaged beyond its log; says why.</exception>
    public static string? Run(string store, DateTimeOffset now)
    {
        var file = new StoreFile(new SqliteJournalOptions { Path = store });
        if (!File.Exists(file.Path))
        {
            throw new StoreRefusedException($"There is no store {file.Path}.");
        }

        try
        {
            using var held = StoreLock.Take(file.Path);
            var aside = CopyLog(file.Path, now);
            SqliteErrors.Guard(
                file.Path,
                () =>
                {
                    using var connection = file.OpenForWriting();
                    if (Statement.Ask(connection, "PRAGMA user_version") is 0)
                    {
                        throw new StoreRefusedException(
                            $"Nothing is left in {file.Path}. {SqliteErrors.Restore} "
                                + $"To begin anew, move it and {file.Path}.last away."
                        );
                    }

                    var known = Schema.Scripts.Count;
                    Migrations.Identify(connection, file.Path, known, mayMigrate: false);
                    IntegrityCheck.Run(connection, file.Path, long.MaxValue);
                    NewEpoch.Begin(connection);
                    return Statement.Ask(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
                }
            );
            LastCommit.Delete(file.Path);
            return aside;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"The store {file.Path} cannot be salvaged: {trouble.Message}",
                trouble
            );
        }
    }

    private static string? CopyLog(string path, DateTimeOffset now)
    {
        var log = path + "-wal";
        if (new FileInfo(log) is not { Exists: true, Length: > 0 })
        {
            return null;
        }

        var aside = string.Create(
            CultureInfo.InvariantCulture,
            $"{log}.damaged-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}"
        );
        File.Copy(log, aside, overwrite: true);
        return aside;
    }
}
