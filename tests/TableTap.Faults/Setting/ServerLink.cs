using System.Globalization;
using TableTap.Faults.Line;

namespace TableTap.Faults.Setting;

/// <summary>The way of one server to PostgreSQL and to Redis, whatever form that has, which can be long and can be cut.</summary>
public sealed class ServerLink : IAsyncDisposable
{
    private readonly DistantLine _database;
    private readonly List<DistantLine> _redis = [];

    // By the port that a line leads to; whoever is behind one of them tells only these.
    private readonly Dictionary<int, int> _ports = [];

    /// <summary>Opens it.</summary>
    /// <param name="database">The port of PostgreSQL.</param>
    /// <param name="redis">The ports of all processes of Redis to which a client may connect.</param>
    /// <param name="away">How long a byte takes, one way.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidOperationException">A port has less than five digits: it could not be put in the place of another.</exception>
    public ServerLink(int database, IEnumerable<int> redis, TimeSpan away, TimeProvider time)
    {
        _database = new(database, away, time);
        foreach (var port in redis)
        {
            var line = new DistantLine(port, away, time, _ports);
            _redis.Add(line);
            _ports.Add(port, line.Port);
            if (Math.Min(port, line.Port) < TranslatedLine.LeastPort)
            {
                throw new InvalidOperationException(
                    $"Redis at {port} behind {line.Port}: a port has less than five digits."
                );
            }
        }
    }

    /// <summary>The port that leads to PostgreSQL.</summary>
    public int DatabasePort => _database.Port;

    /// <summary>The ports that lead to Redis.</summary>
    public IReadOnlyCollection<int> RedisPorts => _ports.Values;

    /// <summary>How a Redis is reached by this way.</summary>
    /// <param name="connectionString">How it is reached without it.</param>
    public string Through(string connectionString) =>
        _ports.Aggregate(
            connectionString,
            (text, port) =>
                text.Replace(Place(port.Key), Place(port.Value), StringComparison.Ordinal)
        );

    /// <summary>Cuts it: connections stay, and carry nothing that way.</summary>
    /// <param name="way">Which way; the server is on the near side.</param>
    public void Cut(LineWay way)
    {
        _database.Cut(way);
        _redis.ForEach(line => line.Cut(way));
    }

    /// <summary>Makes it whole again.</summary>
    public void Heal()
    {
        _database.Heal();
        _redis.ForEach(line => line.Heal());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        foreach (var line in _redis)
        {
            await line.DisposeAsync();
        }
    }

    private static string Place(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}
