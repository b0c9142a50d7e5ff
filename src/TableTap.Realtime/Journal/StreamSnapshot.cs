namespace TableTap.Realtime.Journal;

/// <summary>What a snapshot is for.</summary>
public enum SnapshotKind
{
    /// <summary>The newest: a start reads it and the facts after it, where its shape is that of the program.</summary>
    Latest,

    /// <summary>The oldest state that is kept: facts up to its version may be trimmed, and every program must be able to read it.</summary>
    Base,
}

/// <summary>A stream's state after one of its versions, as bytes that the journal does not look into.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Version">The version of the last fact that is in it, from 1.</param>
/// <param name="Shape">Names the program's form of state; another program's snapshot has another.</param>
/// <param name="Data">The state as bytes, in that form.</param>
/// <param name="At">When it was made.</param>
public sealed record StreamSnapshot(
    string Stream,
    SnapshotKind Kind,
    long Version,
    string Shape,
    ReadOnlyMemory<byte> Data,
    DateTimeOffset At
)
{
    /// <summary>The version of the stream's last snapshot that this one continues: its bytes come after those. Null for one that stands for itself.</summary>
    /// <value>Default null.</value>
    public long? Follows { get; init; }
}
