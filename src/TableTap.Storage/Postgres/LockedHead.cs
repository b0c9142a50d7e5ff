using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>The last number given under a name, held until the transaction ends. Not thread-safe.</summary>
/// <param name="id">The short id of the name.</param>
/// <param name="last">The last number.</param>
/// <param name="wish">Which other server wants to be next; null where none does.</param>
internal sealed class LockedHead(long id, long last, string? wish = null)
{
    public long Id => id;

    public long Last { get; private set; } = last;

    public bool HasMoved { get; private set; }

    public string? Wish => wish;

    /// <summary>Gives the next number.</summary>
    public long Next()
    {
        HasMoved = true;
        return ++Last;
    }
}

/// <summary>The end of a chain of audit lines, held until the transaction ends. Not thread-safe.</summary>
/// <param name="id">The short id of the chain.</param>
/// <param name="head">Where it ends.</param>
/// <param name="token">The head as it was signed; null where it was not.</param>
internal sealed class LockedChain(long id, AuditHead head, string? token)
{
    public long Id => id;

    public AuditHead Head { get; set; } = head;

    public string? Token => token;

    public bool HasMoved { get; set; }

    /// <summary>The hash that the next line is linked to.</summary>
    public byte[] Hash => Convert.FromHexString(Head.Hash);
}

/// <summary>The partition of the history that takes messages now.</summary>
/// <param name="Id">The number of the slice; 0 before the first.</param>
/// <param name="Began">How old the store was when it began.</param>
/// <param name="Bytes">How large it is.</param>
internal readonly record struct HistorySlice(int Id, TimeSpan Began, long Bytes)
{
    /// <summary>How many slices the time, and the size, of the history are cut into.</summary>
    public const int OfHistory = 24;

    /// <summary>Whether the next message belongs into a new one.</summary>
    public bool IsOver(TimeSpan age, PostgresJournalOptions options) =>
        Id == 0
        || age - Began >= options.HistoryRetention / OfHistory
        || Bytes >= options.HistoryMaxBytes / OfHistory;
}
