using TableTap.Protocol.Channels;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Subscriptions;

public sealed class AckTests
{
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    [Fact]
    public async Task An_ack_by_sequence_is_cumulative_and_never_goes_back()
    {
        await using var hub = new TestHub();
        using var client = await HeardAsync(hub, 3);
        await AckAsync(client, "\"channel\":\"orders:customer:guest\",\"sequence\":2");
        await AckAsync(client, "\"channel\":\"orders:customer:guest\",\"sequence\":1");
        await AckAsync(client, "\"channel\":\"orders:customer:guest\",\"sequence\":3");
        await client.PingAsync();
        Assert.Equal(
            [("guest", Guest, 2), ("guest", Guest, 3)],
            hub.Acknowledged.Select(one => (one.Reader.UserId, one.Channel, one.Sequence))
        );
    }

    [Fact]
    public async Task An_ack_by_message_confirms_everything_sent_before_it()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(Guest.Text, General.Text);
        await client.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Guest, General, Guest, General);
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await client.TryReceiveAsync())!.Value.Text("messageId")!);
        }

        await AckAsync(client, "\"messageId\":\"" + ids[2] + "\"");
        await client.PingAsync();
        Assert.Equal(
            [(General, 1), (Guest, 2)],
            hub.Acknowledged.Select(one => (one.Channel, one.Sequence))
                .OrderBy(one => one.Channel.Text)
        );
    }

    [Fact]
    public async Task A_stated_position_is_an_ack()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, Guest, Guest);
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync("""{"channel":"orders:customer:guest","afterSequence":2}""");
        await client.ReceiveAsync("subscription_confirmed");
        await client.ReceiveAsync("message_replay");
        await client.PingAsync();
        Assert.Equal(2, Assert.Single(hub.Acknowledged).Sequence);
    }

    [Theory]
    [InlineData("\"messageId\":\"msg_unknown\"", "messageId")]
    [InlineData("\"channel\":\"orders:customer:guest\",\"sequence\":4", "sequence")]
    [InlineData("\"channel\":\"cafe:one:general\",\"sequence\":1", "channel")]
    [InlineData("\"channel\":\"nonsense\",\"sequence\":1", "channel")]
    [InlineData("\"channel\":\"orders:customer:guest\"", "")]
    [InlineData("\"sequence\":1", "")]
    [InlineData("\"messageId\":\"msg_1\",\"channel\":\"orders:customer:guest\",\"sequence\":1", "")]
    public async Task An_ack_of_what_was_not_sent_is_refused(string ack, string path)
    {
        await using var hub = new TestHub();
        using var client = await HeardAsync(hub, 3);
        await AckAsync(client, ack);
        var error = await client.ErrorAsync("VALIDATION_FAILED");
        Assert.Equal(path, error.GetProperty("details")[0].Text("path"));
        Assert.Empty(hub.Acknowledged);
    }

    private static Task AckAsync(TestClient client, string fields) =>
        client.SendAsync("{\"type\":\"ack\",\"data\":{" + fields + "}}");

    private static async Task<TestClient> HeardAsync(TestHub hub, int messages)
    {
        var client = await hub.GuestAsync();
        await client.SubscribeAsync(Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        for (var i = 0; i < messages; i++)
        {
            hub.Journal.Publish(Guest);
            await client.TryReceiveAsync();
        }

        return client;
    }
}
