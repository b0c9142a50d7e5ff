using Npgsql;
using TableTap.Storage.Postgres.Tables;

namespace TableTap.Storage.Postgres;

/// <summary>Whether a database can carry a journal. Changes nothing.</summary>
public static class DatabaseFitness
{
    private const int OldestVersion = 15;

    /// <summary>Looks at a database.</summary>
    /// <param name="options">How it is reached.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Settings of the database by which a power cut may take what was acknowledged: <c>fsync = off</c>.</returns>
    /// <exception cref="StoreRefusedException">A server would not start on it; says why.</exception>
    public static async Task<IReadOnlyList<string>> LookAsync(
        PostgresJournalOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var database = new Database(options);
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var weaknesses = await CheckAsync(connection, database.Place, cancellationToken);
            await PostgresMigrations.CheckAsync(connection, cancellationToken);
            return weaknesses;
        }
        catch (Exception trouble) when (PostgresErrors.IsOfDatabase(trouble))
        {
            throw new StoreRefusedException(PostgresErrors.Words(trouble, database.Place), trouble);
        }
    }

    /// <summary>Looks at a replica; says why history cannot be read from it, null where it can.</summary>
    /// <param name="connectionString">How it is reached, in the words of Npgsql.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static Task<string?> LookAtReplicaAsync(
        string connectionString,
        CancellationToken cancellationToken
    ) => HistoryReplica.LookAsync(connectionString, cancellationToken);

    /// <summary>Checks version and encoding, and names weak settings.</summary>
    internal static async Task<IReadOnlyList<string>> CheckAsync(
        NpgsqlConnection connection,
        string place,
        CancellationToken cancellationToken
    )
    {
        if (RefusalOf(connection.PostgreSqlVersion, place) is { } refusal)
        {
            throw new StoreRefusedException(refusal);
        }

        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of(
                    "SELECT current_setting('server_encoding'), current_setting('fsync'), current_setting('full_page_writes')"
                ),
            ]
        );
        await using var rows = await ask.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        if (rows.GetString(0) is not "UTF8" and var encoding)
        {
            throw new StoreRefusedException(
                $"The database at {place} keeps texts as {encoding}; TableTap needs UTF8: createdb --encoding=UTF8 --template=template0 NAME."
            );
        }

        return
        [
            .. rows.GetString(1) == "off" ? ["fsync = off"] : (string[])[],
            .. rows.GetString(2) == "off" ? ["full_page_writes = off"] : (string[])[],
        ];
    }

    /// <summary>Why a version is too old; null where it is not.</summary>
    internal static string? RefusalOf(Version version, string place) =>
        version.Major < OldestVersion
            ? $"PostgreSQL at {place} is version {version.Major}.{version.Minor}; TableTap needs {OldestVersion} or newer."
            : null;
}
