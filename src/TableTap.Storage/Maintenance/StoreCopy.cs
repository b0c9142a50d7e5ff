using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>A copy of a store as a single file, sound and on the disk when it is said to be done.</summary>
internal static class StoreCopy
{
    /// <summary>Copies the store into one file, changes the copy as asked and checks it.</summary>
    /// <param name="from">The store's file, in use or not.</param>
    /// <param name="to">The copy's file; replaced where it is there.</param>
    /// <param name="change">What else is done to the copy.</param>
    /// <param name="progress">Is told the pages copied and the pages there are.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <exception cref="StoreRefusedException">It cannot be made, or would be a damaged one.</exception>
    public static async Task CopyAsync(
        string from,
        string to,
        Action<SqliteConnection> change,
        Action<long, long> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            MakeEmpty(to);
            var source = new StoreFile(new SqliteJournalOptions { Path = from });
            await using (var read = source.OpenForReading())
            await using (var written = Open(to))
            {
                await PageCopy.RunAsync(read, written, progress, cancellationToken);

                // One file, without a log beside it; the server that opens it turns the log on again.
                Statement.Run(written, "PRAGMA journal_mode = DELETE");
                change(written);
                Check(written, from);
            }

            await using var file = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
        catch (SqliteException trouble)
        {
            throw new StoreRefusedException(SqliteErrors.Words(trouble, to), trouble);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"{to} cannot be written: {trouble.Message}", trouble);
        }
    }

    private static void Check(SqliteConnection copy, string from)
    {
        using var check = new Statement(copy, "PRAGMA quick_check(1)");
        using var rows = check.Read();
        if (!rows.Read() || rows.GetString(0) is not "ok")
        {
            throw new StoreRefusedException(
                $"{from} is damaged ({rows.GetString(0)}); a copy of it is of no use. Check the disk."
            );
        }
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        try
        {
            connection.Open();

            // A copy that is not done is thrown away, so nothing needs to be undone.
            Statement.Run(connection, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void MakeEmpty(string path)
    {
        File.Delete(path);
        PrivateFiles.Open(path, FileMode.CreateNew).Dispose();
    }
}
