using System.Buffers.Binary;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Hub;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task A_ping_is_answered_with_the_servers_time()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(1));
        await client.SendAsync(
            """{"type":"ping","timestamp":"2024-01-15T10:30:00Z","messageId":"p1"}"""
        );
        var pong = await client.ReceiveAsync("pong");
        Assert.Equal("2024-01-15T10:30:00.000Z", pong.Text("timestamp"));
        Assert.Equal("2024-01-15T10:30:01.000Z", pong.Text("serverTime"));
        Assert.Equal("p1", pong.Text("correlationId"));
        Assert.Empty(pong.GetProperty("data").GetProperty("heads").EnumerateObject());
    }

    [Fact]
    public async Task A_pong_tells_the_journals_heads_even_of_what_was_not_delivered()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var channel = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
        await client.SubscribeAsync(channel.Text);
        await client.ReceiveAsync("subscription_confirmed");
        hub.Journal.IsSilent = true;
        hub.Journal.Publish(channel, channel);
        var pong = await client.PingAsync();
        var heads = pong.GetProperty("data").GetProperty("heads");
        Assert.Equal(2, heads.Number(channel.Text));
    }

    [Fact]
    public async Task Heads_of_many_channels_come_round_robin()
    {
        await using var hub = new TestHub(new() { Delivery = new() { HeadsPerPong = 3 } });
        using var admin = await hub.AdminAsync();
        var channels = Enumerable.Range(0, 5).Select(i => $"orders:customer:c{i}").ToArray();
        await admin.SubscribeAsync(channels);
        await admin.ReceiveAsync("subscription_confirmed");
        var seen = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var heads = (await admin.PingAsync()).GetProperty("data").GetProperty("heads");
            Assert.Equal(3, heads.EnumerateObject().Count());
            seen.AddRange(heads.EnumerateObject().Select(head => head.Name));
        }

        Assert.All(channels, channel => Assert.Equal(3, seen.Count(name => name == channel)));
    }

    [Fact]
    public async Task Pings_beyond_all_reason_are_answered_without_asking_the_journal()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        for (var i = 0; i < 130; i++)
        {
            await client.PingAsync();
        }

        Assert.Equal(121, hub.Journal.HeadReads);
    }

    [Fact]
    public async Task A_ping_is_answered_while_the_journal_cannot_be_read()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        hub.Journal.BeforeHeads = () => throw new JournalUnavailableException("disk");
        var pong = await client.PingAsync();
        Assert.Empty(pong.GetProperty("data").GetProperty("heads").EnumerateObject());
    }

    [Fact]
    public async Task A_socket_silent_for_75_seconds_is_closed()
    {
        await using var hub = new TestHub();
        using var closed = new CounterReading(hub.Hub.Metrics.Meter, "tabletap.closed");
        using var client = await hub.GuestAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(74));
        await client.PingAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(74));
        await client.PingAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(76));

        // A socket that reads answers the server's pings: it would be heard again before the sweep looks at it.
        await Patience.UntilAsync(() => closed.Of(4408) == 1);
        await client.ClosedAsync(4408);
        await client.Served;
        Assert.Equal(0, hub.Hub.ConnectionCounts[Role.Customer]);
    }

    [Fact]
    public async Task A_client_that_answers_pings_and_says_nothing_else_stays()
    {
        await using var hub = new TestHub();
        var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, "10.0.0.1")
        );
        var frames = new BareFrames(client.Stream);
        Assert.True((await frames.ReadAsync()).IsText);
        for (var pings = 0; pings < 20; pings++)
        {
            hub.Clock.Pass(TimeSpan.FromSeconds(31));
            Assert.True((await frames.ReadAsync()).IsPing);
            var heard = hub.SilentFor(client);
            await frames.PongAsync();
            await Patience.UntilAsync(() => hub.SilentFor(client) < heard);
        }

        Assert.False(client.Served.IsCompleted);
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_closed_after_75_seconds()
    {
        await using var hub = new TestHub();
        var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, "10.0.0.1")
        );
        var frames = new BareFrames(client.Stream);
        Assert.True((await frames.ReadAsync()).IsText);
        hub.Clock.Pass(TimeSpan.FromSeconds(29));
        for (var pings = 0; pings < 2; pings++)
        {
            hub.Clock.Pass(TimeSpan.FromSeconds(pings == 0 ? 2 : 30));
            Assert.True((await frames.ReadAsync()).IsPing);
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(15));
        var close = await frames.ReadAsync();
        Assert.True(close.IsClose);
        Assert.Equal(4408, BinaryPrimitives.ReadUInt16BigEndian(close.Payload.Span));
    }

    [Fact]
    public async Task A_client_that_speaks_every_half_minute_is_not_pinged()
    {
        await using var hub = new TestHub();
        var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, "10.0.0.1")
        );
        var frames = new BareFrames(client.Stream);
        Assert.True((await frames.ReadAsync()).IsText);
        for (var beats = 0; beats < 4; beats++)
        {
            hub.Clock.Pass(TimeSpan.FromSeconds(29));
            await client.SendAsync("""{"type":"ping"}""");
            Assert.True((await frames.ReadAsync()).IsText);
        }
    }

    [Fact]
    public async Task A_socket_that_never_answers_the_close_is_cut()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(76));

        // The sweep runs on its own; each step gives it one more occasion.
        await Patience.UntilAsync(
            () => client.Served.IsCompleted,
            () => hub.Clock.Pass(TimeSpan.FromSeconds(1))
        );

        Assert.Equal(0, hub.Hub.ConnectionCounts[Role.Customer]);
    }
}
