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

    // Each try makes connections of its own: where none is to be had for long, they come seldom.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConfigurationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _place;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly TaskCompletionSource<ConnectionMultiplexer> _opened = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock _gate = new();
    private ConnectionMultiplexer? _redis;
    private string? _trouble;
    private long _waiting;

    private RedisBackplane(ConfigurationOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _place = RedisOptions.Place(options);
        _stopping = _stop.Token;
    }

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

    /// <summary>
    /// Opens it. Where Redis, or its Sentinel, cannot be reached now, it goes on trying: a server does not wait for its backplane.
    /// </summary>
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
        var backplane = new RedisBackplane(RedisOptions.Of(connectionString), time, log);
        if (!await backplane.TryConnectAsync())
        {
            _ = backplane.KeepConnectingAsync();
        }

        return backplane;
    }

    /// <inheritdoc />
    public void Listen(string address, Action<ReadOnlyMemory<byte>> receive) =>
        _ = ListenAsync(RedisChannel.Sharded(address), receive);

    /// <inheritdoc />
    public bool TrySend(string address, ReadOnlyMemory<byte> peerMessage)
    {
        if (_stopping.IsCancellationRequested || Volatile.Read(ref _redis) is not { } redis)
        {
            return false;
        }

        // In trouble one at a time finds out when it is over.
        var most = Trouble is null ? MostWaiting : peerMessage.Length;
        if (Interlocked.Add(ref _waiting, peerMessage.Length) > most)
        {
            Interlocked.Add(ref _waiting, -peerMessage.Length);
            return false;
        }

        _ = SendAsync(redis, RedisChannel.Sharded(address), peerMessage);
        return true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        ConnectionMultiplexer? redis;
        lock (_gate)
        {
            redis = _redis;
        }

        if (redis is not null)
        {
            await redis.DisposeAsync();
        }

        _stop.Dispose();
    }

    /// <summary>Tries to connect. A Redis that is away is one that comes back by itself; a Sentinel that is away has to be asked again.</summary>
    /// <returns>False where there is no connection that could come back.</returns>
    private async Task<bool> TryConnectAsync()
    {
        try
        {
            // Parts of it block.
            var redis = await Task.Run(
                () => ConnectionMultiplexer.ConnectAsync(_options),
                _stopping
            );
            if (!redis.IsConnected)
            {
                Fail("It cannot be reached.");
            }

            if (!TryTake(redis))
            {
                await redis.DisposeAsync();
            }

            return true;
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            Fail(trouble.Message);
            return false;
        }
    }

    private bool TryTake(ConnectionMultiplexer redis)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return false;
            }

            _redis = redis;
        }

        return _opened.TrySetResult(redis);
    }

    private async Task KeepConnectingAsync()
    {
        try
        {
            var pause = TryAgain;
            do
            {
                await Task.Delay(pause, _time, _stopping);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            } while (!await TryConnectAsync());
        }
        catch (OperationCanceledException)
        {
            // It is closed.
        }
    }

    private async Task ListenAsync(RedisChannel channel, Action<ReadOnlyMemory<byte>> receive)
    {
        try
        {
            var subscriber = (await _opened.Task.WaitAsync(_stopping)).GetSubscriber();
            var inbox = new PeerMessageQueue(receive);
            while (!await TrySubscribeAsync(subscriber, channel, inbox))
            {
                await Task.Delay(TryAgain, _time, _stopping);
            }

            await inbox.RunAsync(_stopping);
        }
        catch (OperationCanceledException)
        {
            // It is closed.
        }
    }

    private async Task<bool> TrySubscribeAsync(
        ISubscriber subscriber,
        RedisChannel channel,
        PeerMessageQueue inbox
    )
    {
        try
        {
            var queue = await subscriber.SubscribeAsync(channel);
            queue.OnMessage(message =>
            {
                if ((byte[]?)message.Message is { } peerMessage)
                {
                    inbox.TryPut(peerMessage);
                }
            });
            return true;
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            Fail(trouble.Message);
        }

        try
        {
            // The client keeps the queue of a subscription that failed, fills it once Redis is there, and nobody would empty it.
            await subscriber.UnsubscribeAsync(channel);
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            // Redis is not there to be told; the client has forgotten the queue all the same.
        }

        return false;
    }

    private async Task SendAsync(
        ConnectionMultiplexer redis,
        RedisChannel channel,
        ReadOnlyMemory<byte> peerMessage
    )
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(channel, peerMessage);
            Recover();
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            Fail(trouble.Message);
        }
        finally
        {
            Interlocked.Add(ref _waiting, -peerMessage.Length);
        }
    }

    private void Fail(string words)
    {
        lock (_gate)
        {
            if (_trouble is null && !_stopping.IsCancellationRequested)
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
