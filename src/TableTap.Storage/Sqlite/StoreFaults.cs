using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>The moments at which a test lets the store fail as a disk would.</summary>
internal sealed class StoreFaults
{
    /// <summary>The writer's connection opens.</summary>
    public Action Opening { get; set; } = static () => { };

    /// <summary>A write transaction is about to begin.</summary>
    public Action<SqliteConnection> Beginning { get; set; } = static _ => { };

    /// <summary>All is written, the commit comes next.</summary>
    public Action Committing { get; set; } = static () => { };

    /// <summary>The commit came back well.</summary>
    public Action Committed { get; set; } = static () => { };
}
