using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>Servers on one database that tell each other of their commits: whatever becomes of the hints, everybody hears everything once.</summary>
public sealed class HintedServersTests : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly ChannelName Staff = ChannelName.Of(ChannelKinds.CafeStaff, "demo");
    private static readonly ChannelName Bar = ChannelName.Of(ChannelKinds.CounterOrders, "bar");
    private readonly MemoryBackplane _backplane = new();
    private readonly List<(PostgresJournal Journal, Cluster Cluster)> _servers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        for (var server = 0; server < 2; server++)
        {
            var cluster = new Cluster(
                _backplane.Open(),
                [1, 2, 3],
                TimeProvider.System,
                NullLogger.Instance
            );
            var journal = await PostgresStore.OpenAsync(
                schema,
                options => options with { Hints = cluster.Hints }
            );
            cluster.Counts.Listen(CountKey.Channel(General));
            cluster.Join(journal.Epoch);
            _servers.Add((journal, cluster));
        }

        await Patience.UntilAsync(() =>
            _servers.All(server => server.Cluster is { IsHealthy: true, Peers.Count: 1 })
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (journal, cluster) in _servers)
        {
            await cluster.DisposeAsync();
            await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_somebody_listens_to_comes_with_the_hint_and_the_rest_is_passed_over()
    {
        var (one, two) = (_servers[0].Journal, _servers[1].Journal);
        // The peers have told each other by now what they listen to.
        await Patience.UntilAsync(() =>
            _servers[0].Cluster.Counts.Elsewhere(CountKey.Channel(General)) == 1
            && !_servers[0].Cluster.Counts.MayHave(_servers[1].Cluster.Node, CountKey.Channel(Bar))
        );
        // A hint that comes late is overtaken by the sweep, which brings everything: some round has its hints in time.
        List<string> expected = [];
        List<string> heard = [];
        for (var round = 0; heard.Count == expected.Count + round && round < 100; round++)
        {
            string[] told = [$"g{round}", $"h{round}"];
            var fact = 3 * round;
            await one.AppendAsync(Batch.Of("a", fact).Fact("1").Message(General, told[0]), Cancel);
            await one.AppendAsync(
                Batch.Of("a", fact + 1).Fact("2").Message(Bar, $"b{round}"),
                Cancel
            );
            await one.AppendAsync(
                Batch.Of("a", fact + 2).Fact("3").Message(General, told[1]),
                Cancel
            );
            expected.AddRange(told);
            while (heard.LastOrDefault() != told[1])
            {
                var next = await PostgresStore.ListenAsync(two, 1).Soon();
                heard.AddRange(next.Select(message => message.MessageId));
            }
        }

        Assert.Equal(expected, heard.Where(id => id[0] != 'b'));
        Assert.DoesNotContain($"b{(expected.Count / 2) - 1}", heard);

        // Who begins to listen finds everything from then on.
        _servers[1].Cluster.Counts.Expect(CountKey.Channel(Bar));
        var last = PostgresStore.ListenAsync(two, 1);
        var facts = 3 * (expected.Count / 2);
        await one.AppendAsync(Batch.Of("a", facts).Fact("4").Message(Bar, "m4"), Cancel);
        Assert.Equal("m4", Assert.Single(await last.Soon()).MessageId);
    }

    /// <summary>Nobody of the staff is at this server, but somebody who may have had a right until then (section 3).</summary>
    [Fact]
    public async Task What_may_move_rights_comes_before_what_follows_though_nobody_listens_to_it()
    {
        var (one, two) = (_servers[0].Journal, _servers[1].Journal);
        var heard = PostgresStore.ListenAsync(two, 2);
        await Patience.UntilAsync(() =>
            _servers[0].Cluster.Counts.Elsewhere(CountKey.Channel(General)) == 1
            && !_servers[0]
                .Cluster.Counts.MayHave(_servers[1].Cluster.Node, CountKey.Channel(Staff))
        );

        await one.AppendAsync(Batch.Of("a", 0).Fact("1").Message(Staff, "ended"), Cancel);
        await one.AppendAsync(Batch.Of("a", 1).Fact("2").Message(General, "next"), Cancel);

        Assert.Equal(["ended", "next"], (await heard.Soon()).Select(message => message.MessageId));
    }

    /// <summary>Hints are lost, doubled and overtake each other, and for a while there are none.</summary>
    [Fact]
    public async Task Lost_doubled_and_late_hints_cost_no_message_and_no_order()
    {
        const int Each = 120;
        var random = new Random(7);
        var held = new ConcurrentBag<(string, ReadOnlyMemory<byte>)>();
        _backplane.Times = (address, peerMessage) =>
        {
            lock (random)
            {
                if (held.TryTake(out var late))
                {
                    _backplane.Deliver(late.Item1, late.Item2);
                }

                switch (random.Next(5))
                {
                    case 0:
                        return 0;
                    case 1:
                        return 2;
                    case 2:
                        held.Add((address, peerMessage));
                        return 0;
                    default:
                        return 1;
                }
            }
        };
        var listening = Task.WhenAll(
            _servers.Select(server => PostgresStore.ListenAsync(server.Journal, 2 * Each))
        );

        await Task.WhenAll(TellAsync(0), TellAsync(1));

        var heard = await listening.Soon();
        Assert.Equal(
            heard[0].Select(message => (message.Position, message.MessageId)),
            heard[1].Select(message => (message.Position, message.MessageId))
        );
        foreach (var one in heard)
        {
            Assert.Equal(
                Enumerable.Range(1, 2 * Each).Select(n => (long)n),
                one.Select(message => message.Sequence)
            );
        }

        async Task TellAsync(int server)
        {
            for (var number = 0; number < Each; number++)
            {
                _backplane.IsCut = server == 0 && number is > 40 and < 60;
                await _servers[server]
                    .Journal.AppendAsync(
                        Batch
                            .Of($"s{server}", number)
                            .Fact("1")
                            .Message(General, $"{server}-{number}"),
                        Cancel
                    );
            }
        }
    }
}
