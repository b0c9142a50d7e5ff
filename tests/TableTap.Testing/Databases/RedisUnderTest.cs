namespace TableTap.Testing.Databases;

/// <summary>How a Redis is built.</summary>
public enum RedisForm
{
    /// <summary>One server.</summary>
    Alone,

    /// <summary>A primary with a replica, and a pair of Sentinels that puts the replica in its place.</summary>
    Sentinel,

    /// <summary>A cluster of three that shares the shard channels out; none has a replica.</summary>
    Cluster,
}

/// <summary>A Redis that servers have between them and that is made to fail, whatever form it has.</summary>
public abstract class RedisUnderTest : IAsyncDisposable
{
    /// <summary>How it is reached, in the words of StackExchange.Redis.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The processes of it that carry messages.</summary>
    public abstract IReadOnlyList<RedisServer> Nodes { get; }

    /// <summary>The processes of it to which a client may connect.</summary>
    public virtual IReadOnlyList<RedisServer> Doors => Nodes;

    /// <summary>Starts one.</summary>
    /// <param name="form">How it is built.</param>
    public static async Task<RedisUnderTest> StartAsync(RedisForm form) =>
        form switch
        {
            RedisForm.Sentinel => await RedisSentinels.StartAsync(),
            RedisForm.Cluster => await RedisCluster.StartAsync(),
            _ => new LoneRedis(await RedisServer.StartAsync()),
        };

    /// <summary>Kills what carries messages now and brings it back empty.</summary>
    /// <param name="away">How long it is away at least.</param>
    /// <param name="draw">Says which, where several carry.</param>
    public Task KillAsync(TimeSpan away, int draw = 0) =>
        KillAsync(() => Task.Delay(away, CancellationToken.None), draw);

    /// <summary>Kills what carries messages now and brings it back empty.</summary>
    /// <param name="away">What has to have happened before it comes back.</param>
    /// <param name="draw">Says which, where several carry.</param>
    public abstract Task KillAsync(Func<Task> away, int draw = 0);

    /// <summary>Lets what carries messages now stand still, and go on.</summary>
    /// <param name="still">How long.</param>
    /// <param name="draw">Says which, where several carry.</param>
    public async Task FreezeAsync(TimeSpan still, int draw = 0)
    {
        var node = await CarrierAsync(draw);
        await node.SignalAsync("STOP");
        await Task.Delay(still, CancellationToken.None);
        await node.SignalAsync("CONT");
    }

    /// <summary>A process that carries messages now.</summary>
    /// <param name="draw">Says which, where several do.</param>
    public abstract Task<RedisServer> CarrierAsync(int draw = 0);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>A Redis of one process.</summary>
internal sealed class LoneRedis : RedisUnderTest
{
    private readonly RedisServer _server;

    /// <summary>Takes it over, and ends it.</summary>
    /// <param name="server">The process.</param>
    public LoneRedis(RedisServer server) => _server = server;

    /// <inheritdoc />
    public override string ConnectionString => _server.ConnectionString;

    /// <inheritdoc />
    public override IReadOnlyList<RedisServer> Nodes => [_server];

    /// <inheritdoc />
    public override async Task KillAsync(Func<Task> away, int draw = 0)
    {
        await _server.KillAsync();
        await away();
        await _server.StartAgainAsync();
    }

    /// <inheritdoc />
    public override Task<RedisServer> CarrierAsync(int draw = 0) => Task.FromResult(_server);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
