using System.Globalization;
using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>Puts a backup in a store's place, under a new epoch, so that every position of before is noticed (section 2).</summary>
public static class StoreRestore
{
    private static readonly string[] Companions = ["-wal", "-shm", ""];

    /// <summary>Restores a backup. Where it fails the store stays as it was.</summary>
    /// <param name="backup">The backup's file.</param>
    /// <param name="store">The store's file; need not be there.</param>
    /// <param name="now">Names the old store that is kept aside.</param>
    /// <param name="progress">Is told the pages copied and the pages there are.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>Where the old store is now; null where there was none.</returns>
    /// <exception cref="StoreRefusedException">A server runs on the store, or the backup is of no use; says why.</exception>
    public static async Task<string?> RunAsync(
        string backup,
        string store,
        DateTimeOffset now,
        Action<long, long> progress,
        CancellationToken cancellationToken
    )
    {
        var file = new StoreFile(new SqliteJournalOptions { Path = store });
        Identify(backup);
        try
        {
            file.PrepareDirectory();
            using var held = StoreLock.Take(file.Path);
            var half = file.Path + StoreFile.HalfRestored;
            try
            {
                await StoreCopy.CopyAsync(
                    backup,
                    half,
                    NewEpoch.Begin,
                    progress,
                    cancellationToken
                );
            }
            catch
            {
                File.Delete(half);
                throw;
            }

            return Replace(file.Path, half, now);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"The store {file.Path} cannot be replaced: {trouble.Message}",
                trouble
            );
        }
    }

    private static void Identify(string backup)
    {
        if (!File.Exists(backup))
        {
            throw new StoreRefusedException($"There is no backup {Path.GetFullPath(backup)}.");
        }

        SqliteErrors.Guard(
            backup,
            () =>
            {
                using var connection = new StoreFile(
                    new SqliteJournalOptions { Path = backup }
                ).OpenForReading();
                return
                    Migrations.Identify(connection, backup, Schema.Scripts.Count, mayMigrate: true)
                    > 0
                    ? true
                    : throw new StoreRefusedException($"{backup} is empty: it is no backup.");
            }
        );
    }

    private static string? Replace(string path, string half, DateTimeOffset now)
    {
        var aside = PutAside(path, now);
        try
        {
            LastCommit.Delete(path);
            File.Move(half, path);
            FolderNames.Flush(path);
            return aside;
        }
        catch
        {
            if (aside is not null)
            {
                Move(aside, path);
            }

            throw;
        }
    }

    private static string? PutAside(string path, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        BringLogHome(path);
        var aside = string.Create(
            CultureInfo.InvariantCulture,
            $"{path}.replaced-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}"
        );

        Move(path, aside);
        return aside;
    }

    // The log goes first: beside another database it would be taken for that one's own.
    private static void Move(string from, string to)
    {
        foreach (var companion in Companions)
        {
            if (File.Exists(from + companion))
            {
                File.Move(from + companion, to + companion, overwrite: true);
            }
        }
    }

    // A store that is damaged keeps its log beside it.
    private static void BringLogHome(string path)
    {
        try
        {
            using var connection = new StoreFile(
                new SqliteJournalOptions { Path = path }
            ).OpenForWriting();
            Statement.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (Exception damaged) when (damaged is SqliteException or StoreRefusedException)
        {
            return;
        }
    }
}
