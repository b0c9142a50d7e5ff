using TableTap.Storage.Postgres;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with a database of its own.</summary>
internal static class DatabaseChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "database",
            Severity.Error,
            "a PostgreSQL that cannot be reached, is too old, or holds what this program cannot use",
            "Do what the line says; Storage:ConnectionString says how it is reached.",
            async (installation, cancellationToken) =>
            {
                await WeaknessesAsync(installation, cancellationToken);
                return [];
            }
        ),
        new(
            "database-not-durable",
            Severity.Warning,
            "a PostgreSQL that loses what it acknowledged when the power goes",
            "Set it on in postgresql.conf and restart PostgreSQL.",
            async (installation, cancellationToken) =>
            {
                try
                {
                    return
                    [
                        .. (await WeaknessesAsync(installation, cancellationToken)).Select(
                            setting => $"PostgreSQL runs with {setting}."
                        ),
                    ];
                }
                catch (Storage.StoreRefusedException)
                {
                    // The check before says why.
                    return [];
                }
            }
        ),
        new(
            "replica",
            Severity.Warning,
            "a replica that cannot be reached, or is no standby of the store",
            "Do what the line says; Storage:ReplicaConnectionString says how it is reached. Until then all history is read from the database.",
            async (installation, cancellationToken) =>
                installation.Options.Postgres.ReplicaConnectionString is { } replica
                && await DatabaseFitness.LookAtReplicaAsync(replica, cancellationToken) is { } wrong
                    ? [wrong]
                    : []
        ),
    ];

    private static Task<IReadOnlyList<string>> WeaknessesAsync(
        Installation installation,
        CancellationToken cancellationToken
    ) =>
        installation.Options.Storage.IsEmbedded
            ? Task.FromResult<IReadOnlyList<string>>([])
            : DatabaseFitness.LookAsync(installation.Options.Postgres, cancellationToken);
}
