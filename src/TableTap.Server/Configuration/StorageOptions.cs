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
}
