using System.Globalization;
using System.Net;
using StackExchange.Redis;
using TableTap.Faults.Setting;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

public sealed class ServerLinkTests
{
    [Theory]
    [InlineData(RedisForm.Alone)]
    [InlineData(RedisForm.Sentinel)]
    [InlineData(RedisForm.Cluster)]
    public async Task Who_asks_a_redis_where_to_connect_is_told_the_lines_alone(RedisForm form)
    {
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
        await using var redis = await RedisUnderTest.StartAsync(form);
        await using var link = new ServerLink(
            PostgresServer.FreePort(),
            redis.Doors.Select(door => door.Port),
            TimeSpan.Zero,
            TimeProvider.System
        );
        var options = ConfigurationOptions.Parse(link.Through(redis.ConnectionString));
        options.AbortOnConnectFail = false;
        await using var client = await ConnectionMultiplexer.ConnectAsync(options).Soon();

        await Patience.UntilAsync(() => client.IsConnected, pauseMs: 50);
        var told = await client.GetDatabase().PingAsync().Soon();
        Assert.True(told >= TimeSpan.Zero);
        var ports = client.GetEndPoints().Select(Port).Distinct().ToArray();
        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.Contains(port, link.RedisPorts));
    }

    private static int Port(EndPoint point) =>
        point switch
        {
            DnsEndPoint named => named.Port,
            IPEndPoint numbered => numbered.Port,
            _ => throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{point} has no port.")
            ),
        };
}
