using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Storage.Sqlite;

namespace TableTap.Testing;

/// <summary>
/// A real embedded journal in a directory of its own, gone with it. Its <c>Committed</c> must be read where more than 64
/// commits with messages are made, as in the server.
/// </summary>
public sealed class TempJournal : IAsyncDisposable
{
    private readonly SqliteJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _directory;

    private TempJournal(
        string directory,
        SqliteJournalOptions options,
        TimeProvider time,
        ILogger log
    ) => (_directory, _options, _time, _log) = (directory, options, time, log);

    public SqliteJournal Journal { get; private set; } = null!;

    public string Path => _options.Path;

    /// <summary>Makes a new journal.</summary>
    /// <param name="time">
    /// The clock; the system's by default. What is older than its retention by this clock is trimmed at once.
    /// </param>
    /// <param name="change">Changes the options.</param>
    /// <param name="log">Where it logs.</param>
    public static async Task<TempJournal> OpenAsync(
        TimeProvider? time = null,
        Func<SqliteJournalOptions, SqliteJournalOptions>? change = null,
        ILogger? log = null
    )
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-").FullName;
        var options = new SqliteJournalOptions
        {
            Path = System.IO.Path.Combine(directory, "journal.db"),
        };
        var temp = new TempJournal(
            directory,
            change?.Invoke(options) ?? options,
            time ?? TimeProvider.System,
            log ?? NullLogger.Instance
        );
        await temp.StartAsync();
        return temp;
    }

    /// <summary>Closes the journal and opens it again, as a restart does.</summary>
    public async Task RestartAsync()
    {
        await Journal.DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAsync() =>
        Journal = await SqliteJournal.OpenAsync(_options, _time, _log, CancellationToken.None);
}
