namespace TableTap.Realtime.Journal;

/// <summary>
/// A record as it is kept now: of what changes often and whose past nobody asks for, as a session of somebody who signed in. Immutable.
/// </summary>
/// <param name="Kind">The kind of thing that the record is about.</param>
/// <param name="Key">The name of the thing, one of its kind.</param>
/// <param name="Version">The number of the write that left it, from 1; no later write has the same, also not of another record.</param>
/// <param name="Data">The content, which only its owner reads.</param>
public sealed record StoredRecord(string Kind, string Key, long Version, ReadOnlyMemory<byte> Data)
{
    /// <summary>The group by which several records are found together.</summary>
    /// <value>Default null: it is found by its key alone.</value>
    public string? Group { get; init; }
}

/// <summary>A write of a record: the whole of it, or its end. Immutable.</summary>
/// <param name="Kind">The kind of thing that the record is about.</param>
/// <param name="Key">The name of the thing, one of its kind.</param>
/// <param name="ExpectedVersion">The version that the decision was made on; 0 where there was no record.</param>
/// <param name="Data">The new content; null removes the record.</param>
public sealed record RecordChange(
    string Kind,
    string Key,
    long ExpectedVersion,
    ReadOnlyMemory<byte>? Data
)
{
    /// <summary>The group by which several records are found together.</summary>
    /// <value>Default null: it is found by its key alone.</value>
    public string? Group { get; init; }

    /// <summary>
    /// How long it is kept from now at least, by time that truly passed; some time after that the journal removes it.
    /// </summary>
    /// <value>Default null: until it is removed.</value>
    public TimeSpan? KeptFor { get; init; }
}

/// <summary>Which records are read.</summary>
/// <param name="Kind">The kind of the records.</param>
/// <param name="Limit">How many at most, from 1.</param>
public sealed record RecordQuery(string Kind, int Limit)
{
    /// <summary>Only records of this group.</summary>
    /// <value>Default null: of all groups, and of none.</value>
    public string? Group { get; init; }

    /// <summary>Only records whose key comes after this one, compared byte by byte: the last key of the page before.</summary>
    /// <value>Default null: from the first on.</value>
    public string? After { get; init; }
}
