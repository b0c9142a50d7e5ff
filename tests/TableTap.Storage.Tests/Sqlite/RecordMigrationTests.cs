using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Storage.Sqlite;
using TableTap.Storage.Sqlite.Tables;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A store that a program before signing in has made is brought up to date, and keeps what it holds.</summary>
public sealed class RecordMigrationTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tabletap-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_directory.FullName, "data", "journal.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task It_takes_records_from_then_on()
    {
        await using (var before = await OpenAsync())
        {
            await before.AppendAsync(Batch.Of("demo", 0).Fact("kept").Audit("demo", "m-1"), Cancel);
        }

        GoBack();
        for (var start = 1; start <= 2; start++)
        {
            await using var journal = await OpenAsync();
            var known = await journal.FindRecordAsync("pin", "demo/anna", Cancel);
            Assert.Equal(start > 1, known is not null);
            var outcome = await journal.AppendAsync(
                Batch.Of("sign-in") with
                {
                    Records =
                    [
                        new("pin", "demo/anna", known?.Version ?? 0, new byte[] { (byte)start }),
                    ],
                },
                Cancel
            );
            Assert.True(outcome.Committed);
            Assert.Single((await journal.ReadAuditAsync(new(10), Cancel)).Entries);
            Assert.Single(await journal.ReadStreamAsync("demo", 0, Cancel).ToListAsync(Cancel));
        }
    }

    // The script and those after it are undone.
    private void GoBack()
    {
        Assert.Equal([RecordTables.Script, AuditReason.Script], Schema.Scripts.TakeLast(2));
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        connection.Open();
        Statement.Run(connection, "DROP TABLE record");
        Statement.Run(connection, "ALTER TABLE audit DROP COLUMN reason");
        Statement.Run(connection, $"PRAGMA user_version = {Schema.Scripts.Count - 2}");
    }

    private Task<SqliteJournal> OpenAsync() =>
        SqliteJournal.OpenAsync(
            new() { Path = Store },
            TimeProvider.System,
            NullLogger.Instance,
            Cancel
        );
}
