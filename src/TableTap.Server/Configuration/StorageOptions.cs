using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Where everything is kept. Immutable.</summary>
public sealed record StorageOptions
{
    /// <summary>What keeps the journal: <c>sqlite</c> is the embedded store.</summary>
    [Setting("Storage:Provider"), Choice("sqlite", Later = "postgres")]
    public string Provider { get; init; } = "sqlite";

    /// <summary>How a database of its own is reached.</summary>
    [
        Setting("Storage:ConnectionString"),
        Unused("with the provider sqlite, whose file lies in Storage:Directory")
    ]
    public string ConnectionString { get; init; } = "";

    /// <summary>
    /// The directory of the embedded journal and of the generated keys, relative to the working directory; made if missing,
    /// used by one server at a time.
    /// </summary>
    [Setting("Storage:Directory"), FilePath]
    public string Directory { get; init; } = "data";

    /// <summary>The embedded journal's file in it.</summary>
    public string JournalPath => Path.Combine(Directory, "tabletap.db");

    /// <summary>After how many facts a café's state is written beside them, so that a start reads it and what follows.</summary>
    [Setting("Storage:SnapshotEvery"), Number(100, 1_000_000)]
    public int SnapshotEvery { get; init; } = 5_000;

    /// <summary>How long facts are kept, and with them what happened to an order (section 7).</summary>
    [Setting("History:FactRetention"), Duration("1d", "3650d")]
    public TimeSpan FactRetention { get; init; } = TimeSpan.FromDays(90);
}
