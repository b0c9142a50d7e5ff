using TableTap.Realtime.Journal;
using TableTap.Server.Configuration;
using TableTap.Storage.Postgres;
using TableTap.Storage.Sqlite;

namespace TableTap.Server.Hosting;

/// <summary>The journal as the settings of a server describe it: a SQLite file in the data directory, or a PostgreSQL database.</summary>
internal static class StoredJournal
{
    /// <summary>Opens it; a <see cref="JournalOpening"/>.</summary>
    /// <param name="options">The settings of the server.</param>
    /// <param name="time">The clock of the server.</param>
    /// <param name="log">Where the journal tells the operator of trouble.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<IJournal> OpenAsync(
        TableTapOptions options,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellationToken
    ) =>
        options.Storage.IsEmbedded
            ? await SqliteJournal.OpenAsync(options.Journal, time, log, cancellationToken)
            : await PostgresJournal.OpenAsync(options.Postgres, time, log, cancellationToken);
}
