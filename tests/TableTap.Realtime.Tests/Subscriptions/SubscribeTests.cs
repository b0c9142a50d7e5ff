using System.Text.Json;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Subscriptions;

public sealed class SubscribeTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );

    [Fact]
    public async Task Each_channel_gets_its_answer()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(General, General, Guest);
        await hub.Journal.MoveCursorAsync(Guest, 1);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """
            {"type":"subscribe","messageId":"s1","data":{"channels":
            ["orders:customer:guest","cafe:one:general","counter:bar:orders","nonsense"]}}
            """
        );
        var frame = await client.ReceiveAsync("subscription_confirmed");
        Assert.Equal("s1", frame.Text("correlationId"));
        var data = frame.GetProperty("data");
        Assert.Equal(["orders:customer:guest", "cafe:one:general"], data.Texts("channels"));
        Assert.Equal(
            ["counter:bar:orders insufficient_permissions", "nonsense invalid_channel"],
            data.GetProperty("failed")
                .EnumerateArray()
                .Select(failed => $"{failed.Text("channel")} {failed.Text("reason")}")
        );
        Assert.Equal(1, data.GetProperty("positions").Number("orders:customer:guest"));
        Assert.Equal(2, data.GetProperty("positions").Number("cafe:one:general"));
        Assert.Equal("epoch_1", data.Text("epoch"));
    }

    [Fact]
    public async Task What_comes_after_the_confirmation_is_heard_byte_for_byte()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(General.Text);
        await client.ReceiveAsync("subscription_confirmed");
        var sent = hub.Journal.Publish(General, General);
        for (var i = 0; i < 2; i++)
        {
            var frame = await client.TryReceiveAsync();
            Assert.Equal(
                System.Text.Encoding.UTF8.GetString(sent[i].Frame.Span),
                frame!.Value.GetRawText()
            );
        }
    }

    [Fact]
    public async Task Nobody_else_hears_it()
    {
        await using var hub = new TestHub();
        using var guest = await hub.GuestAsync();
        using var other = await hub.GuestAsync("other");
        await guest.SubscribeAsync(Guest.Text);
        await guest.ReceiveAsync("subscription_confirmed");
        await other.SubscribeAsync(Guest.Text, General.Text);
        await other.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Guest);
        hub.Journal.Publish(General);
        Assert.Equal(Guest.Text, (await guest.TryReceiveAsync())!.Value.Text("channel"));
        Assert.Equal(General.Text, (await other.TryReceiveAsync())!.Value.Text("channel"));
        await guest.PingAsync();
    }

    [Fact]
    public async Task Twice_is_harmless()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(General.Text, General.Text);
        var first = await client.DataAsync("subscription_confirmed");
        Assert.Equal([General.Text], first.Texts("channels"));
        hub.Journal.Publish(General);
        await client.ReceiveAsync("board_changed");
        await client.SubscribeAsync(General.Text);
        var second = await client.DataAsync("subscription_confirmed");
        Assert.Equal(1, second.GetProperty("positions").Number(General.Text));
        hub.Journal.Publish(General);
        Assert.Equal(2, (await client.ReceiveAsync("board_changed")).Number("sequence"));
        await client.PingAsync();
    }

    [Fact]
    public async Task After_unsubscribe_nothing_is_heard()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(General.Text, Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        await client.SendAsync(
            """
            {"type":"unsubscribe","messageId":"u1","data":{"channels":["cafe:one:general","cafe:one:staff","nonsense"]}}
            """
        );
        var frame = await client.ReceiveAsync("unsubscription_confirmed");
        Assert.Equal("u1", frame.Text("correlationId"));
        Assert.Equal(
            ["cafe:one:general", "cafe:one:staff"],
            frame.GetProperty("data").Texts("channels")
        );
        hub.Journal.Publish(General);
        hub.Journal.Publish(Guest);
        Assert.Equal(Guest.Text, (await client.TryReceiveAsync())!.Value.Text("channel"));
    }

    [Fact]
    public async Task A_pattern_stands_for_its_channels_and_ends_with_them()
    {
        await using var hub = new TestHub();
        using var manager = await hub.ManagerAsync();
        await manager.SubscribeAsync("counter:bar:*", "cafe:one:*");
        var data = await manager.DataAsync("subscription_confirmed");
        Assert.Equal(
            [
                "counter:bar:orders",
                "counter:bar:status",
                "cafe:one:general",
                "cafe:one:staff",
                "cafe:one:metrics",
                "cafe:one:alerts",
            ],
            data.Texts("channels")
        );
        await manager.SendAsync(
            """{"type":"unsubscribe","data":{"channels":["cafe:one:*","cafe:two:*"]}}"""
        );
        var ended = await manager.DataAsync("unsubscription_confirmed");
        Assert.Equal(
            ["cafe:one:alerts", "cafe:one:general", "cafe:one:metrics", "cafe:one:staff"],
            ended.Texts("channels").Order()
        );
        hub.Journal.Publish(General);
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CounterStatus, "bar"));
        Assert.Equal(
            "counter:bar:status",
            (await manager.TryReceiveAsync())!.Value.Text("channel")
        );
    }

    [Fact]
    public async Task A_pattern_with_a_position_is_no_channel()
    {
        await using var hub = new TestHub();
        using var manager = await hub.ManagerAsync();
        await manager.SubscribeAsync("""{"channel":"counter:*:*","afterSequence":0}""");
        var data = await manager.DataAsync("subscription_confirmed");
        Assert.Equal("invalid_channel", data.GetProperty("failed")[0].Text("reason"));
    }

    [Fact]
    public async Task The_thousandth_channel_is_subscribed_and_the_next_is_not()
    {
        await using var hub = new TestHub();
        using var admin = await hub.AdminAsync();
        await admin.SubscribeAsync(Names(0, 999));
        Assert.Equal(
            999,
            (await admin.DataAsync("subscription_confirmed")).Texts("channels").Length
        );
        await admin.SubscribeAsync([.. Names(998, 3), "counter:bar:*"]);
        var data = await admin.DataAsync("subscription_confirmed");
        Assert.Equal(["orders:customer:c998", "orders:customer:c999"], data.Texts("channels"));
        Assert.Equal(
            ["orders:customer:c1000", "counter:bar:*"],
            data.GetProperty("failed").EnumerateArray().Select(failed => failed.Text("channel"))
        );
        Assert.All(
            data.GetProperty("failed").EnumerateArray(),
            failed => Assert.Equal("subscription_limit_exceeded", failed.Text("reason"))
        );
        await admin.SendAsync(
            """{"type":"unsubscribe","data":{"channels":["orders:customer:c0"]}}"""
        );
        await admin.ReceiveAsync("unsubscription_confirmed");
        await admin.SubscribeAsync("orders:customer:c1000");
        Assert.Single((await admin.DataAsync("subscription_confirmed")).Texts("channels"));
    }

    [Fact]
    public async Task Ten_thousand_asked_at_once_are_answered_each()
    {
        await using var hub = new TestHub(
            new() { Messages = new() { MaxMessageBytes = 1024 * 1024 } }
        );
        using var admin = await hub.AdminAsync();
        await admin.SubscribeAsync(Names(0, 10_000));
        var data = await admin.DataAsync("subscription_confirmed");
        Assert.Equal(1000, data.Texts("channels").Length);
        Assert.Equal(9000, data.GetProperty("failed").GetArrayLength());
        Assert.Equal("pong", (await admin.PingAsync()).Text("type"));
    }

    [Fact]
    public async Task Ten_thousand_entries_of_nonsense_in_one_frame_are_answered_each()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(Enumerable.Repeat("*", 10_000));
        var data = await client.DataAsync("subscription_confirmed");
        Assert.Equal(10_000, data.GetProperty("failed").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"channels":"cafe:one:general"}""", "channels")]
    [InlineData("""{}""", "channels")]
    [InlineData("""{"channels":[7]}""", "channels[0]")]
    [InlineData(
        """{"channels":[{"channel":"cafe:one:general","afterSequence":-1}]}""",
        "channels[0]"
    )]
    [InlineData("""{"channels":[],"epoch":7}""", "epoch")]
    public async Task A_wrong_payload_is_told_where(string payload, string path)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            "{\"type\":\"subscribe\",\"messageId\":\"s1\",\"data\":" + payload + "}"
        );
        var frame = await client.ReceiveAsync("error");
        Assert.Equal("s1", frame.Text("correlationId"));
        var data = frame.GetProperty("data");
        Assert.Equal("VALIDATION_FAILED", data.Text("code"));
        Assert.StartsWith(path, data.GetProperty("details")[0].Text("path"));
        await client.PingAsync();
    }

    [Fact]
    public async Task The_journal_being_away_is_said_and_can_be_tried_again()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.Journal.BeforeHeads = () => throw new JournalUnavailableException("disk full");
        await client.SubscribeAsync(General.Text);
        var error = await client.ErrorAsync("SERVICE_UNAVAILABLE");
        Assert.DoesNotContain("disk", error.GetRawText());
        hub.Journal.BeforeHeads = () => Task.CompletedTask;
        await client.SubscribeAsync(General.Text);
        await client.ReceiveAsync("subscription_confirmed");
    }

    [Fact]
    public async Task A_fault_of_ours_is_said_without_its_inside()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.Journal.BeforeHeads = () => throw new InvalidOperationException("inside");
        await client.SubscribeAsync(General.Text);
        var error = await client.ErrorAsync("INTERNAL_ERROR");
        Assert.DoesNotContain("inside", error.GetRawText());
        await client.PingAsync();
    }

    private static IEnumerable<string> Names(int from, int count) =>
        Enumerable.Range(from, count).Select(i => $"orders:customer:c{i}");
}
