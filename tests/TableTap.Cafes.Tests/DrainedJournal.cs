using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Storage.Sqlite;

namespace TableTap.Cafes.Tests;

/// <summary>The real embedded journal, with somebody who takes its commits.</summary>
internal sealed class DrainedJournal : IAsyncDisposable
{
    private readonly Task _draining;

    private DrainedJournal(SqliteJournal journal)
    {
        Journal = journal;
        _draining = Task.Run(async () =>
        {
            await foreach (var _ in journal.Committed.ReadAllAsync()) { }
        });
    }

    public SqliteJournal Journal { get; }

    public static async Task<DrainedJournal> OpenAsync(SqliteJournalOptions options) =>
        new(
            await SqliteJournal.OpenAsync(
                options,
                TimeProvider.System,
                NullLoggerFactory.Instance.CreateLogger("journal"),
                CancellationToken.None
            )
        );

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await _draining;
    }
}
