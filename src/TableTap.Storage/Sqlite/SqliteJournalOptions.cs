using System.Diagnostics.Metrics;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Options;

namespace TableTap.Storage.Sqlite;

/// <summary>How the embedded journal is kept. Immutable.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>The database file; its directory is made where it is missing.</summary>
    [FilePath]
    public required string Path { get; init; }

    /// <summary>What signs and covers critical messages as they are committed (section 9).</summary>
    /// <value>Default null: nothing does.</value>
    public MessageSeal? Seal { get; init; }

    /// <summary>Where the journal's figures go; owned by the caller.</summary>
    /// <value>Default null: nowhere.</value>
    public Meter? Meter { get; init; }

    /// <summary>How long messages are kept for replay (section 7).</summary>
    [Setting("History:Retention"), Duration("1m", "90d")]
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How large the history may grow before its oldest messages go early (section 7), in bytes of frames plus
    /// 160 for each message's place in the indexes.
    /// </summary>
    [Setting("History:MaxBytes"), Size("64KiB", "16384GiB")]
    public long HistoryMaxBytes { get; init; } = 20L << 30;

    /// <summary>How long the answer of a command is remembered (section 4, "Exactly once").</summary>
    [Setting("History:AnswerRetention"), Duration("1m", "90d")]
    public TimeSpan AnswerRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long audit lines are kept (section 9).</summary>
    [Setting("History:AuditRetention"), Duration("1d", "3650d")]
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How often old messages, answers and audit lines are looked for.</summary>
    [Duration("100ms", "1h")]
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many rows go at once: between two bites waiting appends are served, so a bite bounds what trimming adds to
    /// their latency.
    /// </summary>
    [Number(1, 100_000)]
    public int TrimBatchSize { get; init; } = 100;

    /// <summary>How often messages that another process committed are looked for.</summary>
    [Duration("10ms", "1m")]
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many batches one commit takes at most.</summary>
    [Number(1, 10_000)]
    public int GroupBatches { get; init; } = 256;

    /// <summary>How many bytes of payload one commit takes at most, but always one batch.</summary>
    [Size("1KiB", "1GiB")]
    public long GroupBytes { get; init; } = 4L << 20;

    /// <summary>How many batches may wait for the writer; further callers wait to get in.</summary>
    [Number(1, 100_000)]
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>How many commits the dispatcher may lag behind before commits stop.</summary>
    [Number(1, 10_000)]
    public int CommittedCapacity { get; init; } = 64;

    /// <summary>How long a lock of another process is waited for before the store counts as unavailable.</summary>
    [Duration("0s", "1m")]
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit may take before the store counts as unavailable; it may still end well.</summary>
    [Duration("100ms", "1m")]
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many reads run side by side.</summary>
    [Number(1, 64)]
    public int Readers { get; init; } = 4;

    /// <summary>
    /// Opens the store for a command line beside a running server: not refused while a server holds it, trims and migrates
    /// nothing, and its <c>Committed</c> stays empty, for the server tells its readers.
    /// </summary>
    public bool BesideServer { get; init; }

    /// <summary>Where tests let the store fail.</summary>
    internal StoreFaults Faults { get; init; } = new();

    /// <summary>Checks that every value lies in its range.</summary>
    /// <exception cref="InvalidOperationException">A value is out of its range; says which, the value and what is allowed.</exception>
    public void Validate()
    {
        if (OptionProperty.Problems(this).FirstOrDefault() is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
