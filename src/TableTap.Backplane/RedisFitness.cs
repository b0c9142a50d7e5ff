using System.Globalization;
using StackExchange.Redis;

namespace TableTap.Backplane;

/// <summary>Whether a Redis can be the backplane.</summary>
public static class RedisFitness
{
    /// <summary>The oldest version that has shard channels.</summary>
    private static readonly Version Oldest = new(7, 0);

    /// <summary>Says what is wrong with a Redis; null where it can be the backplane.</summary>
    /// <param name="connectionString">How it is reached.</param>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public static async Task<string?> LookAsync(string connectionString)
    {
        var options = RedisOptions.Of(connectionString);
        var place = RedisOptions.Place(options);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            var database = redis.GetDatabase();
            await database.PingAsync();
            foreach (var server in redis.GetServers())
            {
                if (server.IsConnected && server.Version < Oldest)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"Redis at {place} has version {server.Version}, without sharded pub/sub; {Oldest} or newer is needed."
                    );
                }
            }

            await redis
                .GetSubscriber()
                .PublishAsync(RedisChannel.Sharded("tabletap:doctor"), RedisValue.EmptyString);
            return null;
        }
        catch (RedisServerException refused)
            when (refused.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase))
        {
            return $"Redis at {place} has no sharded pub/sub (SPUBLISH).";
        }
        catch (Exception trouble)
            when (trouble is RedisException or TimeoutException or InvalidOperationException)
        {
            return $"Redis at {place} does not answer as a backplane: {trouble.Message}";
        }
    }
}
