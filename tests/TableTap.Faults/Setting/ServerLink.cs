using TableTap.Faults.Line;

namespace TableTap.Faults.Setting;

/// <summary>The way of one server to PostgreSQL and to a Redis that is alone, which can be long and can be cut.</summary>
public sealed class ServerLink : IAsyncDisposable
{
    private readonly DistantLine _database;
    private readonly DistantLine? _redis;

    /// <summary>Opens it.</summary>
    /// <param name="database">The port of PostgreSQL.</param>
    /// <param name="redis">The port of Redis; null where Redis tells its clients other ports, past every line.</param>
    /// <param name="away">How long a byte takes, one way.</param>
    /// <param name="time">The clock.</param>
    public ServerLink(int database, int? redis, TimeSpan away, TimeProvider time)
    {
        _database = new(database, away, time);
        _redis = redis is { } port ? new(port, away, time) : null;
    }

    /// <summary>The port that leads to PostgreSQL.</summary>
    public int DatabasePort => _database.Port;

    /// <summary>The port that leads to Redis; null where the server goes there itself.</summary>
    public int? RedisPort => _redis?.Port;

    /// <summary>Cuts it: connections stay, and carry nothing that way.</summary>
    /// <param name="way">Which way; the server is on the near side.</param>
    public void Cut(LineWay way)
    {
        _database.Cut(way);
        _redis?.Cut(way);
    }

    /// <summary>Makes it whole again.</summary>
    public void Heal()
    {
        _database.Heal();
        _redis?.Heal();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }
}
