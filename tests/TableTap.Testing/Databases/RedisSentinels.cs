using System.Globalization;

namespace TableTap.Testing.Databases;

/// <summary>A Redis with a replica, and a pair of Sentinels over both: when the primary dies, the replica takes its place.</summary>
public sealed class RedisSentinels : RedisUnderTest
{
    private const string Name = "tabletap";

    // Sentinel's own defaults are 30 s and 3 minutes.
    private static readonly (string, int)[] Quick =
    [
        ("down-after-milliseconds", 500),
        ("failover-timeout", 1500),
    ];

    // A replica is there at once, and leaves no file behind.
    private static readonly string[] QuickReplicas =
    [
        "--repl-diskless-sync",
        "yes",
        "--repl-diskless-sync-delay",
        "0",
        "--repl-diskless-load",
        "on-empty-db",
    ];

    private readonly RedisServer[] _nodes;
    private readonly RedisServer[] _sentinels;

    private RedisSentinels(RedisServer primary, RedisServer replica)
    {
        _nodes = [primary, replica];
        _sentinels =
        [
            RedisServer.Sentinel(primary, Name, quorum: 2, Quick),
            RedisServer.Sentinel(primary, Name, quorum: 2, Quick),
        ];
    }

    /// <inheritdoc />
    public override string ConnectionString =>
        string.Join(',', _sentinels.Select(sentinel => sentinel.ConnectionString))
        + $",serviceName={Name}";

    /// <inheritdoc />
    public override IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <inheritdoc />
    public override IReadOnlyList<RedisServer> Doors => [.. _sentinels, .. _nodes];

    /// <summary>Starts all four; each Sentinel knows the other and the replica.</summary>
    public static async Task<RedisSentinels> StartAsync()
    {
        var primary = await RedisServer.StartAsync(QuickReplicas);
        var replica = await RedisServer.StartAsync(QuickReplicas);
        var all = new RedisSentinels(primary, replica);
        await all.FollowAsync(replica, primary);
        await Task.WhenAll(all._sentinels.Select(sentinel => sentinel.StartAgainAsync()));
        await all.AreReadyAsync();
        return all;
    }

    /// <summary>The one that Sentinel says is the primary.</summary>
    /// <param name="draw">Means nothing: there is one.</param>
    public override async Task<RedisServer> CarrierAsync(int draw = 0) =>
        await PrimaryAsync()
        ?? throw new InvalidOperationException("The Sentinels know no primary.");

    /// <summary>Kills the primary, and starts it again as a replica once the other one is in its place.</summary>
    /// <param name="away">What has to have happened before it comes back, besides.</param>
    /// <param name="draw">Means nothing: there is one primary.</param>
    public override async Task KillAsync(Func<Task> away, int draw = 0)
    {
        await AreReadyAsync();
        var old = await CarrierAsync();
        await old.KillAsync();
        await away();
        await Patience.UntilAsync(
            async () => await PrimaryAsync() is { } now && now != old && await IsPrimaryAsync(now),
            pauseMs: 50
        );
        await old.StartAgainAsync();
        await FollowAsync(old, await CarrierAsync());
    }

    /// <summary>Waits until the replica could take the place of the primary.</summary>
    public async Task AreReadyAsync()
    {
        foreach (var sentinel in _sentinels)
        {
            await Patience.UntilAsync(
                async () =>
                    await sentinel.AnswersAsync($"SENTINEL CKQUORUM {Name}", "+OK 2")
                    && await sentinel.AnswersAsync($"SENTINEL REPLICAS {Name}", "*1")
                    && await PrimaryAsync() is { } primary
                    && await primary.AnswersAsync("WAIT 1 200", ":1"),
                pauseMs: 50
            );
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        foreach (var server in _sentinels.Concat(_nodes))
        {
            await server.DisposeAsync();
        }
    }

    private Task FollowAsync(RedisServer replica, RedisServer primary) =>
        Patience.UntilAsync(
            () =>
                replica.AnswersAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"REPLICAOF 127.0.0.1 {primary.Port}"
                    ),
                    "+OK"
                ),
            pauseMs: 50
        );

    private static Task<bool> IsPrimaryAsync(RedisServer node) =>
        // An answer of ROLE begins with three parts for a primary, with five for a replica.
        node.AnswersAsync("ROLE", "*3");

    private async Task<RedisServer?> PrimaryAsync()
    {
        foreach (var sentinel in _sentinels)
        {
            var answer = await sentinel.AskAsync($"SENTINEL GET-MASTER-ADDR-BY-NAME {Name}", 5);
            if (
                answer.Count == 5
                && int.TryParse(answer[4], CultureInfo.InvariantCulture, out var port)
            )
            {
                return _nodes.FirstOrDefault(node => node.Port == port);
            }
        }

        return null;
    }
}
