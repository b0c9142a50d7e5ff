using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Peers;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>What servers know of each other, and how they forget.</summary>
public sealed class ClusterTests : IAsyncDisposable
{
    private static readonly CountKey Mona = CountKey.User("mona");
    private static readonly ChannelName Screen = ChannelName.Of(ChannelKinds.CounterOrders, "bar");
    private static readonly byte[] Key = [1, 2, 3];
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryBackplane _backplane = new();
    private readonly List<Cluster> _open = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _open)
        {
            await cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_one_counts_the_others_know_and_forget_when_it_leaves()
    {
        var (one, two) = await PairAsync();

        one.Counts.Add(Mona, 2);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 2);
        one.Counts.Add(Mona, -1);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 1);
        Assert.Equal(0, one.Counts.Elsewhere(Mona));

        await one.DisposeAsync();
        Assert.Equal(0, two.Counts.Elsewhere(Mona));
        Assert.Empty(two.Peers);
    }

    [Fact]
    public async Task A_server_that_dies_frees_what_it_counted_within_seconds()
    {
        var (one, two) = await PairAsync();
        one.Counts.Add(Mona, 2);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 2);

        Silence(one);
        var died = _time.GetUtcNow();
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 0);

        Assert.InRange(_time.GetUtcNow() - died, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.Empty(two.Peers);
    }

    [Fact]
    public async Task While_nothing_gets_through_nobody_is_given_up_and_everybody_says_so()
    {
        var (one, two) = await PairAsync();
        one.Counts.Add(Mona, 2);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 2);

        _backplane.IsCut = true;
        await UntilAsync(() => !two.IsHealthy);
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.Single(two.Peers);
        Assert.Equal(2, two.Counts.LastKnown(Mona));
        Assert.NotNull(two.Trouble);
        Assert.False(two.Hints.AreComing);

        _backplane.IsCut = false;
        await UntilAsync(() => two.IsHealthy);
        Assert.Equal(2, two.Counts.Elsewhere(Mona));
        Assert.Single(two.Peers);
    }

    [Fact]
    public async Task While_nothing_gets_through_limits_are_each_servers_own()
    {
        var (one, two) = await PairAsync();
        one.Counts.Add(Mona, 2);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 2);

        // It dies together with what carries the peer messages: nobody can say that its places are free.
        _backplane.IsCut = true;
        await one.DisposeAsync();
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 0);
        Assert.Single(two.Peers);

        _backplane.IsCut = false;
        await UntilAsync(() => two.IsHealthy && two.Peers.Count == 0);
        Assert.Equal(0, two.Counts.Elsewhere(Mona));
    }

    [Fact]
    public async Task While_nothing_gets_through_every_server_speaks_for_every_cafe_and_none_for_its_screens()
    {
        var (one, two) = await PairAsync();
        one.TakeCommands(true);
        two.TakeCommands(true);
        string[] cafes = [.. Enumerable.Range(0, 50).Select(number => $"cafe-{number}")];
        await UntilAsync(() => cafes.All(cafe => one.IsHome(cafe) != two.IsHome(cafe)));
        Assert.All(cafes, cafe => Assert.Equal(one.IsHome(cafe), one.KnowsScreens(cafe)));

        _backplane.IsCut = true;
        await UntilAsync(() => cafes.All(cafe => one.IsHome(cafe) && two.IsHome(cafe)));
        Assert.DoesNotContain(cafes, cafe => one.KnowsScreens(cafe) || two.KnowsScreens(cafe));

        _backplane.IsCut = false;
        await UntilAsync(() => cafes.All(cafe => one.IsHome(cafe) != two.IsHome(cafe)));
    }

    [Fact]
    public async Task A_server_says_who_it_is_and_one_that_does_not_is_known_by_its_id()
    {
        var one = Open("epoch");
        var two = new Cluster(_backplane.Open(), Key, _time, NullLogger.Instance, node: "two")
        {
            Profile = new("till-2", "1.1.0"),
            Connections = () => 7,
        };
        two.Join("epoch");
        _open.Add(two);
        await UntilAsync(() => one.Known is [{ Version: not null }] && two.Known.Count == 1);

        Assert.Equal(
            new PeerView("two", 0, "till-2", "1.1.0", 7),
            Assert.Single(one.Known) with
            {
                SilentSeconds = 0,
            }
        );
        Assert.Equal(
            new PeerView(one.Node, 0),
            Assert.Single(two.Known) with
            {
                SilentSeconds = 0,
            }
        );

        _backplane.IsCut = true;
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.True(Assert.Single(one.Known).SilentSeconds >= 19);
    }

    [Fact]
    public async Task A_change_that_is_lost_is_made_good_by_the_beats()
    {
        var (one, two) = await PairAsync();
        _backplane.Times = (_, peerMessage) =>
            peerMessage.Span[1] == (byte)PeerMessageKind.Change ? 0 : 1;

        one.Counts.Add(Mona, 2);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 2);
        one.Counts.Add(Mona, -2);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 0);
    }

    [Fact]
    public async Task An_older_word_does_not_undo_a_newer_one()
    {
        var (one, two) = await PairAsync();
        var held = new List<(string Address, ReadOnlyMemory<byte> Message)>();
        _backplane.Times = (address, peerMessage) =>
        {
            if (peerMessage.Span[1] == (byte)PeerMessageKind.Change && held.Count == 0)
            {
                held.Add((address, peerMessage));
                return 0;
            }

            return 1;
        };
        one.Counts.Add(Mona, 1);
        await UntilAsync(() => held.Count == 1);
        one.Counts.Add(Mona, 1);
        await UntilAsync(() => two.Counts.Elsewhere(Mona) == 2);

        _backplane.Deliver(held[0].Address, held[0].Message);

        Assert.Equal(2, two.Counts.Elsewhere(Mona));
    }

    [Fact]
    public async Task What_a_limit_counts_at_one_server_counts_at_all()
    {
        var (one, two) = await PairAsync();
        var (here, there) = (new RequestAllowance(3, _time), new RequestAllowance(3, _time));
        here.Share("commands", one.Rates);
        there.Share("commands", two.Rates);

        Assert.True(here.TryTake("mona", out _));
        Assert.True(here.TryTake("mona", out _));
        Assert.True(there.TryTake("mona", out _));
        await UntilAsync(() => there.IsSpent("mona") && here.IsSpent("mona"));
        Assert.False(there.TryTake("mona", out var wait));
        Assert.InRange(wait, 1, RequestAllowance.Window);
        Assert.False(there.IsSpent("nils"));
    }

    [Fact]
    public async Task A_screen_at_one_server_is_a_screen_for_all()
    {
        var (one, two) = await PairAsync();
        var told = new List<string>();
        two.ScreenChanged = told.Add;

        one.ShowScreen(Screen, isPresent: true);
        await UntilAsync(() => two.HasScreen(Screen));
        one.ShowScreen(Screen, isPresent: false);
        await UntilAsync(() => !two.HasScreen(Screen));
        one.ShowScreen(Screen, isPresent: true);
        await UntilAsync(() => two.HasScreen(Screen));
        Silence(one);
        await UntilAsync(() => !two.HasScreen(Screen));

        Assert.Equal([Screen.Text, Screen.Text, Screen.Text, Screen.Text], told);
    }

    [Fact]
    public async Task All_agree_on_the_home_of_a_cafe_and_who_drains_is_none()
    {
        var (one, two) = await PairAsync();
        one.TakeCommands(true);
        two.TakeCommands(true);
        string[] cafes = [.. Enumerable.Range(0, 50).Select(number => $"cafe-{number}")];
        await UntilAsync(() =>
            one.IsHealthy
            && two.IsHealthy
            && cafes.All(cafe => one.HomeOf(cafe) == two.HomeOf(cafe))
        );
        Assert.Equal(2, cafes.Select(one.HomeOf).Distinct().Count());
        Assert.All(cafes, cafe => Assert.NotEqual(one.IsHome(cafe), two.IsHome(cafe)));

        one.TakeCommands(false);
        await UntilAsync(() => cafes.All(cafe => two.IsHome(cafe)));
        await UntilAsync(() => cafes.All(cafe => one.HomeOf(cafe) == two.Node));
    }

    [Fact]
    public async Task Servers_of_another_history_are_strangers()
    {
        var one = Open("epoch-1");
        var other = Open("epoch-2");
        await UntilAsync(() => one.IsHealthy && other.IsHealthy);

        Assert.Empty(one.Peers);
        Assert.Empty(other.Peers);
    }

    [Fact]
    public async Task Who_has_not_the_key_is_not_believed()
    {
        var one = Open("epoch");
        var forger = Open("epoch", [3, 2, 1]);
        forger.Counts.Add(Mona, 2);
        forger.TakeCommands(true);
        await UntilAsync(() => one.IsHealthy && forger.IsHealthy);
        await PassAsync(TimeSpan.FromSeconds(2));

        Assert.Empty(one.Peers);
        Assert.Equal(0, one.Counts.Elsewhere(Mona));
    }

    [Fact]
    public async Task A_command_that_somebody_kept_is_decided_once_by_whom_it_was_sent_to()
    {
        var (one, two) = await PairAsync();
        var three = Open("epoch");
        await UntilAsync(() => three.IsHealthy && three.Peers.Count == 2);
        var decided = new ConcurrentQueue<(string By, string MessageId)>();
        foreach (var server in new[] { two, three })
        {
            server.Commands.Handler = (request, _, _) =>
            {
                decided.Enqueue((server.Node, request.MessageId));
                return new(new PlacedCommand(Here()));
            };
        }

        (string Address, ReadOnlyMemory<byte> Message)? kept = null;
        _backplane.Times = (address, peerMessage) =>
        {
            if (peerMessage.Span[1] == (byte)PeerMessageKind.Command)
            {
                kept ??= (address, peerMessage);
            }

            return 1;
        };
        await OrderAsync("first");
        var (address, message) = kept!.Value;

        _backplane.Deliver(address, message);
        _backplane.Deliver(
            address.Replace(two.Node, three.Node, StringComparison.Ordinal),
            message
        );
        await OrderAsync("second");
        await OrderAsync("third", three);

        Assert.Equal([(two.Node, "first"), (two.Node, "second"), (three.Node, "third")], decided);

        async Task OrderAsync(string messageId, Cluster? at = null)
        {
            var placed = await one
                .Commands.PlaceAsync(
                    (at ?? two).Node,
                    Requests.Signed() with
                    {
                        MessageId = messageId,
                    },
                    Here,
                    CancellationToken.None
                )
                .AsTask()
                .Soon();
            await placed!.Value.Answer.Soon();
        }
    }

    [Fact]
    public async Task A_command_that_comes_long_after_it_was_sent_is_given_back()
    {
        var (one, two) = await PairAsync();
        var (decided, returned) = (0, 0);
        two.Commands.Handler = (_, _, _) =>
        {
            Interlocked.Increment(ref decided);
            return new(new PlacedCommand(Here()));
        };
        (string Address, ReadOnlyMemory<byte> Message)? late = null;
        _backplane.Times = (address, peerMessage) =>
        {
            if (peerMessage.Span[1] == (byte)PeerMessageKind.Answer)
            {
                Interlocked.Increment(ref returned);
            }

            if (peerMessage.Span[1] != (byte)PeerMessageKind.Command)
            {
                return 1;
            }

            late = (address, peerMessage);
            return 0;
        };
        var placing = one
            .Commands.PlaceAsync(two.Node, Requests.Signed(), Here, CancellationToken.None)
            .AsTask();
        await UntilAsync(() => placing.IsCompleted);
        Assert.Null(await placing);
        await PassAsync(RemoteCommands.Freshness + TimeSpan.FromSeconds(2));

        _backplane.Deliver(late!.Value.Address, late.Value.Message);
        await UntilAsync(() => Volatile.Read(ref returned) == 1);

        Assert.Equal(0, decided);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(-59, true)]
    [InlineData(61, false)]
    [InlineData(-61, false)]
    public async Task A_command_of_the_first_version_shows_its_age_by_its_own_clock(
        int seconds,
        bool isDecided
    )
    {
        var two = Open("epoch");
        await UntilAsync(() => two.IsHealthy);
        var (decided, answered) = (0, 0);
        two.Commands.Handler = (_, _, _) =>
        {
            Interlocked.Increment(ref decided);
            return new(new PlacedCommand(Here()));
        };
        _backplane.Times = (_, peerMessage) =>
        {
            if (peerMessage.Span[1] == (byte)PeerMessageKind.Answer)
            {
                Interlocked.Increment(ref answered);
            }

            return 1;
        };

        _backplane.Deliver(
            $"tabletap:epoch:{two.Node}",
            PeerMessage.Write(
                PeerMessageKind.Command,
                "first",
                "epoch",
                0,
                Key,
                writer =>
                {
                    writer.Write(7L);
                    writer.Write(_time.GetUtcNow().AddSeconds(-seconds).UtcTicks);
                    CommandMessage.Write(writer, Requests.Signed());
                }
            )
        );
        await Patience.UntilAsync(() => Volatile.Read(ref answered) == 1);

        Assert.Equal(isDecided ? 1 : 0, decided);
    }

    [Fact]
    public async Task Servers_whose_clocks_differ_by_a_day_decide_for_each_other()
    {
        var clock = new FakeTimeProvider(_time.GetUtcNow() - TimeSpan.FromDays(1));
        var (one, two) = (Open("epoch"), Open("epoch", time: clock));
        await Patience.UntilAsync(
            () => one.IsHealthy && two.IsHealthy && one.Peers.Count == 1 && two.Peers.Count == 1,
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                clock.Advance(TimeSpan.FromMilliseconds(100));
            }
        );
        foreach (var (from, to) in new[] { (one, two), (two, one) })
        {
            to.Commands.Handler = (_, _, _) =>
                new(new PlacedCommand(Task.FromResult<ReadOnlyMemory<byte>>("there"u8.ToArray())));

            var placed = await from
                .Commands.PlaceAsync(to.Node, Requests.Signed(), Here, CancellationToken.None)
                .AsTask()
                .Soon();

            Assert.Equal(
                "there",
                Encoding.UTF8.GetString((await placed!.Value.Answer.Soon()).Span)
            );
        }
    }

    [Fact]
    public async Task A_command_is_answered_by_the_peer_that_decides_it()
    {
        var (one, two) = await PairAsync();
        CommandRequest? got = null;
        two.Commands.Handler = (request, _, _) =>
        {
            got = request;
            return new(
                new PlacedCommand(Task.FromResult<ReadOnlyMemory<byte>>("there"u8.ToArray()))
            );
        };
        var sent = Requests.Signed();

        var placed = await one
            .Commands.PlaceAsync(two.Node, sent, Here, CancellationToken.None)
            .AsTask()
            .Soon();

        Assert.Equal("there", Encoding.UTF8.GetString((await placed!.Value.Answer.Soon()).Span));
        Requests.AssertSame(sent, got!);
    }

    [Fact]
    public async Task A_command_that_the_peer_does_not_place_or_answer_is_decided_here()
    {
        var (one, two) = await PairAsync();
        // It takes none.
        Assert.Null(
            await one.Commands.PlaceAsync(two.Node, Requests.Signed(), Here, CancellationToken.None)
        );

        // It places it, and dies over it.
        two.Commands.Handler = (_, _, _) =>
            new(new PlacedCommand(new TaskCompletionSource<ReadOnlyMemory<byte>>().Task));
        var placed = await one
            .Commands.PlaceAsync(two.Node, Requests.Signed(), Here, CancellationToken.None)
            .AsTask()
            .Soon();
        var answer = placed!.Value.Answer;
        Silence(two);
        await UntilAsync(() => answer.IsCompleted);
        Assert.Equal("here", Encoding.UTF8.GetString((await answer).Span));

        // Nothing gets through any more.
        _backplane.IsCut = true;
        var lost = one
            .Commands.PlaceAsync(two.Node, Requests.Signed(), Here, CancellationToken.None)
            .AsTask();
        await UntilAsync(() => lost.IsCompleted);
        Assert.Null(await lost);
    }

    private static Task<ReadOnlyMemory<byte>> Here() =>
        Task.FromResult<ReadOnlyMemory<byte>>("here"u8.ToArray());

    private Cluster Open(string epoch, byte[]? key = null, TimeProvider? time = null)
    {
        var cluster = new Cluster(
            _backplane.Open(),
            key ?? Key,
            time ?? _time,
            NullLogger.Instance
        );
        cluster.Join(epoch);
        _open.Add(cluster);
        return cluster;
    }

    private async Task<(Cluster One, Cluster Two)> PairAsync()
    {
        var (one, two) = (Open("epoch"), Open("epoch"));
        await UntilAsync(() =>
            one.Peers.Count == 1 && two.Peers.Count == 1 && one.IsHealthy && two.IsHealthy
        );
        // Each has told the other all that it has.
        await PassAsync(TimeSpan.FromSeconds(2));
        return (one, two);
    }

    // Nothing that it says is heard any more.
    private void Silence(Cluster cluster) =>
        _backplane.Times = (_, peerMessage) =>
            Encoding
                .UTF8.GetString(peerMessage.Span[..Math.Min(80, peerMessage.Length)])
                .Contains(cluster.Node, StringComparison.Ordinal)
                ? 0
                : 1;

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)), pauseMs: 1);

    private async Task PassAsync(TimeSpan time)
    {
        var until = _time.GetUtcNow() + time;
        await UntilAsync(() => _time.GetUtcNow() >= until);
    }
}
