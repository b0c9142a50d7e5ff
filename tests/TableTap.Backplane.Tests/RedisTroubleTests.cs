using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Peers;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Backplane.Tests;

/// <summary>Redis goes, stands still, comes back empty, or is none: nobody waits for it, and it is told.</summary>
public sealed class RedisTroubleTests
{
    private const string Address = "tabletap:trouble:all";

    [Fact]
    public async Task Redis_that_dies_and_comes_back_empty_carries_again_by_itself()
    {
        RealRedis.Require();
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RealRedis.OpenAsync(redis.ConnectionString);
        await using var two = await RealRedis.OpenAsync(redis.ConnectionString);
        var heard = Listen(one);
        await SendUntilHeardAsync(two, "before", heard);
        Assert.Null(two.Trouble);

        await redis.KillAsync();
        await Patience.UntilAsync(() => two.Trouble is not null, () => Send(two, "lost"), 20);
        Assert.Contains(redis.ConnectionString, two.Trouble, StringComparison.Ordinal);
        await redis.StartAgainAsync();

        await SendUntilHeardAsync(two, "after", heard);
        await Patience.UntilAsync(() => two.Trouble is null, () => Send(two, "again"), 20);
    }

    [Fact]
    public async Task Redis_that_is_not_there_at_the_start_is_used_when_it_comes()
    {
        RealRedis.Require();
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var one = await RealRedis.OpenAsync(redis.ConnectionString);
        Assert.NotNull(one.Trouble);
        var heard = Listen(one);

        await redis.StartAgainAsync();

        await SendUntilHeardAsync(one, "now", heard);
    }

    [Fact]
    public async Task What_comes_after_a_late_start_of_Redis_is_not_kept()
    {
        const int PeerMessages = 1024;
        RealRedis.Require();
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        var time = new FakeTimeProvider();
        await using var one = await RedisBackplane.OpenAsync(
            redis.ConnectionString,
            time,
            NullLogger.Instance
        );
        var (heard, bytes) = (0, 0L);
        one.Listen(
            Address,
            peerMessage =>
            {
                Interlocked.Increment(ref heard);
                Interlocked.Add(ref bytes, peerMessage.Length);
            }
        );
        // It tries to listen some times, without success.
        var tries = 0;
        await Patience.UntilAsync(() => ++tries > 20, () => time.Advance(TimeSpan.FromSeconds(1)));

        await redis.StartAgainAsync();
        await Patience.UntilAsync(
            () => Volatile.Read(ref heard) > 0,
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                Send(one, "now");
            },
            20
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var large = new string('x', 64 << 10);
        await Patience.UntilAsync(
            () => Volatile.Read(ref bytes) > PeerMessages * (long)large.Length,
            () => Send(one, large),
            pauseMs: 1
        );

        // A quarter of what was heard: other tests run meanwhile.
        Assert.InRange(
            GC.GetTotalMemory(forceFullCollection: true) - before,
            long.MinValue,
            PeerMessages * (long)large.Length / 4
        );
    }

    [Fact]
    public async Task A_Sentinel_that_is_not_there_keeps_no_server_from_starting()
    {
        await using var one = await RedisBackplane.OpenAsync(
            "127.0.0.1:1,serviceName=tabletap",
            TimeProvider.System,
            NullLogger.Instance
        );

        Assert.NotNull(one.Trouble);
        var heard = Listen(one);
        Send(one, "lost");
        Assert.Empty(heard);
    }

    [Fact]
    public async Task A_Sentinel_that_comes_later_says_where_Redis_is()
    {
        RealRedis.Require();
        await using var redis = await RedisServer.StartAsync();
        await using var sentinel = RedisServer.Sentinel(redis, "tabletap");
        var time = new FakeTimeProvider();
        await using var one = await RedisBackplane.OpenAsync(
            $"{sentinel.ConnectionString},serviceName=tabletap",
            time,
            NullLogger.Instance
        );
        var heard = Listen(one);

        await sentinel.StartAgainAsync();
        await Patience.UntilAsync(
            () => heard.Contains("now"),
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                Send(one, "now");
            },
            20
        );

        await Patience.UntilAsync(() => one.Trouble is null, () => Send(one, "again"), 20);
    }

    [Fact]
    public async Task Redis_that_stands_still_makes_nobody_wait_and_no_memory_grow()
    {
        RealRedis.Require();
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RealRedis.OpenAsync(redis.ConnectionString);
        var heard = Listen(one);
        await SendUntilHeardAsync(one, "before", heard);

        await redis.SignalAsync("STOP");
        var peerMessage = new byte[64 << 10];
        var taken = 0;
        await Patience.UntilAsync(
            () => one.Trouble is not null,
            () =>
            {
                while (one.TrySend(Address, peerMessage))
                {
                    taken++;
                }
            },
            20
        );

        // Before it was known, no more than fits; since then one at a time.
        Assert.InRange(taken, 1, 4 * RedisBackplane.MostWaiting / peerMessage.Length);
        await redis.SignalAsync("CONT");
        await SendUntilHeardAsync(one, "after", heard);
    }

    [Fact]
    public async Task A_Redis_that_cannot_be_the_backplane_is_found_out_in_words()
    {
        RealRedis.Require();
        await using var old = await RedisServer.StartAsync("--rename-command", "SPUBLISH", "");
        var shared = await RealRedis.Shared;

        Assert.Null(await RedisFitness.LookAsync(shared.ConnectionString));
        Assert.Contains(
            "sharded pub/sub",
            await RedisFitness.LookAsync(old.ConnectionString),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "127.0.0.1:1",
            await RedisFitness.LookAsync("127.0.0.1:1,password=pw-12345"),
            StringComparison.Ordinal
        );
    }

    private static ConcurrentQueue<string> Listen(IBackplane backplane)
    {
        var heard = new ConcurrentQueue<string>();
        backplane.Listen(
            Address,
            peerMessage => heard.Enqueue(Encoding.UTF8.GetString(peerMessage.Span))
        );
        return heard;
    }

    private static void Send(IBackplane backplane, string peerMessage) =>
        backplane.TrySend(Address, Encoding.UTF8.GetBytes(peerMessage));

    private static Task SendUntilHeardAsync(
        IBackplane backplane,
        string peerMessage,
        ConcurrentQueue<string> heard
    ) =>
        Patience.UntilAsync(
            () => heard.Contains(peerMessage),
            () => Send(backplane, peerMessage),
            20
        );
}
