using Microsoft.Extensions.Logging;
using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Lets go what is old: whole slices of history, and answers, audit lines, facts and records a bite at a time (section 7). One task;
/// of several servers one does it at a time, and all count the store's age.
/// </summary>
internal sealed class PostgresRetention : IAsyncDisposable
{
    // One round at a time in a schema; apart from the locks of snapshots, whose second number is a small one.
    private const string Turn =
        "SELECT pg_try_advisory_xact_lock(hashtext(current_schema() || ' retention'), 1000)";

    private readonly Database _database;
    private readonly PostgresJournalOptions _options;
    private readonly PostgresHealth _health;
    private readonly AgeClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private bool _warned;

    public PostgresRetention(
        Database database,
        PostgresJournalOptions options,
        PostgresHealth health,
        AgeClock clock,
        TimeProvider time,
        ILogger log
    )
    {
        (_database, _options, _health) = (database, options, health);
        (_clock, _time, _log) = (clock, time, log);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends it after the bite that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                while (await RoundAsync()) { }

                await Task.Delay(_options.TrimInterval, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception trouble)
            {
                await PauseAsync(trouble);
            }
        }
    }

    private async Task PauseAsync(Exception trouble)
    {
        PostgresLog.NotTrimmed(
            _log,
            PostgresErrors.IsOfDatabase(trouble)
                ? PostgresErrors.Words(trouble, _database.Place)
                : trouble.Message,
            trouble
        );
        try
        {
            await Task.Delay(_options.TrimInterval, _time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop ends.
        }
    }

    // Says whether more is left.
    private async Task<bool> RoundAsync()
    {
        var age = await CountAgeAsync();
        var (slices, moreSlices) = await SliceTrim.CutAsync(_database, _options, age, _stop.Token);
        if (slices.Early is { } youngest)
        {
            CutEarly(age - youngest);
        }

        await using var connection = await _database.OpenAsync(_stop.Token);
        await using var transaction = await connection.BeginTransactionAsync(_stop.Token);
        await Sql.RunAsync(connection, [HeadLock.Bounds(_database.Patience)], _stop.Token);
        await using var turn = Sql.Batch(connection, [Sql.Of(Turn)]);
        if (await turn.ExecuteScalarAsync(_stop.Token) is not true)
        {
            return false;
        }

        var bite = _options.TrimBatchSize;
        var lines = await AuditTrim.CutAsync(
            connection,
            _options.Seal,
            (age - _options.AuditRetention).Ticks,
            bite,
            _stop.Token
        );
        var answers = await RowTrim.AnswersAsync(
            connection,
            (age - _options.AnswerRetention).Ticks,
            bite,
            _stop.Token
        );
        var records = await RowTrim.RecordsAsync(connection, age.Ticks, bite, _stop.Token);
        var facts = await RowTrim.FactsAsync(connection, bite, _stop.Token);
        await transaction.CommitAsync(_stop.Token);
        if (slices.Count + lines + answers + records + facts > 0)
        {
            PostgresLog.Trimmed(_log, slices.Count, answers, lines, facts, records);
        }

        int[] gone = [lines, answers, records, facts];
        return moreSlices || gone.Max() >= bite;
    }

    private void CutEarly(TimeSpan youngest)
    {
        _health.Cut(youngest);
        if (!_warned)
        {
            _warned = true;
            PostgresLog.TrimmedForSpace(_log, youngest);
        }
    }

    // What is not noted when the last server ends is taken as a stop.
    private async Task<TimeSpan> CountAgeAsync()
    {
        await using var connection = await _database.OpenAsync(_stop.Token);
        await using var read = Sql.Batch(
            connection,
            [
                .. HeadLock.Begin(_options.Patience),
                Sql.Of("SELECT age, owed, wall, cut_age FROM store FOR UPDATE"),
            ]
        );
        TimeSpan? cut = null;
        await using (var rows = await read.ExecuteReaderAsync(_stop.Token))
        {
            await rows.NextResultAsync(_stop.Token);
            await rows.ReadAsync(_stop.Token);
            _clock.AtLeast(
                new(rows.GetInt64(0)),
                new(rows.GetInt64(1)),
                rows.IsDBNull(2) ? null : rows.Time(2)
            );
            cut = rows.IsDBNull(3) ? null : new(rows.GetInt64(3));
        }

        var age = _clock.Now;
        await Sql.RunAsync(
            connection,
            [
                Sql.Of(
                    "UPDATE store SET age = $1, owed = $2, wall = $3",
                    age.Ticks,
                    _clock.Owed.Ticks,
                    _clock.Wall.UtcTicks
                ),
                // Of servers that are gone for good.
                Sql.Of("DELETE FROM receipt WHERE age < $1", (age - TimeSpan.FromDays(1)).Ticks),
                Sql.Of("COMMIT"),
            ],
            _stop.Token
        );
        if (cut is { } early)
        {
            _health.Cut(age - early);
        }

        return age;
    }
}
