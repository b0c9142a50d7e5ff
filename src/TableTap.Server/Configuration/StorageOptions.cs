using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Where everything is kept. Immutable.</summary>
public sealed record StorageOptions
{
    private const string Embedded = "sqlite";
    private const string Postgres = "postgres";

    /// <summary>
    /// What keeps the journal: <c>sqlite</c> is the embedded store, <c>postgres</c> a PostgreSQL database of version 15 or newer.
    /// </summary>
    [Setting("Storage:Provider"), Choice(Embedded, Postgres)]
    public string Provider { get; init; } = Embedded;

    /// <summary>How the database is reached, with the provider <c>postgres</c> alone; a pool of connections may stand before it.</summary>
    [Setting("Storage:ConnectionString"), ConnectionText]
    public string ConnectionString { get; init; } = "";

    /// <summary>
    /// How a standby of the database is reached, with the provider <c>postgres</c> alone: history is read from it where it knows all that
    /// this server has told, or has more than a page, and from the database else.
    /// </summary>
    [Setting("Storage:ReplicaConnectionString"), ConnectionText]
    public string ReplicaConnectionString { get; init; } = "";

    /// <summary>
    /// The directory of the embedded journal and of the generated keys, relative to the working directory; made if missing,
    /// used by one server at a time.
    /// </summary>
    [Setting("Storage:Directory"), FilePath]
    public string Directory { get; init; } = "data";

    /// <summary>
    /// The folder into which backups are made, or the backup: the server and <c>tabletap doctor</c> say when the youngest is too old. Without it
    /// nobody looks.
    /// </summary>
    [Setting("Storage:Backups"), FilePath]
    public string? Backups { get; init; }

    /// <summary>Whether the journal is the embedded one.</summary>
    public bool IsEmbedded => Provider == Embedded;

    /// <summary>The embedded journal's file in it.</summary>
    public string JournalPath => Path.Combine(Directory, "tabletap.db");
}
