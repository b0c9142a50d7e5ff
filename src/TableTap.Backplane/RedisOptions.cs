using StackExchange.Redis;

namespace TableTap.Backplane;

/// <summary>How Redis is reached, in the words of StackExchange.Redis.</summary>
internal static class RedisOptions
{
    /// <summary>How long Redis may take over anything; what takes longer is lost, and the store has it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Reads a connection string: <c>redis-1:6379,redis-2:6379,password=…,ssl=true,serviceName=…</c>.</summary>
    /// <param name="connectionString">The text.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static ConfigurationOptions Of(string connectionString)
    {
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(connectionString);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }

        if (options.EndPoints.Count == 0)
        {
            throw new FormatException("No address of Redis is named: host:port,password=…");
        }

        options.ClientName ??= "tabletap";
        options.AbortOnConnectFail = false;
        options.AllowAdmin = false;
        // A peer message that cannot leave now is worth nothing later.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        var patience = (int)Patience.TotalMilliseconds;
        (options.ConnectTimeout, options.AsyncTimeout, options.SyncTimeout) = (
            patience,
            patience,
            patience
        );
        options.KeepAlive = (int)Patience.TotalSeconds;
        options.ReconnectRetryPolicy = new LinearRetry(patience / 4);
        return options;
    }

    /// <summary>Where Redis is, without a password.</summary>
    /// <param name="options">How it is reached.</param>
    public static string Place(ConfigurationOptions options) =>
        string.Join(
            ", ",
            options.EndPoints.Select(point =>
                point is System.Net.DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : $"{point}"
            )
        );
}
