using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Testing;

namespace TableTap.Client.Tests.Delivery;

public sealed class ReplayTests
{
    private const string Channel = Stage.Channel;
    private const string Orders = "orders:customer:guest_1";

    [Fact]
    public async Task Messages_come_in_order_and_duplicates_are_dropped()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(position: 4);
        foreach (var sequence in (long[])[5, 5, 6, 5, 7])
        {
            await connection.MessageAsync(Channel, sequence);
        }

        await stage.ReadsAsync(5, 6, 7);
    }

    [Fact]
    public async Task Lost_connection_is_resumed_from_the_exact_position_and_epoch()
    {
        await using var stage = new Stage();
        var first = await stage.SubscribeAsync(position: 4);
        await first.MessageAsync(Channel, 5);
        await stage.ReadsAsync(5);
        first.Drop();

        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        Assert.Equal(5, reconnect.Position(Channel));
        Assert.Equal("e1", reconnect.Data.GetProperty("epoch").GetString());
        await second.ReplayAsync(reconnect.Id, [Message(6), Message(7)]);
        await second.ReplayAsync(reconnect.Id, [Message(8)], new() { [Channel] = 8 });
        await second.MessageAsync(Channel, 9);
        await stage.ReadsAsync(6, 7, 8, 9);
        Assert.Equal(1, (await stage.HappenedAsync<Resumed>()).Channels);
    }

    [Fact]
    public async Task Replay_marks_its_messages_and_keeps_their_bytes()
    {
        await using var stage = new Stage();
        (await stage.SubscribeAsync()).Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        await second.ReplayAsync(reconnect.Id, [Message(1)], new() { [Channel] = 1 });
        var message = await stage.Client.ReadAsync().AsTask().Soon();
        Assert.True(message.Replayed);
        Assert.Equal(Message(1), System.Text.Encoding.UTF8.GetString(message.Frame.Span));
        Assert.Equal("a1", message.As<Announcement>().AnnouncementId);
        Assert.Throws<InvalidOperationException>(() => message.As<OrderReady>());
    }

    [Fact]
    public async Task Hole_in_a_channel_is_filled_by_replay_and_other_channels_flow_on()
    {
        const string Other = "cafe:demo:staff";
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([Channel, Other]);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 0, [Other] = 10 });
        await subscribing.Soon();
        await connection.MessageAsync(Channel, 1);
        await connection.MessageAsync(Channel, 4);
        await connection.MessageAsync(Channel, 5);
        await connection.MessageAsync(Other, 11);
        await stage.ReadsAsync(1, 11);

        var filling = await connection.ExpectAsync("reconnect");
        Assert.Equal([Channel], Texts(filling.Data.GetProperty("channels")));
        Assert.Equal(1, filling.Position(Channel));
        await connection.ReplayAsync(
            filling.Id,
            [Message(2), Message(3), Message(4), Message(5)],
            new() { [Channel] = 5 }
        );
        await connection.MessageAsync(Channel, 6);
        await stage.ReadsAsync(2, 3, 4, 5, 6);
        var behind = await stage.HappenedAsync<FellBehind>();
        Assert.Equal((1, false), (behind.After, behind.IsByHeads));
        Assert.Empty(connection.Arrived("reconnect"));
    }

    [Fact]
    public async Task Heads_that_stay_ahead_for_two_seconds_cause_a_replay()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(position: 3);
        await connection.NoticeAsync(new Pong(new Dictionary<string, long> { [Channel] = 5 }));
        var filling = await stage.Clock.While(connection.ExpectAsync("reconnect"), stepMs: 40);
        Assert.True(stage.Clock.GetUtcNow() - FakeConnection.Now >= TimeSpan.FromSeconds(2));
        Assert.True((await stage.HappenedAsync<FellBehind>()).IsByHeads);
        await connection.ReplayAsync(filling.Id, [Message(4), Message(5)], new() { [Channel] = 5 });
        await stage.ReadsAsync(4, 5);
    }

    [Fact]
    public async Task Heads_can_be_asked_for()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(position: 3);
        var asking = stage.Client.HeadsAsync();
        var ping = await connection.ExpectAsync("ping");
        await connection.NoticeAsync(
            new Pong(new Dictionary<string, long> { [Channel] = 3 }),
            ping.Id
        );
        Assert.Equal(3, (await asking.Soon())[Channel]);
    }

    [Fact]
    public async Task Heads_that_are_reached_in_time_cause_nothing()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(position: 3);
        await connection.NoticeAsync(new Pong(new Dictionary<string, long> { [Channel] = 4 }));
        await connection.MessageAsync(Channel, 4);
        await stage.ReadsAsync(4);
        for (var i = 0; i < 60; i++)
        {
            stage.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        // A command is behind anything that the client would have asked before.
        _ = stage.Client.SendAsync("order_rate", new OrderRate("o", 5));
        await connection.ExpectAsync("order_rate");
        Assert.Empty(stage.Events.OfType<FellBehind>());
    }

    [Fact]
    public async Task Lost_history_reloads_the_state_and_goes_on_from_there()
    {
        HistoryLost? told = null;
        await using var stage = new Stage(options =>
            options with
            {
                ReloadState = (lost, _) =>
                {
                    told = lost;
                    return new(
                        new StatePositions(new Dictionary<string, long> { [Channel] = 100 }, "e2")
                    );
                },
            }
        );
        (await stage.SubscribeAsync(position: 4)).Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync("e2"));
        var reconnect = await second.ExpectAsync("reconnect");
        await second.NoticeAsync(
            new Error(
                ErrorCode.HistoryUnavailable,
                "gone",
                Channel: Channel,
                OldestSequence: 50,
                Sequence: 120
            ),
            reconnect.Id
        );
        await second.ReplayAsync(reconnect.Id, [], []);
        var subscribe = await second.ExpectAsync("subscribe");
        var entry = subscribe.Data.GetProperty("channels")[0];
        Assert.Equal(100, entry.GetProperty("afterSequence").GetInt64());
        Assert.Equal("e2", subscribe.Data.GetProperty("epoch").GetString());
        await second.NoticeAsync(
            new SubscriptionConfirmed(
                [Channel],
                [],
                new Dictionary<string, long> { [Channel] = 102 },
                "e2"
            ),
            subscribe.Id
        );
        await second.ReplayAsync(
            subscribe.Id,
            [Message(101), Message(102)],
            new() { [Channel] = 102 }
        );
        await second.MessageAsync(Channel, 103);
        await stage.ReadsAsync(101, 102, 103);
        Assert.Equal(new HistoryLost(Channel, 4, 50, 120), told);
        Assert.Equal("e2", stage.Client.Epoch);
    }

    [Fact]
    public async Task What_was_handled_of_a_lost_history_is_neither_confirmed_nor_stated_in_the_next()
    {
        await using var stage = new Stage();
        var first = await stage.SubscribeAsync();
        await first.MessageAsync(Channel, 1, ackRequired: true);
        await first.MessageAsync(Channel, 2, ackRequired: true);
        await stage.ReadsAsync(1, 2);
        stage.Client.Confirm();
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync("e2"));
        var reconnect = await second.ExpectAsync("reconnect");
        await second.NoticeAsync(
            new Error(ErrorCode.HistoryUnavailable, "gone", Channel: Channel),
            reconnect.Id
        );
        await second.ReplayAsync(reconnect.Id, [], []);
        await second.ConfirmSubscribeAsync(new() { [Channel] = 0 }, "e2");
        await second.MessageAsync(Channel, 1, ackRequired: true);
        await stage.ReadsAsync(1);
        stage.Client.Confirm();
        Assert.Equal(1, stage.Client.Positions[Channel]);
        for (var time = 0; time < 2; time++)
        {
            var ack = await stage.Clock.While(second.ExpectAsync("ack"));
            Assert.Equal(1, ack.Data.GetProperty("sequence").GetInt64());
            await second.MessageAsync(Channel, 1, ackRequired: true);
        }
    }

    [Fact]
    public async Task Channel_refused_on_the_way_back_is_reported_and_left()
    {
        await using var stage = new Stage();
        (await stage.SubscribeAsync()).Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        await second.NoticeAsync(
            new Error(ErrorCode.InsufficientPermissions, "no longer yours", Channel: Channel),
            reconnect.Id
        );
        await second.ReplayAsync(reconnect.Id, [], []);
        await Patience.UntilAsync(() => stage.Events.OfType<Resumed>().Any());
        Assert.Equal(Channel, (await stage.HappenedAsync<SubscriptionEnded>()).Channel);
        Assert.Empty(stage.Client.Channels);
    }

    [Fact]
    public async Task Jump_inside_a_replay_is_the_servers_word_and_is_reported()
    {
        await using var stage = new Stage();
        (await stage.SubscribeAsync()).Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        await second.ReplayAsync(reconnect.Id, [Message(1), Message(5)], new() { [Channel] = 5 });
        await stage.ReadsAsync(1, 5);
        Assert.Equal(
            new SequencesWithheld(Channel, 1, 5),
            (await stage.HappenedAsync<SequencesWithheld>())
        );
    }

    [Fact]
    public async Task Subscription_from_a_position_is_replayed_and_then_live()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([new ChannelRequest(Channel, 2)], "e1");
        var subscribe = await connection.ConfirmSubscribeAsync(new() { [Channel] = 4 });
        await connection.ReplayAsync(
            subscribe.Id,
            [Message(3), Message(4)],
            new() { [Channel] = 4 }
        );
        await connection.MessageAsync(Channel, 5);
        await subscribing.Soon();
        await stage.ReadsAsync(3, 4, 5);
    }

    [Fact]
    public async Task What_was_unacknowledged_before_is_handed_over_once_more()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync(position: 9, channel: Orders);
        foreach (var sequence in (long[])[4, 7, 4, 10, 7])
        {
            await connection.MessageAsync(Orders, sequence, ackRequired: true);
        }

        var first = await stage.Client.ReadAsync().AsTask().Soon();
        Assert.True(first.Redelivered);
        await stage.ReadsAsync(7, 10);
        await connection.MessageAsync(Orders, 11);
        await stage.ReadsAsync(11);
    }

    [Fact]
    public async Task Broken_connection_during_a_subscription_is_tried_on_the_next()
    {
        await using var stage = new Stage();
        var first = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([Channel]);
        await first.ExpectAsync("subscribe");
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        await second.ConfirmSubscribeAsync(new() { [Channel] = 2 });
        Assert.Equal(2, (await subscribing.Soon()).Positions[Channel]);
    }

    [Fact]
    public async Task Patterns_go_along_and_grown_channels_are_heard()
    {
        const string New = "counter:tea:orders";
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync(["counter:*:*"]);
        await connection.ConfirmSubscribeAsync(new() { ["counter:espresso:orders"] = 0 });
        await subscribing.Soon();
        await connection.NoticeAsync(new SubscriptionExtended("counter:*:*", [New]));
        await connection.MessageAsync(New, 1);
        await stage.ReadsAsync(1);
        connection.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        Assert.Equal(
            ["counter:*:*", "counter:espresso:orders", New],
            Texts(reconnect.Data.GetProperty("channels"))
        );
        Assert.Equal(1, reconnect.Position(New));
    }

    [Fact]
    public async Task Revoked_channel_is_forgotten()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync();
        await connection.NoticeAsync(new SubscriptionRevoked(Channel, "role_changed", 0));
        await Patience.UntilAsync(() => stage.Events.OfType<SubscriptionEnded>().Any());
        Assert.Empty(stage.Client.Channels);
    }

    [Fact]
    public async Task Unsubscribed_channel_is_not_resumed()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync();
        var leaving = stage.Client.UnsubscribeAsync([Channel]);
        var request = await connection.ExpectAsync("unsubscribe");
        await connection.NoticeAsync(new UnsubscriptionConfirmed([Channel]), request.Id);
        await leaving.Soon();
        Assert.Empty(stage.Client.Channels);
    }

    [Fact]
    public async Task Replays_stay_within_the_servers_limit()
    {
        await using var stage = new Stage();
        var connecting = stage.Client.ConnectAsync();
        var connection = await stage.Server.EstablishAsync(replaysPerMinute: 1);
        await connecting.Soon();
        var subscribing = stage.Client.SubscribeAsync([Channel]);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 0 });
        await subscribing.Soon();
        await connection.MessageAsync(Channel, 2);
        var one = await connection.ExpectAsync("reconnect");
        await connection.ReplayAsync(one.Id, [Message(1), Message(2)], new() { [Channel] = 2 });
        await connection.MessageAsync(Channel, 4);
        var began = stage.Clock.GetUtcNow();
        await stage.Clock.While(connection.ExpectAsync("reconnect"), stepMs: 250);
        Assert.True(stage.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(59));
    }

    private static string Message(long sequence) => FakeConnection.Message(Channel, sequence);

    private static string[] Texts(System.Text.Json.JsonElement array) =>
        [.. array.EnumerateArray().Select(element => element.GetString()!)];
}
