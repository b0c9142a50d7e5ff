using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Postgres;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Moving;

/// <summary>
/// Moves an embedded store into an empty PostgreSQL database: everything under the same epoch, positions and sequences, so that clients
/// notice nothing. May be stopped and started again; no server opens the database before the move has ended and every row was
/// compared.
/// </summary>
public static class StoreMove
{
    private const int PageRows = 2_000;

    /// <summary>Moves a store; the server must not run.</summary>
    /// <param name="store">The embedded store's file.</param>
    /// <param name="options">How the database is reached.</param>
    /// <param name="progress">Is told the rows copied and compared, and twice the rows there are.</param>
    /// <param name="cancellationToken">Stops it; the next call goes on from there.</param>
    /// <returns>How many rows were moved.</returns>
    /// <exception cref="StoreRefusedException">It cannot be moved, or the copy is not the same; says why.</exception>
    public static async Task<long> RunAsync(
        string store,
        PostgresJournalOptions options,
        Action<long, long> progress,
        CancellationToken cancellationToken
    )
    {
        // Says what is wrong with it, if something is.
        using (StoreInspection.Open(store)) { }

        var file = new StoreFile(new SqliteJournalOptions { Path = store });
        using var held = StoreLock.Take(file.Path);
        await using var database = new Database(options);
        try
        {
            await using var source = file.OpenForWriting();
            await OpenDatabase.OpenAsync(
                database,
                mayMigrate: true,
                mayMove: true,
                NullLogger.Instance,
                cancellationToken
            );
            await using var target = await database.OpenAsync(cancellationToken);
            var slices = new MovedSlices(source, options.HistoryRetention / HistorySlice.OfHistory);
            var counter = new Counter(source, progress);
            if (await MoveMark.BeginAsync(source, target, slices, cancellationToken))
            {
                foreach (var table in MovedTables.All)
                {
                    await CopyAsync(source, target, table, slices, counter, cancellationToken);
                }

                foreach (var table in MovedTables.All)
                {
                    await CompareAsync(source, target, table, slices, counter, cancellationToken);
                }

                await MoveMark.EndAsync(source, target, cancellationToken);
            }
            else
            {
                // An earlier run copied and compared everything, and was stopped before its last step.
                counter.Add(counter.All);
            }

            // Should anybody ever go on with the embedded store: two histories of one name would be taken for each other.
            NewEpoch.Begin(source);
            return counter.All / 2;
        }
        catch (SqliteException trouble)
        {
            throw new StoreRefusedException(SqliteErrors.Words(trouble, file.Path), trouble);
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble))
        {
            throw new StoreRefusedException(PostgresErrors.Words(trouble, database.Place), trouble);
        }
    }

    private static async Task CopyAsync(
        SqliteConnection source,
        NpgsqlConnection target,
        MovedTable table,
        MovedSlices slices,
        Counter counter,
        CancellationToken cancellationToken
    )
    {
        // A page is there as a whole or not at all, so the last key that is there says how far it came.
        var key = await TargetPage.LastKeyAsync(target, table, cancellationToken);
        if (key is not null)
        {
            counter.Add(await TargetPage.CountAsync(target, table, cancellationToken));
        }

        var after = key ?? table.Beginning;
        List<object?[]> page;
        do
        {
            page = SourcePage.Read(source, table, after, PageRows, slices);
            await TargetPage.WriteAsync(target, table, page, cancellationToken);
            counter.Add(page.Count);
            after = page is [.., var last] ? table.KeyOf(last) : after;
        } while (page.Count > 0);
    }

    private static async Task CompareAsync(
        SqliteConnection source,
        NpgsqlConnection target,
        MovedTable table,
        MovedSlices slices,
        Counter counter,
        CancellationToken cancellationToken
    )
    {
        var after = table.Beginning;
        List<object?[]> page;
        do
        {
            page = SourcePage.Read(source, table, after, PageRows, slices);
            var copy = await TargetPage.ReadAsync(
                target,
                table,
                after,
                Math.Max(1, page.Count),
                cancellationToken
            );
            if (
                copy.Count != page.Count
                || !page.Zip(copy).All(pair => SourcePage.AreSame(pair.First, pair.Second))
            )
            {
                throw new StoreRefusedException(
                    $"The copy of {table.Name} is not the same as the store. Empty the database and copy again."
                );
            }

            counter.Add(page.Count);
            after = page is [.., var last] ? table.KeyOf(last) : after;
        } while (page.Count > 0);
    }

    private sealed class Counter(SqliteConnection source, Action<long, long> progress)
    {
        private long _done;

        /// <summary>Each row is copied and compared.</summary>
        public long All { get; } =
            2 * MovedTables.All.Sum(table => Statement.Ask(source, table.Count)!.Value);

        public void Add(long rows) => progress(_done += rows, All);
    }
}
