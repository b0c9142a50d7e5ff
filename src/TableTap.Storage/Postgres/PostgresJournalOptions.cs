using System.Diagnostics.Metrics;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

namespace TableTap.Storage.Postgres;

/// <summary>How the journal in PostgreSQL is reached and kept. Immutable.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>How the database is reached, in the words of Npgsql: <c>Host=…;Database=…;Username=…;Password=…</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>How a standby of the database is reached, from which history is read where it is fresh enough.</summary>
    /// <value>Default null: all is read from the database itself.</value>
    public string? ReplicaConnectionString { get; init; }

    /// <summary>What signs and covers critical messages as they are committed (section 9).</summary>
    /// <value>Default null: nothing does.</value>
    public MessageSeal? Seal { get; init; }

    /// <summary>Where the journal's figures go; owned by the caller.</summary>
    /// <value>Default null: nowhere.</value>
    public Meter? Meter { get; init; }

    /// <summary>Tells other servers of commits, and hears of theirs.</summary>
    /// <value>Default null: the store is looked at all the time.</value>
    public CommitHints? Hints { get; init; }

    /// <summary>How long messages are kept for replay (section 7). They go in slices of a 24th of it, and never earlier.</summary>
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How large the history may grow before its oldest slice goes early (section 7), in bytes of frames plus 160 for each
    /// message's place in the indexes.
    /// </summary>
    public long HistoryMaxBytes { get; init; } = 20L << 30;

    /// <summary>How long the answer of a command is remembered (section 4, "Exactly once").</summary>
    public TimeSpan AnswerRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long audit lines are kept (section 9).</summary>
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How often old messages, answers, audit lines, facts and records are looked for.</summary>
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many rows go at once: between two bites waiting appends are served.</summary>
    public int TrimBatchSize { get; init; } = 1000;

    /// <summary>
    /// How often messages that another server committed are looked for: what it adds at most to the time until this server's
    /// readers hear of them, beside the reading itself.
    /// </summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many batches one commit takes at most.</summary>
    public int GroupBatches { get; init; } = 256;

    /// <summary>How many bytes of payload one commit takes at most, but always one batch.</summary>
    public long GroupBytes { get; init; } = 4L << 20;

    /// <summary>How many batches may wait for the writer; further callers wait to get in.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>How many commits the dispatcher may lag behind before commits stop.</summary>
    public int CommittedCapacity { get; init; } = 64;

    /// <summary>
    /// How long the database may be silent in any step (connecting, waiting for a lock, answering) before it counts as
    /// unavailable; and how long a server that stands still may keep others from writing.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
