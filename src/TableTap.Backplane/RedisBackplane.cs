using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TableTap.Realtime.Peers;

namespace TableTap.Backplane;

/// <summary>
/// The backplane in Redis 7 or newer, alone, as a cluster or behind Sentinel: each address is a shard channel, so
/// that a cluster of Redis shares them out. Redis keeps nothing: one that starts empty is as good as the one before. Thread-safe.
/// </summary>
public sealed class RedisBackplane : IBackplane
{
    /// <summary>How much may wait for Redis; what comes on top is dropped, and the store has it.</summary>
    internal const long MostWaiting = 8L << 20;

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly ConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _place;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private string? _trouble;
    private long _waiting;

    private RedisBackplane(
        ConnectionMultiplexer redis,
        string place,
        TimeProvider time,
        ILogger log
    ) => (_redis, _place, _time, _log) = (redis, place, time, log);

    /// <inheritdoc />
    public string? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _trouble;
            }
        }
    }

    /// <summary>Opens it. Where Redis cannot be reached now, it goes on trying: a server does not wait for its backplane.</summary>
    /// <param name="connectionString">How Redis is reached, in the words of StackExchange.Redis.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public static async Task<RedisBackplane> OpenAsync(
        string connectionString,
        TimeProvider time,
        ILogger log
    )
    {
        var options = RedisOptions.Of(connectionString);
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var backplane = new RedisBackplane(redis, RedisOptions.Place(options), time, log);
        if (!redis.IsConnected)
        {
            backplane.Fail("It cannot be reached.");
        }

        return backplane;
    }

    /// <inheritdoc />
    public void Listen(string address, Action<ReadOnlyMemory<byte>> receive) =>
        _ = ListenAsync(RedisChannel.Sharded(address), receive);

    /// <inheritdoc />
    public bool TrySend(string address, ReadOnlyMemory<byte> notice)
    {
        if (_stop.IsCancellationRequested)
        {
            return false;
        }

        // In trouble one at a time finds out when it is over.
        var most = Trouble is null ? MostWaiting : notice.Length;
        if (Interlocked.Add(ref _waiting, notice.Length) > most)
        {
            Interlocked.Add(ref _waiting, -notice.Length);
            return false;
        }

        _ = SendAsync(RedisChannel.Sharded(address), notice);
        return true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _redis.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ListenAsync(RedisChannel channel, Action<ReadOnlyMemory<byte>> receive)
    {
        while (true)
        {
            try
            {
                var queue = await _redis.GetSubscriber().SubscribeAsync(channel);
                queue.OnMessage(message => receive((byte[]?)message.Message));
                return;
            }
            catch (Exception trouble) when (IsOfRedis(trouble))
            {
                Fail(trouble.Message);
            }

            try
            {
                await Task.Delay(TryAgain, _time, _stop.Token);
            }
            catch (Exception stopped)
                when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task SendAsync(RedisChannel channel, ReadOnlyMemory<byte> notice)
    {
        try
        {
            await _redis.GetSubscriber().PublishAsync(channel, notice);
            Recover();
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            Fail(trouble.Message);
        }
        finally
        {
            Interlocked.Add(ref _waiting, -notice.Length);
        }
    }

    private void Fail(string words)
    {
        lock (_gate)
        {
            if (_trouble is null && !_stop.IsCancellationRequested)
            {
                BackplaneLog.Unavailable(_log, _place, words);
            }

            _trouble = $"Redis at {_place}: {words}";
        }
    }

    private void Recover()
    {
        lock (_gate)
        {
            if (_trouble is not null)
            {
                BackplaneLog.Recovered(_log, _place);
            }

            _trouble = null;
        }
    }

    private static bool IsOfRedis(Exception trouble) =>
        trouble
            is RedisException
                or TimeoutException
                or ObjectDisposedException
                or OperationCanceledException
                or InvalidOperationException
                or IOException;
}
