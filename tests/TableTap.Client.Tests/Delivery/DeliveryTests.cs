using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Testing;

namespace TableTap.Client.Tests.Delivery;

public sealed class DeliveryTests
{
    private const string Orders = "orders:customer:guest_1";

    [Fact]
    public async Task Ack_is_cumulative_and_covers_only_what_was_handled()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(channel: Orders);
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            await connection.MessageAsync(Orders, sequence, ackRequired: true);
        }

        await stage.ReadAsync(3);
        var ack = await stage.Clock.While(connection.ExpectAsync("ack"));
        Assert.Null(ack.Id);
        Assert.Equal(Orders, ack.Data.GetProperty("channel").GetString());
        Assert.Equal(2, ack.Data.GetProperty("sequence").GetInt64());
        stage.Client.Confirm();
        ack = await stage.Clock.While(connection.ExpectAsync("ack"));
        Assert.Equal(3, ack.Data.GetProperty("sequence").GetInt64());
        Assert.Equal(3, stage.Client.Positions[Orders]);
    }

    [Fact]
    public async Task Resent_message_that_was_handled_is_confirmed_again()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(channel: Orders);
        await connection.MessageAsync(Orders, 1, ackRequired: true);
        await stage.ReadAsync(1);
        stage.Client.Confirm();
        await stage.Clock.While(connection.ExpectAsync("ack"));
        await connection.MessageAsync(Orders, 1, ackRequired: true);
        var ack = await stage.Clock.While(connection.ExpectAsync("ack"));
        Assert.Equal(1, ack.Data.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Stated_position_never_covers_what_was_not_handled()
    {
        await using var stage = new Stage();
        var first = await stage.SubscribeAsync(channel: Orders);
        await first.MessageAsync(Orders, 1, ackRequired: true);
        await first.MessageAsync(Orders, 2, ackRequired: true);
        await first.MessageAsync(Orders, 3);
        await stage.ReadsAsync(1);
        stage.Client.Confirm();
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        Assert.Equal(1, reconnect.Position(Orders));
        await second.ReplayAsync(
            reconnect.Id,
            [
                FakeConnection.Message(Orders, 2, ackRequired: true),
                FakeConnection.Message(Orders, 3),
                FakeConnection.Message(Orders, 4),
            ],
            new() { [Orders] = 4 }
        );
        await stage.ReadsAsync(2, 3, 4);
    }

    [Fact]
    public async Task Messages_that_ask_for_nothing_are_not_confirmed()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync();
        await connection.MessageAsync(Stage.Channel, 1);
        await stage.ReadAsync(1);
        stage.Client.Confirm();
        await stage.Clock.While(connection.ExpectAsync("ping"), stepMs: 250);
        Assert.Empty(connection.Arrived("ack"));
    }

    [Fact]
    public async Task Slow_application_stops_the_socket_and_loses_nothing()
    {
        const int Count = 3000;
        var received = 0;
        await using var stage = new Stage(options =>
            options with
            {
                InboxCapacity = 4,
                FrameTap = (direction, _, _) =>
                {
                    if (direction == FrameDirection.Received)
                    {
                        Interlocked.Increment(ref received);
                    }
                },
            }
        );
        var connection = await stage.SubscribeAsync();
        var before = received;
        var sending = Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= Count; sequence++)
            {
                await connection.MessageAsync(Stage.Channel, sequence);
            }
        });
        await Patience.UntilAsync(() => received == before + 5);
        await Task.Delay(50);
        Assert.Equal(before + 5, received);
        Assert.Equal(
            Enumerable.Range(1, Count).Select(sequence => (long)sequence),
            await stage.ReadAsync(Count)
        );
        await sending.Soon();
    }

    [Fact]
    public async Task Answer_behind_waiting_messages_still_arrives()
    {
        await using var stage = new Stage(options => options with { InboxCapacity = 4 });
        var connection = await stage.SubscribeAsync();
        for (var sequence = 1; sequence <= 12; sequence++)
        {
            await connection.MessageAsync(Stage.Channel, sequence);
        }

        var sending = stage.Client.SendAsync("order_rate", new OrderRate("o", 5), "m1");
        await connection.ExpectAsync("order_rate");
        await connection.NoticeAsync(
            new MessageAcknowledged("m1", AcknowledgementStatus.Processed, FakeConnection.Now),
            "m1"
        );
        Assert.True((await sending.Soon()).Succeeded);
        Assert.Equal(12, (await stage.ReadAsync(12))[^1]);
    }

    [Fact]
    public async Task Abandoned_connection_comes_back_after_its_pause()
    {
        await using var stage = new Stage();
        await stage.SubscribeAsync();
        stage.Client.AbandonConnection(TimeSpan.FromSeconds(3));
        var second = await stage.Clock.While(stage.Server.EstablishAsync(), stepMs: 40);
        Assert.Equal(0, (await second.ExpectAsync("reconnect")).Position(Stage.Channel));
        Assert.Equal(TimeSpan.FromSeconds(3), (await stage.HappenedAsync<Disconnected>()).RetryIn);
    }

    [Fact]
    public async Task Listener_that_throws_does_not_end_the_connection()
    {
        await using var stage = new Stage(options =>
            options with
            {
                OnEvent = _ => throw new InvalidOperationException("listener"),
            }
        );
        var connection = await stage.SubscribeAsync();
        await connection.MessageAsync(Stage.Channel, 1);
        await stage.ReadsAsync(1);
    }
}
