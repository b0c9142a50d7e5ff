using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>Opens journals as servers do, on the system's clock.</summary>
internal static class PostgresStore
{
    public static Task<PostgresJournal> OpenAsync(
        string connectionString,
        Func<PostgresJournalOptions, PostgresJournalOptions>? change = null,
        TimeProvider? time = null,
        ILogger? log = null
    )
    {
        var options = new PostgresJournalOptions
        {
            ConnectionString = connectionString,
            SweepInterval = TimeSpan.FromMilliseconds(20),
        };
        return PostgresJournal.OpenAsync(
            change?.Invoke(options) ?? options,
            time ?? TimeProvider.System,
            log ?? NullLogger.Instance,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Collects what a journal hands over, until it is closed.</summary>
    public static async Task<List<StoredMessage>> ListenAsync(IJournal journal, int count)
    {
        var heard = new List<StoredMessage>();
        while (heard.Count < count)
        {
            heard.AddRange(
                await journal
                    .Committed.ReadAsync(TestContext.Current.CancellationToken)
                    .AsTask()
                    .Soon()
            );
        }

        return heard;
    }
}
