namespace TableTap.Storage.Maintenance;

/// <summary>What a store holds, at one commit.</summary>
/// <param name="Path">The database file.</param>
/// <param name="Epoch">The name of its history.</param>
/// <param name="Schema">The version of its schema.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="LogBytes">The size of its write-ahead log.</param>
/// <param name="Position">The last commit position given.</param>
/// <param name="Channels">Channels that were ever written to.</param>
/// <param name="Messages">How many messages are kept.</param>
/// <param name="HistoryBytes">What they count against the history's size.</param>
/// <param name="OldestMessage">When the oldest of them was committed; null where there is none.</param>
/// <param name="Streams">How many streams there are.</param>
/// <param name="Facts">How many facts are kept.</param>
/// <param name="OldestFact">When the oldest of them happened; null where there is none.</param>
/// <param name="Snapshots">How many snapshots are kept.</param>
/// <param name="SnapshotBytes">The size of the snapshots in bytes.</param>
/// <param name="Answers">How many answers of commands are remembered.</param>
/// <param name="AuditLines">Lines of the audit kept.</param>
public sealed record StoreStatistics(
    string Path,
    string Epoch,
    int Schema,
    long Bytes,
    long LogBytes,
    long Position,
    long Channels,
    long Messages,
    long HistoryBytes,
    DateTimeOffset? OldestMessage,
    long Streams,
    long Facts,
    DateTimeOffset? OldestFact,
    long Snapshots,
    long SnapshotBytes,
    long Answers,
    long AuditLines
);
