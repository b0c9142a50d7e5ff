using System.Globalization;

namespace TableTap.Testing.Databases;

/// <summary>A cluster of three Redis, each with a third of the slots and none with a replica: while one is away, its slots are.</summary>
public sealed class RedisCluster : RedisUnderTest
{
    private const int Size = 3;
    private const int Slots = 16384;

    private readonly DirectoryInfo _folder;
    private readonly RedisServer[] _nodes;

    private RedisCluster(DirectoryInfo folder, RedisServer[] nodes) =>
        (_folder, _nodes) = (folder, nodes);

    /// <inheritdoc />
    public override string ConnectionString =>
        string.Join(',', _nodes.Select(node => node.ConnectionString));

    /// <inheritdoc />
    public override IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>Starts all three and shares the slots out among them.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tabletap-cluster-");
        var (nodes, buses) = (new RedisServer[Size], new int[Size]);
        for (var number = 0; number < Size; number++)
        {
            buses[number] = PostgresServer.FreePort();
            nodes[number] = await RedisServer.StartAsync(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Text(buses[number]),
                "--cluster-node-timeout",
                "1000",
                // Whose slots are there goes on.
                "--cluster-require-full-coverage",
                "no",
                "--dir",
                folder.FullName,
                "--cluster-config-file",
                $"nodes-{Text(number)}.conf"
            );
            var (first, last) = (number * Slots / Size, ((number + 1) * Slots / Size) - 1);
            await MustAsync(nodes[number], $"CLUSTER SET-CONFIG-EPOCH {Text(number + 1)}");
            await MustAsync(nodes[number], $"CLUSTER ADDSLOTSRANGE {Text(first)} {Text(last)}");
        }

        for (var number = 1; number < Size; number++)
        {
            await MustAsync(
                nodes[0],
                $"CLUSTER MEET 127.0.0.1 {Text(nodes[number].Port)} {Text(buses[number])}"
            );
        }

        var cluster = new RedisCluster(folder, nodes);
        await cluster.IsWholeAsync();
        return cluster;
    }

    /// <summary>Kills one of them, and starts it again with its slots and with nothing else.</summary>
    /// <param name="away">What has to have happened before it comes back.</param>
    /// <param name="draw">Says which.</param>
    public override async Task KillAsync(Func<Task> away, int draw = 0)
    {
        var node = await CarrierAsync(draw);
        await node.KillAsync();
        await away();
        await node.StartAgainAsync();
        await IsWholeAsync();
    }

    /// <inheritdoc />
    public override Task<RedisServer> CarrierAsync(int draw = 0) =>
        Task.FromResult(_nodes[draw % Size]);

    /// <summary>The process that a shard channel is at.</summary>
    /// <param name="channel">The channel.</param>
    public async Task<RedisServer> OwnerAsync(string channel)
    {
        var answer = await _nodes[0].AskAsync($"CLUSTER KEYSLOT {channel}", 1);
        var slot = int.Parse(answer[0][1..], CultureInfo.InvariantCulture);
        return _nodes[
            Enumerable.Range(0, Size).First(number => slot < (number + 1) * Slots / Size)
        ];
    }

    /// <summary>Waits until each knows all three and their slots.</summary>
    public async Task IsWholeAsync()
    {
        foreach (var node in _nodes)
        {
            await Patience.UntilAsync(
                async () =>
                {
                    var info = await node.AskAsync("CLUSTER INFO", 7);
                    return info.Contains("cluster_state:ok")
                        && info.Contains($"cluster_slots_ok:{Text(Slots)}")
                        && info.Contains($"cluster_known_nodes:{Text(Size)}");
                },
                pauseMs: 50
            );
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static async Task MustAsync(RedisServer node, string command)
    {
        if (await node.AskAsync(command, 1) is not ["+OK"] and var answer)
        {
            throw new InvalidOperationException($"{command}: {string.Join(' ', answer)}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
