using TableTap.Protocol.Channels;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Limits;

public sealed class MessageLimitTests
{
    private const string Cheap = """{"type":"unsubscribe","data":{"channels":[]}}""";

    [Fact]
    public async Task A_hundred_messages_a_minute_are_served_and_the_next_is_told_to_wait()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(Cheap);
            await client.ReceiveAsync("unsubscription_confirmed");
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(20));
        await client.SendAsync(Cheap);
        var error = await client.ErrorAsync("RATE_LIMIT_EXCEEDED");
        Assert.Equal("Too many messages sent", error.Text("message"));
        Assert.Equal(40, error.Number("retryAfter"));
        Assert.Equal(100, error.Number("limit"));
        Assert.Equal(60, error.Number("window"));
        hub.Clock.Pass(TimeSpan.FromSeconds(40));
        await client.SendAsync(Cheap);
        await client.ReceiveAsync("unsubscription_confirmed");
    }

    [Fact]
    public async Task A_raised_limit_is_told_at_the_beginning_and_once_it_is_over_the_wait_is_long_enough()
    {
        await using var hub = new TestHub(new() { Messages = new() { MessagesPerMinute = 2 } });
        hub.Hub.Raised.Set(RaisableLimit.MessagesPerMinute, "guest", 5, TimeSpan.FromSeconds(30));
        using var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, "10.0.0.1")
        );
        var data = await client.DataAsync("connection_established");
        Assert.Equal(5, data.GetProperty("limits").Number("messagesPerMinute"));
        for (var i = 0; i < 5; i++)
        {
            if (i == 3)
            {
                hub.Clock.Pass(TimeSpan.FromSeconds(20));
            }

            await client.SendAsync(Cheap);
            await client.ReceiveAsync("unsubscription_confirmed");
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(20));
        await client.SendAsync(Cheap);
        var error = await client.ErrorAsync("RATE_LIMIT_EXCEEDED");
        Assert.Equal(2, error.Number("limit"));
        Assert.Equal(40, error.Number("retryAfter"));
        hub.Clock.Pass(TimeSpan.FromSeconds(40));
        await client.SendAsync(Cheap);
        await client.ReceiveAsync("unsubscription_confirmed");
    }

    [Fact]
    public async Task A_command_over_the_limit_gets_its_own_error_and_is_not_decided()
    {
        await using var hub = new TestHub(new() { Messages = new() { MessagesPerMinute = 1 } });
        using var client = await hub.GuestAsync();
        await client.SendAsync(Cheap);
        await client.ReceiveAsync("unsubscription_confirmed");
        await client.SendAsync("""{"type":"order_create","messageId":"m1","data":{}}""");
        var frame = await client.ReceiveAsync("message_error");
        Assert.Equal("m1", frame.Text("correlationId"));
        var data = frame.GetProperty("data");
        Assert.Equal("m1", data.Text("messageId"));
        var error = data.GetProperty("error");
        Assert.Equal("RATE_LIMIT_EXCEEDED", error.Text("code"));
        Assert.Equal(60, error.Number("retryAfter"));
        Assert.Equal(1, error.Number("limit"));
        Assert.Equal(60, error.Number("window"));
        Assert.Empty(hub.Received);
    }

    [Fact]
    public async Task Ping_ack_and_token_refresh_do_not_count()
    {
        await using var hub = new TestHub(new() { Messages = new() { MessagesPerMinute = 2 } });
        using var client = await hub.GuestAsync();
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CafeGeneral, "one"));
        await client.ReceiveAsync("board_changed");
        for (var i = 0; i < 5; i++)
        {
            await client.PingAsync();
            await client.SendAsync(
                """{"type":"ack","data":{"channel":"cafe:one:general","sequence":1}}"""
            );
            await client.SendAsync(
                "{\"type\":\"token_refresh\",\"data\":{\"token\":\"" + token + "\"}}"
            );
            await client.ReceiveAsync("token_refreshed");
        }

        await client.SendAsync(Cheap);
        await client.ReceiveAsync("unsubscription_confirmed");
    }

    [Fact]
    public async Task Acks_have_their_own_limit()
    {
        await using var hub = new TestHub(new() { Messages = new() { AcksPerMinute = 3 } });
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CafeGeneral, "one"));
        await client.ReceiveAsync("board_changed");
        for (var i = 0; i < 4; i++)
        {
            await client.SendAsync(
                """{"type":"ack","data":{"channel":"cafe:one:general","sequence":1}}"""
            );
        }

        Assert.Equal(3, (await client.ErrorAsync("RATE_LIMIT_EXCEEDED")).Number("limit"));
        await client.PingAsync();
    }

    [Fact]
    public async Task A_hundred_refusals_by_rate_are_borne_and_the_next_closes()
    {
        await using var hub = new TestHub(new() { Messages = new() { MessagesPerMinute = 1 } });
        using var client = await hub.GuestAsync();
        await client.SendAsync(Cheap);
        await client.ReceiveAsync("unsubscription_confirmed");
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(Cheap);
            await client.ErrorAsync("RATE_LIMIT_EXCEEDED");
        }

        await client.SendAsync(Cheap);
        Assert.Equal(60, (await client.ErrorAsync("RATE_LIMIT_EXCEEDED")).Number("retryAfter"));
        await client.ClosedAsync(4429);
    }

    [Fact]
    public async Task Ten_replays_a_minute_are_served_and_the_next_is_told_to_wait()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        for (var i = 0; i < 10; i++)
        {
            if (i % 2 == 0)
            {
                await client.SendAsync(
                    """{"type":"reconnect","data":{"channels":["cafe:one:general"],"positions":{"cafe:one:general":0}}}"""
                );
            }
            else
            {
                await client.SubscribeAsync("""{"channel":"cafe:one:general","afterSequence":0}""");
                await client.ReceiveAsync("subscription_confirmed");
            }

            await client.ReceiveAsync("message_replay");
        }

        await client.SubscribeAsync("""{"channel":"cafe:one:general","afterSequence":0}""");
        var error = await client.ErrorAsync("RATE_LIMIT_EXCEEDED");
        Assert.Equal(10, error.Number("limit"));
        Assert.Equal(60, error.Number("retryAfter"));
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
    }
}
