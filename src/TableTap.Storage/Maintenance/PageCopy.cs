using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>
/// Copies a database as it is at one commit, a few pages at a time. Whoever writes to it goes on; the copy rests as long as it
/// reads, so that the disk is free for half of the time.
/// </summary>
internal static class PageCopy
{
    private const int PagesPerBatch = 1024;

    /// <summary>Copies all pages of the database, as it is when the copy begins.</summary>
    /// <param name="from">The database; a reading transaction on it keeps the moment.</param>
    /// <param name="to">An empty database.</param>
    /// <param name="progress">Is told the pages copied and the pages there are.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <exception cref="SqliteException">A page cannot be read or written.</exception>
    public static async Task RunAsync(
        SqliteConnection from,
        SqliteConnection to,
        Action<long, long> progress,
        CancellationToken cancellationToken
    )
    {
        Statement.Run(from, "BEGIN");
        Statement.Ask(from, "SELECT count(*) FROM sqlite_schema");
        var copy = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(to.Handle), to.Handle);
        try
        {
            while (true)
            {
                var began = Stopwatch.GetTimestamp();
                var result = raw.sqlite3_backup_step(copy, PagesPerBatch);
                var all = raw.sqlite3_backup_pagecount(copy);
                progress(all - raw.sqlite3_backup_remaining(copy), all);
                if (result == raw.SQLITE_DONE)
                {
                    break;
                }

                SqliteException.ThrowExceptionForRC(result, to.Handle);
                await Task.Delay(
                    Stopwatch.GetElapsedTime(began),
                    TimeProvider.System,
                    cancellationToken
                );
            }
        }
        finally
        {
            raw.sqlite3_backup_finish(copy);
            Statement.Run(from, "COMMIT");
        }
    }
}
