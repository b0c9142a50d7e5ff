using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Testing;

namespace TableTap.Client.Tests.States;

/// <summary>A state and what changes it, in one: without gap and double, also where history is gone (section 10).</summary>
public sealed class FollowTests
{
    private const string Channel = Stage.Channel;

    [Fact]
    public async Task State_comes_first_and_then_what_came_after_it()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.ConnectAsync();
        await using var following = stage.Follow();
        await following.ShowsAsync(7);
        var subscribe = await connection.ConfirmSubscribeAsync(new() { [Channel] = 9 });
        var entry = subscribe.Data.GetProperty("channels")[0];
        Assert.Equal(Channel, entry.GetProperty("channel").GetString());
        Assert.Equal(7, entry.GetProperty("afterSequence").GetInt64());
        Assert.Equal("e1", subscribe.Data.GetProperty("epoch").GetString());
        await connection.ReplayAsync(
            subscribe.Id,
            [Message(8), Message(9)],
            new() { [Channel] = 9 }
        );
        await connection.MessageAsync(Channel, 10);
        await following.HearsAsync(8, 9, 10);
        var (address, token) = Assert.Single(states.Asked);
        Assert.Equal($"http://{stage.Server.Url.Authority}{FollowStage.Path}", address.AbsoluteUri);
        Assert.Equal("token-1", token);
    }

    [Fact]
    public async Task Lost_connection_is_resumed_and_nothing_comes_twice()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (first, following) = await stage.FollowAsync(7);
        await using var _ = following;
        await first.MessageAsync(Channel, 8);
        await following.HearsAsync(8);
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        Assert.Equal(8, reconnect.Position(Channel));
        await second.ReplayAsync(reconnect.Id, [Message(8), Message(9)], new() { [Channel] = 9 });
        await second.MessageAsync(Channel, 9);
        await second.MessageAsync(Channel, 10);
        await following.HearsAsync(9, 10);
        Assert.Single(states.Asked);
    }

    [Fact]
    public async Task Where_history_is_gone_the_state_is_loaded_anew_and_what_it_has_is_passed_over()
    {
        var isAsked = false;
        using var states = new FakeStates().ThenState(7).ThenState(122, epoch: "e2");
        await using var stage = FollowStage.Of(
            states,
            options =>
                options with
                {
                    ReloadState = (_, _) =>
                    {
                        isAsked = true;
                        return new((StatePositions?)null);
                    },
                }
        );
        var (first, following) = await stage.FollowAsync(7);
        await using var _ = following;
        first.Drop();
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
        var subscribe = await second.ConfirmSubscribeAsync(new() { [Channel] = 120 }, "e2");
        Assert.Equal(Channel, subscribe.Data.GetProperty("channels")[0].GetString());
        foreach (var sequence in (long[])[121, 122, 123])
        {
            await second.MessageAsync(Channel, sequence);
        }

        await following.ShowsAsync(122);
        await following.HearsAsync(123);
        Assert.False(isAsked);
    }

    [Fact]
    public async Task State_that_is_too_old_to_go_on_from_is_loaded_anew()
    {
        using var states = new FakeStates().ThenState(7).ThenState(121);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.ConnectAsync();
        await using var following = stage.Follow();
        await following.ShowsAsync(7);
        var refused = await connection.ExpectAsync("subscribe");
        await connection.NoticeAsync(
            Failed(SubscriptionFailure.HistoryUnavailable, oldest: 50, head: 120),
            refused.Id
        );
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 120 });
        await connection.MessageAsync(Channel, 121);
        await connection.MessageAsync(Channel, 122);
        await following.ShowsAsync(121);
        await following.HearsAsync(122);
        Assert.Equal(
            new HistoryLost(Channel, 7, 50, 120),
            await stage.HappenedAsync<HistoryLost>()
        );
    }

    [Fact]
    public async Task Channel_that_is_heard_already_is_joined_before_the_state_is_loaded()
    {
        using var states = new FakeStates().ThenState(3).ThenState(6);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.SubscribeAsync(position: 5);
        await using var following = stage.Follow();
        await following.ShowsAsync(6);
        await connection.MessageAsync(Channel, 6);
        await connection.MessageAsync(Channel, 7);
        await following.HearsAsync(7);
        await stage.ReadsAsync(6, 7);
        Assert.Empty(connection.Arrived("subscribe"));
    }

    [Fact]
    public async Task Two_follow_the_same_channel_and_one_goes_on_when_the_other_leaves()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7).ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, first) = await stage.FollowAsync(7);
        await using var _ = first;
        await using (var second = stage.Follow())
        {
            await second.ShowsAsync(7);
            await connection.MessageAsync(Channel, 8);
            await first.HearsAsync(8);
            await second.HearsAsync(8);
        }

        await connection.MessageAsync(Channel, 9);
        await first.HearsAsync(9);
        Assert.Empty(connection.Arrived("unsubscribe"));
    }

    [Fact]
    public async Task What_is_only_followed_does_not_come_in_the_applications_own_reading()
    {
        const string Other = "cafe:demo:staff";
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(7);
        await using var _ = following;
        var subscribing = stage.Client.SubscribeAsync([Other]);
        await connection.ConfirmSubscribeAsync(new() { [Other] = 40 });
        await subscribing.Soon();
        await connection.MessageAsync(Channel, 8);
        await connection.MessageAsync(Other, 41);
        await stage.ReadsAsync(41);
        await following.HearsAsync(8);
    }

    [Fact]
    public async Task Channel_that_is_followed_can_be_subscribed_from_now_on_and_not_from_the_past()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(7);
        await using var _ = following;
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            stage.Client.SubscribeAsync([new ChannelRequest(Channel, 5)], "e1").Soon()
        );
        var subscribing = stage.Client.SubscribeAsync([Channel]);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 7 });
        await subscribing.Soon();
        await connection.MessageAsync(Channel, 8);
        await stage.ReadsAsync(8);
        await following.HearsAsync(8);
        await stage.Client.UnsubscribeAsync([Channel]).Soon();
        await connection.MessageAsync(Channel, 9);
        await following.HearsAsync(9);
        Assert.Empty(connection.Arrived("unsubscribe"));
    }

    [Fact]
    public async Task What_went_with_a_pattern_is_asked_for_again_while_it_is_followed()
    {
        const string Pattern = "cafe:demo:*";
        using var states = new FakeStates().ThenState(7).ThenState(7);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([Pattern]);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 7 });
        await subscribing.Soon();
        await using var following = stage.Follow();
        await following.ShowsAsync(7);
        var leaving = stage.Client.UnsubscribeAsync([Pattern]);
        var unsubscribe = await connection.ExpectAsync("unsubscribe");
        await connection.NoticeAsync(new UnsubscriptionConfirmed([Channel]), unsubscribe.Id);
        var again = await connection.ConfirmSubscribeAsync(new() { [Channel] = 8 });
        Assert.Equal(
            7,
            again.Data.GetProperty("channels")[0].GetProperty("afterSequence").GetInt64()
        );
        await connection.ReplayAsync(again.Id, [Message(8)], new() { [Channel] = 8 });
        await leaving.Soon();
        await following.HearsAsync(8);
        connection.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var names = (await second.ExpectAsync("reconnect")).Data.GetProperty("channels");
        Assert.Equal(Channel, names.EnumerateArray().Single().GetString());
    }

    [Fact]
    public async Task Following_that_is_left_leaves_the_channel_and_a_new_one_begins_anew()
    {
        using var states = new FakeStates().ThenState(7).ThenState(9);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(7);
        await following.DisposeAsync();
        var unsubscribe = await connection.ExpectAsync("unsubscribe");
        Assert.Equal(Channel, unsubscribe.Data.GetProperty("channels")[0].GetString());
        Assert.Empty(stage.Client.Channels);
        await connection.NoticeAsync(new UnsubscriptionConfirmed([Channel]), unsubscribe.Id);
        await using var again = stage.Follow();
        await again.ShowsAsync(9);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 9 });
        await connection.MessageAsync(Channel, 10);
        await again.HearsAsync(10);
    }

    [Fact]
    public async Task Message_is_confirmed_once_all_that_hear_it_have_handled_it()
    {
        const string Orders = "orders:customer:guest_1";
        using var states = new FakeStates().ThenState(0, Orders).ThenState(0, Orders);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.SubscribeAsync(channel: Orders);
        await using var following = stage.Follow();
        await following.ShowsAsync(0);
        await connection.MessageAsync(Orders, 1, ackRequired: true);
        await connection.MessageAsync(Orders, 2, ackRequired: true);
        await stage.ReadsAsync(1, 2);
        stage.Client.Confirm();
        await following.HearsAsync(1);
        Assert.Empty(stage.Client.Positions);
        await following.HearsAsync(2);
        var ack = await stage.Clock.While(connection.ExpectAsync("ack"));
        Assert.Equal(1, ack.Data.GetProperty("sequence").GetInt64());
        Assert.Equal(1, stage.Client.Positions[Orders]);
    }

    [Fact]
    public async Task Channel_that_is_refused_or_revoked_is_told_and_without_any_the_following_ends()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.ConnectAsync();
        await using var refused = stage.Follow();
        await refused.ShowsAsync(7);
        var subscribe = await connection.ExpectAsync("subscribe");
        await connection.NoticeAsync(
            Failed(SubscriptionFailure.InsufficientPermissions),
            subscribe.Id
        );
        Assert.Equal(
            new SubscriptionEnded(Channel, "insufficient_permissions"),
            (await refused.NextAsync()).Ended
        );
        await refused.HasEndedAsync();

        await using var revoked = stage.Follow();
        await revoked.ShowsAsync(7);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 7 });
        await connection.NoticeAsync(new SubscriptionRevoked(Channel, "role_changed", 7));
        Assert.Equal(
            new SubscriptionEnded(Channel, "role_changed"),
            (await revoked.NextAsync()).Ended
        );
        await revoked.HasEndedAsync();
    }

    [Fact]
    public async Task State_that_nothing_changes_for_this_reader_is_all_there_is()
    {
        using var states = new FakeStates().Then("""{"orders":[],"epoch":"e1","positions":{}}""");
        await using var stage = FollowStage.Of(states);
        await using var following = stage.Follow();
        Assert.NotNull((await following.NextAsync()).State);
        await following.HasEndedAsync();
    }

    [Fact]
    public async Task Following_ends_with_its_client_and_says_why_the_server_sent_it_away()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7);
        await using (var disposed = FollowStage.Of(states))
        {
            var (_, following) = await disposed.FollowAsync(7);
            var ending = following.HasEndedAsync();
            await disposed.Client.DisposeAsync().AsTask().Soon();
            await ending.Soon();
            await following.DisposeAsync();
        }

        await using var stopped = FollowStage.Of(states);
        var (connection, left) = await stopped.FollowAsync(7);
        await using var _ = left;
        var failing = left.HasEndedAsync();
        await connection.CloseAsync(4403, "no");
        var reason = await Assert.ThrowsAsync<TableTapException>(() => failing.Soon());
        Assert.Equal(4403, reason.CloseCode);
    }

    [Fact]
    public async Task Cancelling_ends_the_following_while_it_waits()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        await stage.ConnectAsync();
        using var stop = new CancellationTokenSource();
        await using var following = stage.Follow(stop.Token);
        await following.ShowsAsync(7);
        var waiting = following.HasEndedAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
    }

    private static string Message(long sequence) => FakeConnection.Message(Channel, sequence);

    private static SubscriptionConfirmed Failed(
        SubscriptionFailure reason,
        long? oldest = null,
        long? head = null
    ) =>
        new(
            [],
            [new FailedSubscription(Channel, reason, oldest, head)],
            new Dictionary<string, long>(),
            "e1"
        );
}
