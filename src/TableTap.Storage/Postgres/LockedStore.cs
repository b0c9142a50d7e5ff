using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// What a group of batches is decided on: the heads that it moves, as they are while nobody else can move them. Not thread-safe.
/// </summary>
internal sealed class LockedStore
{
    /// <summary>The name of the history.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>Which run of the database this is.</summary>
    public string Run { get; set; } = "";

    /// <summary>The last position given.</summary>
    public long Position { get; set; }

    /// <summary>The last place given to an audit line, over all chains.</summary>
    public long Line { get; set; }

    /// <summary>The number of the last write of a record.</summary>
    public long Record { get; set; }

    /// <summary>How old the store was when that was last noted, how much of a stop was not yet believed, and what the wall clock said.</summary>
    public (TimeSpan Age, TimeSpan Owed, DateTimeOffset? Wall) Noted { get; set; }

    /// <summary>The slice that takes messages.</summary>
    public HistorySlice Slice { get; set; }

    public Dictionary<string, LockedHead> Streams { get; } = [];

    public Dictionary<string, LockedHead> Channels { get; } = [];

    public Dictionary<string, LockedChain> Chains { get; } = [];

    /// <summary>The versions of those records that are there.</summary>
    public Dictionary<(string Kind, string Key), long> Records { get; } = [];

    /// <summary>Those answers that are stored.</summary>
    public HashSet<AnswerKey> Answers { get; } = [];
}
