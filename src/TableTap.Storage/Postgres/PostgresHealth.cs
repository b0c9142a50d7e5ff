using Microsoft.Extensions.Logging;
using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// How the database is doing: told by the writer, looked at from anywhere. Trouble is logged when it begins and when it is over,
/// and not again where it flickers. A database that only reads is still in trouble. Thread-safe.
/// </summary>
internal sealed class PostgresHealth(PostgresJournalOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    // A database that cannot be reached is asked as soon as it can be read; one that says no is given time.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private string? _trouble;
    private (TimeSpan Ago, long At)? _historyCut;
    private long? _toldAt;
    private bool _told;
    private (long At, TimeSpan Wait)? _unwritable;

    /// <summary>
    /// Whether it is time to try a write: the last one failed, and nobody has one to try, for orders are refused while there is trouble.
    /// </summary>
    public bool WantsWrite
    {
        get
        {
            lock (_gate)
            {
                return _unwritable is { } failed && time.GetElapsedTime(failed.At) >= failed.Wait;
            }
        }
    }

    /// <summary>How it is now.</summary>
    public JournalHealth Now
    {
        get
        {
            lock (_gate)
            {
                return new(
                    _trouble,
                    _historyCut is { } cut
                    && cut.Ago + time.GetElapsedTime(cut.At) is var ago
                    && ago < options.HistoryRetention
                        ? time.GetUtcNow() - ago
                        : null
                );
            }
        }
    }

    /// <summary>The database answers questions: trouble is over, where it was not in writing.</summary>
    public void Reads()
    {
        lock (_gate)
        {
            if (_unwritable is null)
            {
                Recover();
            }
        }
    }

    /// <summary>The database has written: trouble is over, where there was some.</summary>
    public void Writes()
    {
        lock (_gate)
        {
            _unwritable = null;
            Recover();
        }
    }

    /// <summary>The database does not write what it was given.</summary>
    /// <param name="words">Why, for the operator.</param>
    /// <param name="trouble">The cause.</param>
    public void FailToWrite(string words, Exception trouble)
    {
        lock (_gate)
        {
            _unwritable = (
                time.GetTimestamp(),
                trouble.GetBaseException() is PostgresException ? AfterRefusal : TimeSpan.Zero
            );
            Fail(words, trouble);
        }
    }

    /// <summary>The database does not do what it was asked for.</summary>
    /// <param name="words">Why, for the operator.</param>
    /// <param name="trouble">The cause.</param>
    public void Fail(string words, Exception trouble)
    {
        lock (_gate)
        {
            _trouble = words;
            if (!_told && (_toldAt is not { } at || time.GetElapsedTime(at) >= Quiet))
            {
                (_told, _toldAt) = (true, time.GetTimestamp());
                PostgresLog.Unavailable(log, words, trouble);
            }
        }
    }

    private void Recover()
    {
        _trouble = null;
        if (_told)
        {
            _told = false;
            PostgresLog.Recovered(log);
        }
    }

    /// <summary>Messages were trimmed before their time.</summary>
    /// <param name="ago">How long ago the youngest of them was made, by time that truly passed.</param>
    public void Cut(TimeSpan ago)
    {
        lock (_gate)
        {
            _historyCut = (ago, time.GetTimestamp());
        }
    }
}
