namespace TableTap.Storage;

/// <summary>How the embedded journal is kept. Immutable.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>The database file; its directory is made where it is missing.</summary>
    public required string Path { get; init; }

    /// <summary>How long messages are kept for replay (section 7).</summary>
    /// <value>At least 1 minute; 24 h by default.</value>
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How large the history may grow before its oldest messages go early (section 7), in bytes of frames plus
    /// 160 for each message's place in the indexes.
    /// </summary>
    /// <value>At least 64 KiB; 20 GiB by default.</value>
    public long HistoryMaxBytes { get; init; } = 20L << 30;

    /// <summary>How long the answer of a command is remembered (section 4, "Exactly once").</summary>
    /// <value>At least 1 minute; 24 h by default.</value>
    public TimeSpan AnswerRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long audit lines are kept (section 9).</summary>
    /// <value>At least 1 day; 365 days by default.</value>
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How often old messages, answers and audit lines are looked for.</summary>
    /// <value>100 ms to 1 h; 1 minute by default.</value>
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many rows go at once: between two bites waiting appends are served, so a bite bounds what trimming adds to
    /// their latency.
    /// </summary>
    /// <value>1 to 100,000; 100 by default.</value>
    public int TrimBite { get; init; } = 100;

    /// <summary>How often messages that another process committed are looked for.</summary>
    /// <value>10 ms to 1 minute; 1 s by default.</value>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many batches one commit takes at most.</summary>
    /// <value>1 to 10,000; 256 by default.</value>
    public int GroupBatches { get; init; } = 256;

    /// <summary>How many bytes of payload one commit takes at most, but always one batch.</summary>
    /// <value>At least 1 KiB; 4 MiB by default.</value>
    public long GroupBytes { get; init; } = 4L << 20;

    /// <summary>How many batches may wait for the writer; further callers wait to get in.</summary>
    /// <value>1 to 100,000; 1,024 by default.</value>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>How many commits the dispatcher may lag behind before commits stop.</summary>
    /// <value>1 to 10,000; 64 by default.</value>
    public int CommittedCapacity { get; init; } = 64;

    /// <summary>How long a lock of another process is waited for before the store counts as unavailable.</summary>
    /// <value>0 to 1 minute; 5 s by default.</value>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit may take before the store counts as unavailable; it may still end well.</summary>
    /// <value>100 ms to 1 minute; 5 s by default.</value>
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many reads run side by side.</summary>
    /// <value>1 to 64; 4 by default.</value>
    public int Readers { get; init; } = 4;

    /// <summary>
    /// Opens the store for a command line beside a running server: not refused while a server holds it, trims and migrates
    /// nothing, and its <c>Committed</c> stays empty, for the server tells its readers.
    /// </summary>
    /// <value><c>false</c> by default.</value>
    public bool BesideServer { get; init; }

    /// <summary>Where tests let the store fail.</summary>
    internal StoreFaults Faults { get; init; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; says which, the value and what is allowed.</exception>
    public void Validate()
    {
        var minute = TimeSpan.FromMinutes(1);
        Check(!string.IsNullOrWhiteSpace(Path), nameof(Path), Path, "a file's path");
        AtLeast(HistoryRetention, minute, nameof(HistoryRetention));
        AtLeast(HistoryMaxBytes, 64L << 10, nameof(HistoryMaxBytes));
        AtLeast(AnswerRetention, minute, nameof(AnswerRetention));
        AtLeast(AuditRetention, TimeSpan.FromDays(1), nameof(AuditRetention));
        Between(
            TrimInterval,
            TimeSpan.FromMilliseconds(100),
            TimeSpan.FromHours(1),
            nameof(TrimInterval)
        );
        Between(TrimBite, 1, 100_000, nameof(TrimBite));
        Between(SweepInterval, TimeSpan.FromMilliseconds(10), minute, nameof(SweepInterval));
        Between(GroupBatches, 1, 10_000, nameof(GroupBatches));
        AtLeast(GroupBytes, 1024, nameof(GroupBytes));
        Between(QueueCapacity, 1, 100_000, nameof(QueueCapacity));
        Between(CommittedCapacity, 1, 10_000, nameof(CommittedCapacity));
        Between(BusyTimeout, TimeSpan.Zero, minute, nameof(BusyTimeout));
        Between(CommitPatience, TimeSpan.FromMilliseconds(100), minute, nameof(CommitPatience));
        Between(Readers, 1, 64, nameof(Readers));
    }

    private static void AtLeast<T>(T value, T least, string name)
        where T : IComparable<T> =>
        Check(value.CompareTo(least) >= 0, name, value, $"at least {least}");

    private static void Between<T>(T value, T least, T most, string name)
        where T : IComparable<T> =>
        Check(
            value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0,
            name,
            value,
            $"{least} to {most}"
        );

    private static void Check<T>(bool allowed, string name, T value, string range)
    {
        if (!allowed)
        {
            throw new ArgumentException($"{name} is '{value}'; allowed is {range}.", name);
        }
    }
}
