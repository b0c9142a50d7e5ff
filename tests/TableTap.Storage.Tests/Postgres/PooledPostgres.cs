using System.Collections.Concurrent;
using Npgsql;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// The PostgreSQL of these tests behind a real PgBouncer that lends connections by the transaction. Its databases go with it. Tests
/// are skipped where one of the two programs is not installed.
/// </summary>
public sealed class PooledPostgres : IAsyncLifetime
{
    // Their names by how they are reached: a search makes and drops them in several threads.
    private readonly ConcurrentDictionary<string, string> _databases = new();
    private PostgresServer? _server;
    private PgBouncer? _pool;

    /// <summary>The port of the pool.</summary>
    public int Port
    {
        get
        {
            Require();
            return _pool!.Port;
        }
    }

    /// <summary>Starts a pool of a test's own.</summary>
    public static async Task<PooledPostgres> StartAsync()
    {
        var pooled = new PooledPostgres();
        await pooled.InitializeAsync();
        pooled.Require();
        return pooled;
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Programs is not null && PgBouncer.IsInstalled)
        {
            _server = await PostgresServer.Shared;
            _pool = await PgBouncer.StartAsync(_server.Port);
        }
    }

    /// <summary>Skips the test where one of the two programs is not installed.</summary>
    public void Require() =>
        Assert.SkipWhen(_pool is null, "PostgreSQL or PgBouncer is not installed.");

    /// <summary>Makes an empty database, and says how it is reached through the pool.</summary>
    /// <param name="port">Another port that leads to the pool, as a line that breaks has.</param>
    public async Task<string> NewDatabaseAsync(int? port = null)
    {
        Require();
        var words = await _server!.NewDatabaseAsync(port ?? Port);
        _databases[words] = new NpgsqlConnectionStringBuilder(words).Database!;
        return words;
    }

    /// <summary>Drops a database, and with it the connections that the pool keeps to it.</summary>
    /// <param name="words">How it is reached through the pool.</param>
    public async Task DropAsync(string words)
    {
        if (_databases.TryRemove(words, out var name))
        {
            await PostgresServer.ExecuteAsync(
                _server!.ConnectionString,
                $"DROP DATABASE {name} WITH (FORCE)"
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var words in _databases.Keys)
        {
            await DropAsync(words);
        }

        if (_pool is not null)
        {
            await _pool.DisposeAsync();
        }
    }
}
