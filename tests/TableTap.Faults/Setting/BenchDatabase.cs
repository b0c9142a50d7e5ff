using System.Globalization;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Setting;

/// <summary>The PostgreSQL of several servers, and its standbys.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    // A standby whose line was cut at the wrong moment still finds what it lacks.
    private const string KeptForStandbys = "wal_keep_size=256MB";
    private const string WaitsForHeir = "synchronous_standby_names=*";

    private readonly string _flush;

    private BenchDatabase(PostgresServer primary, string flush) =>
        (Primary, ConnectionString, _flush) = (primary, primary.ConnectionString, flush);

    /// <summary>Where everything is written, until it fails over.</summary>
    public PostgresServer Primary { get; }

    /// <summary>The standby that has all that was acknowledged, and can take the place of the primary; null where there is none.</summary>
    public PostgresServer? Heir { get; private set; }

    /// <summary>The standby in the region of a far server; null where there is none.</summary>
    public PostgresServer? Near { get; private set; }

    /// <summary>How servers reach it, whichever is the primary.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>Starts it, with an heir where the plan wants one.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="InvalidOperationException">The plan wants an heir and lines to PostgreSQL.</exception>
    public static async Task<BenchDatabase> StartAsync(FaultPlan plan)
    {
        var flush = plan.Flushes ? "fsync=on" : "fsync=off";
        if (!plan.HasHeir)
        {
            return new(await PostgresServer.StartAsync(KeptForStandbys, flush), flush);
        }

        if (plan.Distance > TimeSpan.Zero || plan.CutsLinks)
        {
            throw new InvalidOperationException("A line leads to PostgreSQL and not to its heir.");
        }

        var database = new BenchDatabase(
            await PostgresServer.StartAsync(KeptForStandbys, WaitsForHeir, flush),
            flush
        );
        try
        {
            await database.AddHeirAsync();
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the standby in the region of a far server.</summary>
    /// <param name="port">The port that leads from there to the primary.</param>
    public async Task FollowAsync(int port) => Near = await Primary.StartStandbyAsync(port, _flush);

    /// <summary>Kills the primary for good, and lets the heir take its place.</summary>
    public async Task FailOverAsync()
    {
        await Primary.KillAsync();
        await Heir!.PromoteAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in new[] { Near, Heir, Primary })
        {
            if (one is not null)
            {
                await one.DisposeAsync();
            }
        }
    }

    private async Task AddHeirAsync()
    {
        Heir = await Primary.StartStandbyAsync(port: null, _flush);
        await Patience.UntilAsync(
            async () =>
                await PostgresServer.ExecuteAsync(
                    Primary.ConnectionString,
                    "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
                )
                    is 1L,
            pauseMs: 20
        );
        ConnectionString = string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1:{Primary.Port},127.0.0.1:{Heir.Port};Database=postgres;Username=tabletap;Target Session Attributes=primary;Host Recheck Seconds=1"
        );
    }
}
