using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;
using TableTap.Storage.Tests.Contract;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A store of the embedded journal.</summary>
public sealed class SqliteContractStore : MeasuredStore
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tabletap-");
    private readonly StoreFaults _faults = new();
    private readonly ManualResetEventSlim _go = new();

    private string Path => System.IO.Path.Combine(_directory.FullName, "journal.db");

    public override async Task<IJournal> OpenAsync() =>
        await SqliteJournal.OpenAsync(
            new SqliteJournalOptions
            {
                Path = Path,
                Meter = Meter,
                Faults = _faults,
            },
            Time,
            NullLogger.Instance,
            CancellationToken.None
        );

    public override Task<CommitHold> HoldAsync()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _go.Reset();
        _faults.Committing = () =>
        {
            _faults.Committing = () => { };
            reached.SetResult();
            _go.Wait(Patience.Bound);
        };
        return Task.FromResult(
            new CommitHold(
                () => reached.Task.Soon(),
                () =>
                {
                    _go.Set();
                    return ValueTask.CompletedTask;
                }
            )
        );
    }

    public override async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT c.name, a.number, a.message_id FROM audit a JOIN chain c ON c.id = a.chain ORDER BY a.id";
        await using var rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add($"{rows.GetString(0)} {rows.GetInt64(1)} {rows.GetString(2)}");
        }

        return lines;
    }

    public override ValueTask DisposeAsync()
    {
        _go.Dispose();
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
