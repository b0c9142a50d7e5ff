using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;
using TableTap.Storage.Tests.Contract;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A store of the embedded journal on a machine whose wall clock somebody sets.</summary>
public sealed class SqliteOddStore : OddStore
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tabletap-");

    // The sweep wakes it, and one more write comes after its look.
    public override async Task LookAsync()
    {
        await TickAsync();
        Time.Pass(TimeSpan.FromSeconds(1));
        await TickAsync();
    }

    public override ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override async Task<IJournal> OpenAsync() =>
        await SqliteJournal.OpenAsync(
            new SqliteJournalOptions
            {
                Path = Path.Combine(_directory.FullName, "journal.db"),
                SweepInterval = TimeSpan.FromMinutes(1),
            },
            Time,
            NullLogger.Instance,
            CancellationToken.None
        );
}
