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

    // A replica hears what is published at its primary, and not the other way round: with each end at whichever of both, half would be lost.
    private const CommandFlags AtPrimary = CommandFlags.DemandMaster;

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    // Each try makes connections of its own: where none is to be had for long, they come seldom.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConfigurationOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly TaskCompletionSource<ConnectionMultiplexer> _opened = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock _gate = new();
    private readonly RedisTroubles _troubles;
    private ConnectionMultiplexer? _redis;
    private long _waiting;

    private RedisBackplane(ConfigurationOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time) = (options, time);
        _troubles = new(RedisOptions.Place(options), time, log);
        _stopping = _stop.Token;
    }

    /// <inheritdoc />
    public string? Trouble => _troubles.Words;

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
        _ = ListenAsync(address, receive);

    /// <inheritdoc />
    public bool TrySend(string address, ReadOnlyMemory<byte> peerMessage)
    {
        if (_stopping.IsCancellationRequested || Volatile.Read(ref _redis) is not { } redis)
        {
            return false;
        }

        // In trouble one at a time finds out when it is over.
        var most = _troubles.IsAt(address) ? peerMessage.Length : MostWaiting;
        if (Interlocked.Add(ref _waiting, peerMessage.Length) > most)
        {
            Interlocked.Add(ref _waiting, -peerMessage.Length);
            return false;
        }

        _ = SendAsync(redis, address, peerMessage);
        return true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _troubles.End();
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
                _troubles.Add(RedisTroubles.Everywhere, "It cannot be reached.");
            }

            if (!TryTake(redis))
            {
                await redis.DisposeAsync();
            }

            return true;
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            _troubles.Add(RedisTroubles.Everywhere, trouble.Message);
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

    private async Task ListenAsync(string address, Action<ReadOnlyMemory<byte>> receive)
    {
        try
        {
            var subscriber = (await _opened.Task.WaitAsync(_stopping)).GetSubscriber();
            var inbox = new PeerMessageQueue(receive);
            while (!await TrySubscribeAsync(subscriber, address, inbox))
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
        string address,
        PeerMessageQueue inbox
    )
    {
        var channel = RedisChannel.Sharded(address);
        try
        {
            var queue = await subscriber.SubscribeAsync(channel, AtPrimary);
            queue.OnMessage(message =>
            {
                if ((byte[]?)message.Message is { } peerMessage)
                {
                    inbox.TryPut(peerMessage);
                }
            });
            _troubles.Remove(address);
            return true;
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            _troubles.Add(address, trouble.Message);
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
        string address,
        ReadOnlyMemory<byte> peerMessage
    )
    {
        try
        {
            await redis
                .GetSubscriber()
                .PublishAsync(RedisChannel.Sharded(address), peerMessage, AtPrimary);
            _troubles.Remove(address);
        }
        catch (Exception trouble) when (IsOfRedis(trouble))
        {
            _troubles.Add(address, trouble.Message);
        }
        finally
        {
            Interlocked.Add(ref _waiting, -peerMessage.Length);
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
