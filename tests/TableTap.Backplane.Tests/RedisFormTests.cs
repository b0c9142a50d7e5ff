using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Peers;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Backplane.Tests;

/// <summary>A form of Redis that the tests of a class share.</summary>
/// <typeparam name="T">The form.</typeparam>
/// <param name="start">Starts it.</param>
public abstract class SharedRedis<T>(Func<Task<T>> start) : IAsyncLifetime
    where T : IAsyncDisposable
{
    internal T Redis { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        if (RedisServer.Program is not null)
        {
            Redis = await start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>A primary with a replica behind a pair of Sentinels, shared by the tests of a class.</summary>
public sealed class SharedSentinels()
    : SharedRedis<RedisSentinels>(() => RedisSentinels.StartAsync());

/// <summary>A cluster of three, shared by the tests of a class.</summary>
public sealed class SharedCluster() : SharedRedis<RedisCluster>(() => RedisCluster.StartAsync());

/// <summary>Behind Sentinel a backplane is what it is everywhere, and a primary that dies is one that comes back elsewhere.</summary>
public sealed class RedisSentinelTests(SharedSentinels shared)
    : BackplaneContract,
        IClassFixture<SharedSentinels>
{
    protected override async Task<IBackplane> OpenAsync()
    {
        RealRedis.Require();
        return await RealRedis.OpenAsync(shared.Redis.ConnectionString);
    }

    [Fact]
    public async Task When_the_primary_dies_the_replica_carries_what_is_sent_from_then_on()
    {
        const string Address = "tabletap:failover:all";
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var heard = Listen(one, Address);
        await SendUntilHeardAsync(two, Address, "before", heard);
        var before = await shared.Redis.CarrierAsync();

        await shared.Redis.KillAsync(TimeSpan.Zero);

        Assert.NotEqual(before.Port, (await shared.Redis.CarrierAsync()).Port);
        await SendUntilHeardAsync(two, Address, "after", heard);
        await Patience.UntilAsync(
            () => two.Trouble is null,
            () => two.TrySend(Address, "again"u8.ToArray()),
            20
        );
        // What is sent now comes whole and in its order, as before.
        var numbers = Enumerable
            .Range(0, 100)
            .Select(number => number.ToString(CultureInfo.InvariantCulture))
            .ToArray();
        foreach (var number in numbers)
        {
            Assert.True(two.TrySend(Address, Encoding.UTF8.GetBytes(number)));
        }

        await Patience.UntilAsync(() => heard.Contains(numbers[^1]));
        Assert.Equal(numbers, heard.Where(text => numbers.Contains(text)));
    }
}

/// <summary>In a cluster addresses are shared out; while a part of it is away, the others carry on, and the log says so once.</summary>
public sealed class RedisClusterTests(SharedCluster shared)
    : BackplaneContract,
        IClassFixture<SharedCluster>
{
    protected override async Task<IBackplane> OpenAsync()
    {
        RealRedis.Require();
        return await RealRedis.OpenAsync(shared.Redis.ConnectionString);
    }

    [Fact]
    public async Task A_part_that_dies_takes_its_own_addresses_along_and_comes_back_with_them()
    {
        RealRedis.Require();
        var log = new CountedLog();
        await using var one = await OpenAsync();
        await using var two = await RedisBackplane.OpenAsync(
            shared.Redis.ConnectionString,
            // Trouble is not forgotten by itself, however busy this machine is.
            new FakeTimeProvider(),
            log
        );
        // One address at each of the three.
        var owned = new Dictionary<RedisServer, string>();
        for (var number = 0; owned.Count < shared.Redis.Nodes.Count; number++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"tabletap:part:{number}");
            owned.TryAdd(await shared.Redis.OwnerAsync(address), address);
        }

        var addresses = shared.Redis.Nodes.Select(node => owned[node]).ToArray();
        var heard = addresses.Select(address => Listen(one, address)).ToArray();
        for (var part = 0; part < addresses.Length; part++)
        {
            await SendUntilHeardAsync(two, addresses[part], "before", heard[part]);
        }

        Assert.Null(two.Trouble);
        var dead = shared.Redis.Nodes[1];
        await dead.KillAsync();
        await Patience.UntilAsync(
            () => two.Trouble is not null,
            () => two.TrySend(addresses[1], "lost"u8.ToArray()),
            20
        );

        // Others are heard, and what gets through there does not hide that something is wrong.
        foreach (var part in new[] { 0, 2 })
        {
            await SendUntilHeardAsync(two, addresses[part], "meanwhile", heard[part]);
        }

        for (var round = 0; round < 20; round++)
        {
            two.TrySend(addresses[round % 3], "round"u8.ToArray());
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.NotNull(two.Trouble);
        Assert.Equal(1, log.Count(6001));
        Assert.Equal(0, log.Count(6002));

        await dead.StartAgainAsync();
        await shared.Redis.IsWholeAsync();

        await SendUntilHeardAsync(two, addresses[1], "after", heard[1]);
        await Patience.UntilAsync(
            () => two.Trouble is null,
            () => two.TrySend(addresses[1], "again"u8.ToArray()),
            20
        );
        Assert.Equal(1, log.Count(6002));
    }

    private sealed class CountedLog : ILogger
    {
        private readonly ConcurrentQueue<int> _events = new();

        public int Count(int eventId) => _events.Count(one => one == eventId);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _events.Enqueue(eventId.Id);
    }
}
