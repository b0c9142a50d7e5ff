using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// A standby of the database, from which history is read where it is fresh enough: it has more than a page of what was asked for, or
/// knows all that this server has told. Whatever it does not give is read from the database itself. Thread-safe.
/// </summary>
internal sealed class HistoryReplica : IAsyncDisposable
{
    private const string Setting = "Storage:ReplicaConnectionString";

    // The database is there to be asked: nobody waits long for its replica, nor asks one in trouble all the time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Database _database;
    private readonly CommittedFeed _feed;
    private readonly string _epoch;
    private readonly JournalMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private long? _failedAt;

    /// <summary>Makes it; connects to nothing yet.</summary>
    /// <param name="connectionString">How it is reached, in the words of Npgsql.</param>
    /// <param name="feed">What this server has told.</param>
    /// <param name="epoch">The name of the history.</param>
    /// <param name="metrics">Counts what becomes of pages that are asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <exception cref="StoreRefusedException">The connection string cannot be read.</exception>
    public HistoryReplica(
        string connectionString,
        CommittedFeed feed,
        string epoch,
        JournalMetrics metrics,
        TimeProvider time,
        ILogger log
    )
    {
        (_feed, _epoch, _metrics, _time, _log) = (feed, epoch, metrics, time, log);
        _database = Reach(connectionString);
    }

    /// <summary>Says why a database cannot be the replica of another; null where it can.</summary>
    /// <param name="connectionString">How it is reached, in the words of Npgsql.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<string?> LookAsync(
        string connectionString,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var database = Reach(connectionString);
            return await database.AskAsync(
                Sql.Of("SELECT pg_is_in_recovery() AND to_regclass('store') IS NOT NULL"),
                Sql.IsTrueAsync,
                cancellationToken
            )
                ? null
                : NoStandby(database);
        }
        catch (Exception refused)
            when (refused is StoreRefusedException or JournalUnavailableException)
        {
            return refused.Message;
        }
    }

    /// <summary>Reads the next page of messages after the given position of each channel.</summary>
    /// <param name="after">The channels with their positions.</param>
    /// <param name="limit">How large the page may be.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The page; null where the replica is not fresh enough, or in trouble.</returns>
    public async ValueTask<MessagePage?> ReadAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        if (IsPausing)
        {
            _metrics.Asked(ReplicaEnd.Failed);
            return null;
        }

        // What is told from here on may be missing, as it may where the database itself is asked.
        var told = _feed.Published;
        try
        {
            var copy = await HistoryReading.ReadCopyAsync(
                _database,
                after,
                limit,
                cancellationToken
            );
            if (!copy.IsStandby || copy.Epoch != _epoch)
            {
                return Fail(
                    copy.IsStandby
                        ? $"PostgreSQL at {_database.Place} has another history."
                        : NoStandby(_database)
                );
            }

            Recover();
            var isFresh = copy.Page.HasMore || copy.Page.Position >= told;
            _metrics.Asked(isFresh ? ReplicaEnd.Fresh : ReplicaEnd.Behind);
            return isFresh ? copy.Page : null;
        }
        catch (JournalUnavailableException trouble)
        {
            return Fail(trouble.Message);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static Database Reach(string connectionString) =>
        new(connectionString, Patience, Setting, mayLag: true);

    private static string NoStandby(Database database) =>
        $"PostgreSQL at {database.Place} is no standby of the store. {Setting} names one, or is left out.";

    private bool IsPausing
    {
        get
        {
            lock (_gate)
            {
                return _failedAt is { } at && _time.GetElapsedTime(at) < Pause;
            }
        }
    }

    private MessagePage? Fail(string reason)
    {
        _metrics.Asked(ReplicaEnd.Failed);
        lock (_gate)
        {
            if (_failedAt is null)
            {
                PostgresLog.NoReplica(_log, reason);
            }

            _failedAt = _time.GetTimestamp();
        }

        return null;
    }

    private void Recover()
    {
        lock (_gate)
        {
            if (_failedAt is not null)
            {
                PostgresLog.ReplicaBack(_log, _database.Place);
            }

            _failedAt = null;
        }
    }
}
