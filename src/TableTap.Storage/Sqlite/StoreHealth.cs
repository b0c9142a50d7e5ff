using Microsoft.Extensions.Logging;
using TableTap.Realtime;

namespace TableTap.Storage;

/// <summary>
/// How the store is doing: told by the writer, looked at from anywhere. Trouble is logged when it begins and when it is over,
/// and not again where it flickers. Thread-safe.
/// </summary>
internal sealed class StoreHealth(SqliteJournalOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private string? _trouble;
    private DateTimeOffset? _commitSince;
    private DateTimeOffset? _historyCut;
    private DateTimeOffset _quietUntil;
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
                var now = time.GetUtcNow();
                return new(
                    _trouble ?? Stalled(now),
                    _historyCut > now - options.HistoryRetention ? _historyCut : null
                );
            }
        }
    }

    /// <summary>A write begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _commitSince = time.GetUtcNow();
        }
    }

    /// <summary>A write is durable.</summary>
    public void Works()
    {
        lock (_gate)
        {
            (_commitSince, _trouble) = (null, null);
            if (_told)
            {
                _told = false;
                StorageLog.Recovered(log);
            }
        }
    }

    /// <summary>A write failed.</summary>
    public void Fail(string words, Exception trouble)
    {
        lock (_gate)
        {
            (_commitSince, _trouble) = (null, words);
            Tell(words, trouble);
        }
    }

    /// <summary>Looks whether a write takes too long, for nobody else can tell while it does.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_trouble is null && Stalled(time.GetUtcNow()) is { } words)
            {
                Tell(words, trouble: null);
            }
        }
    }

    /// <summary>Messages made up to a moment were trimmed before their time.</summary>
    public void Cut(DateTimeOffset until)
    {
        lock (_gate)
        {
            _historyCut = until;
        }
    }

    private string? Stalled(DateTimeOffset now) =>
        _commitSince is { } since && now - since >= options.CommitPatience
            ? $"Writing to {options.Path} has taken {(now - since).TotalSeconds:0} s so far. Check the disk."
            : null;

    private void Tell(string words, Exception? trouble)
    {
        var now = time.GetUtcNow();
        if (!_told && now >= _quietUntil)
        {
            _told = true;
            _quietUntil = now + Quiet;
            StorageLog.Unavailable(log, words, trouble);
        }
    }
}
