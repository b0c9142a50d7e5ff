using Npgsql;

namespace TableTap.Storage.Postgres.Tables;

/// <summary>Brings the tables to the schema of this program, one server at a time, while older ones go on.</summary>
internal static class PostgresMigrations
{
    // "TTap"; held until the transaction ends, so that it works behind a pool of connections.
    private const long Lock = 0x54546170;

    /// <summary>Makes sure that the tables are there and are some that this program can use.</summary>
    /// <param name="connection">An open connection that no transaction is open on.</param>
    /// <param name="mayMigrate">Whether tables are made and changed, as a server does at its start.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <returns>The schema before and the schema now.</returns>
    /// <exception cref="StoreRefusedException">A newer program changed the tables so that this one cannot use them, or there are none.</exception>
    public static async Task<(int From, int To)> ApplyAsync(
        NpgsqlConnection connection,
        bool mayMigrate,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Command(connection, $"SELECT pg_advisory_xact_lock({Lock})")
            .ExecuteNonQueryAsync(cancellationToken);
        var from = await CheckAsync(connection, cancellationToken);
        var known = PostgresSchema.Scripts.Count;
        if (from < known && !mayMigrate)
        {
            throw new StoreRefusedException(
                from == 0
                    ? "The database holds no store of TableTap. Start the server once; it makes the tables."
                    : $"The database has schema {from} and this program needs {known}. Start the server of this version once; it brings it up to date."
            );
        }

        if (from >= known)
        {
            return (from, from);
        }

        for (var version = from; version < known; version++)
        {
            await Command(connection, PostgresSchema.Scripts[version])
                .ExecuteNonQueryAsync(cancellationToken);
        }

        await Command(
                connection,
                $"""
                CREATE TABLE IF NOT EXISTS tabletap_schema (version integer NOT NULL, compatible integer NOT NULL);
                DELETE FROM tabletap_schema;
                INSERT INTO tabletap_schema VALUES ({known}, {PostgresSchema.OldestCompatible});
                """
            )
            .ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (from, known);
    }

    /// <summary>Makes sure that no newer program has changed the tables so that this one cannot use them.</summary>
    /// <returns>The schema; 0 where there are no tables.</returns>
    /// <exception cref="StoreRefusedException">One has.</exception>
    public static async Task<int> CheckAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var (version, compatible) = await VersionAsync(connection, cancellationToken);
        var known = PostgresSchema.Scripts.Count;
        return compatible > known
            ? throw new StoreRefusedException(
                $"The database has schema {version}, written by a newer TableTap; this one knows up to {known}. Start the newer program."
            )
            : version;
    }

    private static async Task<(int Version, int Compatible)> VersionAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var ask = Command(connection, "SELECT to_regclass('tabletap_schema') IS NULL");
        if (await ask.ExecuteScalarAsync(cancellationToken) is true)
        {
            return (0, 0);
        }

        await using var read = Command(
            connection,
            "SELECT version, compatible FROM tabletap_schema"
        );
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken)
            ? (rows.GetInt32(0), rows.GetInt32(1))
            : (0, 0);
    }

#pragma warning disable CA2100 // The texts are constants of this program.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string text) =>
        new(text, connection);
#pragma warning restore CA2100
}
