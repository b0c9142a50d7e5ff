using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Testing;

namespace TableTap.Client.Tests.States;

/// <summary>What is followed goes on being heard, whatever the server answers, or does not (section 3).</summary>
public sealed class FollowAgainTests
{
    private const string Channel = Stage.Channel;
    private const string Other = "orders:customer:guest_1";
    private const string Pattern = "cafe:demo:*";

    [Fact]
    public async Task Pattern_whose_end_is_answered_too_late_takes_nothing_along()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await JoinAsync(stage);
        await using var _ = following;
        var leaving = stage.Client.UnsubscribeAsync([Pattern]);
        await connection.ExpectAsync("unsubscribe");
        var second = await stage.Clock.While(connection.ExpectAsync("unsubscribe"), stepMs: 50);
        await connection.NoticeAsync(new UnsubscriptionConfirmed([]), second.Id);
        await leaving.Soon();
        await IsHeardFromSevenAsync(connection, following);
    }

    [Fact]
    public async Task Pattern_whose_end_nobody_waits_for_takes_nothing_along()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await JoinAsync(stage);
        await using var _ = following;
        using var stop = new CancellationTokenSource();
        var leaving = stage.Client.UnsubscribeAsync([Pattern], stop.Token);
        await connection.ExpectAsync("unsubscribe");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.Soon());
        await IsHeardFromSevenAsync(connection, following);
    }

    [Fact]
    public async Task What_went_with_a_pattern_is_asked_for_until_the_server_has_time()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await JoinAsync(stage);
        await using var _ = following;
        var leaving = stage.Client.UnsubscribeAsync([Pattern]);
        var unsubscribe = await connection.ExpectAsync("unsubscribe");
        await connection.NoticeAsync(new UnsubscriptionConfirmed([Channel]), unsubscribe.Id);
        await leaving.Soon();
        var refused = await connection.ExpectAsync("subscribe");
        await connection.NoticeAsync(Busy(1), refused.Id);
        await stage.Clock.While(IsHeardFromSevenAsync(connection, following));
    }

    [Fact]
    public async Task What_went_with_a_pattern_before_its_first_message_is_loaded_anew()
    {
        using var states = new FakeStates().ThenState(7).ThenState(7).ThenState(9);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([Pattern]);
        await connection.ConfirmSubscribeAsync([]);
        await subscribing.Soon();
        await connection.NoticeAsync(new SubscriptionExtended(Pattern, [Channel]));
        await Patience.UntilAsync(() => stage.Client.Channels.Contains(Channel));
        await using var following = stage.Follow();
        await following.ShowsAsync(7);
        var leaving = stage.Client.UnsubscribeAsync([Pattern]);
        var unsubscribe = await connection.ExpectAsync("unsubscribe");
        await connection.NoticeAsync(new UnsubscriptionConfirmed([Channel]), unsubscribe.Id);
        await leaving.Soon();
        var again = await connection.ConfirmSubscribeAsync(new() { [Channel] = 9 });
        Assert.Equal(Channel, again.Data.GetProperty("channels")[0].GetString());
        await following.ShowsAsync(9);
        await connection.MessageAsync(Channel, 10);
        await following.HearsAsync(10);
    }

    [Fact]
    public async Task Channel_whose_history_is_gone_is_asked_for_until_the_server_has_time()
    {
        using var states = new FakeStates().ThenState(7).ThenState(120, epoch: "e2");
        await using var stage = FollowStage.Of(states);
        var (first, following) = await stage.FollowAsync(7);
        await using var _ = following;
        var next = following.ShowsAsync(120);
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync("e2"));
        var reconnect = await second.ExpectAsync("reconnect");
        await second.NoticeAsync(
            new Error(ErrorCode.HistoryUnavailable, "gone", Channel: Channel),
            reconnect.Id
        );
        await second.ReplayAsync(reconnect.Id, [], []);
        await stage.HappenedAsync<Resumed>();
        var refused = await second.ExpectAsync("subscribe");
        // What is shown is of before, however well the connection is.
        await Patience.UntilAsync(() => stage.Client.Freshness.State == FreshnessState.Behind);
        await second.NoticeAsync(Busy(1), refused.Id);
        await stage.Clock.While(second.ConfirmSubscribeAsync(new() { [Channel] = 120 }, "e2"));
        await next.Soon();
        await Patience.UntilAsync(() => stage.Client.Freshness.State == FreshnessState.Live);
        await second.MessageAsync(Channel, 121);
        await following.HearsAsync(121);
        Assert.Empty(stage.Events.OfType<SubscriptionEnded>());
    }

    [Fact]
    public async Task Position_that_is_too_old_costs_those_who_follow_nothing_but_another_state()
    {
        using var states = new FakeStates().ThenState(7).ThenState(9);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(7);
        await using var _ = following;
        var naming = stage.Client.SubscribeAsync([Channel]);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 7 });
        await naming.Soon();
        var subscribing = stage.Client.SubscribeAsync([new ChannelRequest(Channel, 3)], "e0");
        var refused = await connection.ExpectAsync("subscribe");
        await connection.NoticeAsync(
            new SubscriptionConfirmed(
                [],
                [new FailedSubscription(Channel, SubscriptionFailure.HistoryUnavailable, 5, 9)],
                new Dictionary<string, long>(),
                "e1"
            ),
            refused.Id
        );
        Assert.Single((await subscribing.Soon()).Failed);
        var again = await connection.ConfirmSubscribeAsync(new() { [Channel] = 9 });
        Assert.Equal(Channel, again.Data.GetProperty("channels")[0].GetString());
        await following.ShowsAsync(9);
        await connection.MessageAsync(Channel, 10);
        await following.HearsAsync(10);
    }

    [Fact]
    public async Task Following_that_the_server_has_no_time_to_replay_begins_without_waiting()
    {
        using var states = new FakeStates().ThenState(7).ThenState(9);
        await using var stage = FollowStage.Of(states);
        var connection = await stage.ConnectAsync();
        await using var following = stage.Follow();
        await following.ShowsAsync(7);
        var refused = await connection.ExpectAsync("subscribe");
        await connection.NoticeAsync(Busy(60), refused.Id);
        var again = await connection.ConfirmSubscribeAsync(new() { [Channel] = 9 });
        Assert.Equal(Channel, again.Data.GetProperty("channels")[0].GetString());
        await following.ShowsAsync(9);
        await connection.MessageAsync(Channel, 10);
        await following.HearsAsync(10);
    }

    [Fact]
    public async Task What_was_handled_is_confirmed_before_its_channel_is_left()
    {
        using var states = new FakeStates().ThenState(0, Other);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(0, Other);
        await connection.MessageAsync(Other, 1, ackRequired: true);
        await connection.MessageAsync(Other, 2, ackRequired: true);
        await following.HearsAsync(1, 2);
        await following.DisposeAsync();
        var ack = await connection.ExpectAsync("ack");
        Assert.Equal(1, ack.Data.GetProperty("sequence").GetInt64());
        await connection.ExpectAsync("unsubscribe");
    }

    [Fact]
    public async Task Leaving_that_is_refused_for_now_is_tried_again()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(7);
        await following.DisposeAsync();
        var refused = await connection.ExpectAsync("unsubscribe");
        await connection.NoticeAsync(Busy(1), refused.Id);
        var again = await stage.Clock.While(connection.ExpectAsync("unsubscribe"));
        Assert.Equal(Channel, again.Data.GetProperty("channels")[0].GetString());
    }

    [Fact]
    public async Task Subscription_that_was_given_up_does_not_come_in_the_applications_own_reading()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var (connection, following) = await stage.FollowAsync(7);
        await using var _ = following;
        using var stop = new CancellationTokenSource();
        var given = stage.Client.SubscribeAsync([Pattern], stop.Token);
        await connection.ExpectAsync("subscribe");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Soon());
        var subscribing = stage.Client.SubscribeAsync([Other]);
        await connection.ConfirmSubscribeAsync(new() { [Other] = 40 });
        await subscribing.Soon();
        await connection.MessageAsync(Channel, 8);
        await connection.MessageAsync(Other, 41);
        await stage.ReadsAsync(41);
        await following.HearsAsync(8);
    }

    [Fact]
    public async Task State_that_does_not_come_holds_up_nothing_else()
    {
        var given = new TaskCompletionSource();
        using var states = new FakeStates().ThenState(5).ThenState(6, given.Task).ThenState(9);
        await using var stage = FollowStage.Of(
            states,
            options => options with { InboxCapacity = 1 }
        );
        var connection = await stage.SubscribeAsync(position: 5);
        await using var following = stage.Follow();
        var showing = following.NextAsync();
        await Patience.UntilAsync(() => states.Asked.Count == 2);
        foreach (var sequence in (long[])[6, 7, 8, 9])
        {
            await connection.MessageAsync(Channel, sequence);
        }

        await stage.ReadsAsync(6, 7, 8, 9);
        given.SetResult();
        // The first state that comes has not what was passed over for it.
        var shown = await stage.Clock.While(showing);
        Assert.Equal("at 9", Assert.Single(shown.State!.Orders));
        await connection.MessageAsync(Channel, 10);
        await following.HearsAsync(10);
    }

    private static Error Busy(double retryAfter) =>
        new(ErrorCode.RateLimitExceeded, "busy", RetryAfter: retryAfter);

    // Follows a channel that a pattern has brought already.
    private static async Task<(
        FakeConnection Connection,
        IAsyncEnumerator<Followed<ShownOrders>> Following
    )> JoinAsync(Stage stage)
    {
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([Pattern]);
        await connection.ConfirmSubscribeAsync(new() { [Channel] = 7 });
        await subscribing.Soon();
        var following = stage.Follow();
        await following.ShowsAsync(7);
        return (connection, following);
    }

    private static async Task<bool> IsHeardFromSevenAsync(
        FakeConnection connection,
        IAsyncEnumerator<Followed<ShownOrders>> following
    )
    {
        var again = await connection.ConfirmSubscribeAsync(new() { [Channel] = 8 });
        var entry = again.Data.GetProperty("channels")[0];
        Assert.Equal(7, entry.GetProperty("afterSequence").GetInt64());
        await connection.ReplayAsync(
            again.Id,
            [FakeConnection.Message(Channel, 8)],
            new() { [Channel] = 8 }
        );
        await following.HearsAsync(8);
        return true;
    }
}
