using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// How the store is doing: told by the writer, looked at from anywhere. Trouble is logged when it begins and when it is over,
/// and not again where it flickers. A write takes too long if it did while this process was looking: one that stood still itself,
/// or whose clock jumped, says nothing of the disk. Thread-safe.
/// </summary>
internal sealed class StoreHealth(SqliteJournalOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private string? _trouble;
    private bool _writing;
    private TimeSpan _waited;
    private long _lookedAt;
    private (TimeSpan Ago, long At)? _historyCut;
    private long? _toldAt;
    private bool _told;

    /// <summary>Whether the last write failed.</summary>
    public bool InTrouble
    {
        get
        {
            lock (_gate)
            {
                return _trouble is not null;
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
                    _trouble ?? Stalled(),
                    _historyCut is { } cut
                    && cut.Ago + time.GetElapsedTime(cut.At) is var ago
                    && ago < options.HistoryRetention
                        ? time.GetUtcNow() - ago
                        : null
                );
            }
        }
    }

    /// <summary>Records that a write begins; from now on it may take too long.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            (_writing, _waited, _lookedAt) = (true, TimeSpan.Zero, time.GetTimestamp());
        }
    }

    /// <summary>A write is durable.</summary>
    public void Works()
    {
        lock (_gate)
        {
            (_writing, _trouble) = (false, null);
            if (_told)
            {
                _told = false;
                StorageLog.Recovered(log);
            }
        }
    }

    /// <summary>Records that a write failed, and logs it where the trouble is new.</summary>
    public void Fail(string words, Exception trouble)
    {
        lock (_gate)
        {
            (_writing, _trouble) = (false, words);
            Report(words, trouble);
        }
    }

    /// <summary>
    /// Looks whether a write takes too long, for nobody else can tell while it does. Once in every
    /// <see cref="SqliteJournalOptions.SweepInterval"/>.
    /// </summary>
    public void Refresh()
    {
        lock (_gate)
        {
            (_waited, _lookedAt) = (Waited(), time.GetTimestamp());
            if (_trouble is null && Stalled() is { } words)
            {
                Report(words, trouble: null);
            }
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

    // Of the time since the last look no more counts than two looks may lie apart.
    private TimeSpan Waited()
    {
        var since = time.GetElapsedTime(_lookedAt);
        var most = 2 * options.SweepInterval;
        return _waited + (since < most ? since : most);
    }

    private string? Stalled() =>
        _writing && Waited() is var waited && waited >= options.CommitPatience
            ? $"Writing to {options.Path} has taken {waited.TotalSeconds:0} s so far. Check the disk."
            : null;

    private void Report(string words, Exception? trouble)
    {
        if (!_told && (_toldAt is not { } at || time.GetElapsedTime(at) >= Quiet))
        {
            (_told, _toldAt) = (true, time.GetTimestamp());
            StorageLog.Unavailable(log, words, trouble);
        }
    }
}
