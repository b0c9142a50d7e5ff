using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace TableTap.Storage.Sqlite;

/// <summary>A store that was found sound, of this program's schema, and held against other servers.</summary>
internal sealed class OpenStore : IDisposable
{
    private static readonly TimeSpan ReceiptsKept = TimeSpan.FromDays(1);
    private readonly StoreLock? _lock;

    private OpenStore(
        StoreFile file,
        StoreLock? storeLock,
        StoreConnection connection,
        StoreHealth health,
        StoreAge age,
        string epoch,
        long position
    )
    {
        File = file;
        _lock = storeLock;
        Connection = connection;
        Health = health;
        Age = age;
        (Epoch, Position) = (epoch, position);
    }

    public StoreFile File { get; }

    public StoreConnection Connection { get; }

    public StoreHealth Health { get; }

    /// <summary>How old it is.</summary>
    public StoreAge Age { get; }

    /// <summary>The name of its history.</summary>
    public string Epoch { get; }

    /// <summary>The last position given when it was opened.</summary>
    public long Position { get; }

    /// <summary>Opens a store, makes it where it is missing.</summary>
    /// <exception cref="StoreRefusedException">It cannot be used; says why and what to do.</exception>
    /// <param name="options">How it is kept.</param>
    /// <param name="answers">Learns of every answer that is written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where trouble is told.</param>
    public static OpenStore Open(
        SqliteJournalOptions options,
        AnswerFilter answers,
        TimeProvider time,
        ILogger log
    )
    {
        var file = new StoreFile(options);
        StoreLock? storeLock = null;
        StoreConnection? connection = null;
        try
        {
            if (!options.BesideServer)
            {
                file.PrepareDirectory();
                storeLock = StoreLock.Take(file.Path);
                LogProof.Check(file);
                file.PrepareFile();
            }

            var health = new StoreHealth(options, time, log);
            connection = new StoreConnection(file, options.Faults, health, answers, options.Seal);
            var database = connection.Open().Connection;
            Bring(database, options, file.Path, time, log);
            var age = new StoreAge(database, time);
            if (Statement.Ask(database, "SELECT age FROM history_cut") is { } cut)
            {
                health.Cut(age.Now - new TimeSpan(cut));
            }

            using var select = new Statement(database, "SELECT epoch, position FROM store");
            using var rows = select.Read();
            rows.Read();
            var (epoch, position) = (rows.GetString(0), rows.GetInt64(1));
            if (!options.BesideServer)
            {
                // All that it proves is in the store itself by now, and no longer in the log.
                LastCommit.Delete(file.Path);
            }

            StorageLog.Opened(log, file.Path, epoch, position);
            return new(file, storeLock, connection, health, age, epoch, position);
        }
        catch (Exception trouble)
        {
            connection?.Dispose();
            storeLock?.Dispose();
            if (trouble is SqliteException sqlite)
            {
                throw new StoreRefusedException(SqliteErrors.Words(sqlite, file.Path), sqlite);
            }

            if (trouble is IOException or UnauthorizedAccessException)
            {
                throw new StoreRefusedException(
                    $"The store {file.Path} cannot be made or opened: {trouble.Message}",
                    trouble
                );
            }

            throw;
        }
    }

    public void Dispose()
    {
        Connection.Dispose();
        _lock?.Dispose();
    }

    private static void Bring(
        SqliteConnection database,
        SqliteJournalOptions options,
        string path,
        TimeProvider time,
        ILogger log
    )
    {
        var known = Schema.Scripts.Count;
        var from = Migrations.Identify(database, path, known, !options.BesideServer);
        if (options.BesideServer)
        {
            return;
        }

        IntegrityCheck.Run(database, path);
        Migrations.Apply(database, from, Schema.Scripts, options.Seal);
        IntegrityCheck.Tables(database, path);
        if (from != known)
        {
            // A log that is lost later must not take the tables along.
            Statement.Run(database, "PRAGMA wal_checkpoint(TRUNCATE)");
            StorageLog.Migrated(log, path, from, known);
        }

        // Those of processes that ended without taking theirs along.
        using var forget = new Statement(database, "DELETE FROM receipt WHERE at < $1", 1);
        forget.Execute((time.GetUtcNow() - ReceiptsKept).UtcTicks);
    }
}
