using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Messages;
using TableTap.Testing;

namespace TableTap.Client.Tests.Connection;

public sealed class FreshnessTests
{
    private const string Channel = Stage.Channel;

    [Fact]
    public async Task Freshness_tells_the_state_since_when_and_the_last_message()
    {
        await using var stage = new Stage();
        var began = stage.Clock.GetUtcNow();
        var before = stage.Client.Freshness;
        Assert.Equal(FreshnessState.Connecting, before.State);
        Assert.Equal(began, before.Since);
        Assert.Null(before.LastHeardAt);
        Assert.Null(before.LastMessageAt);
        Assert.Null(before.Sequence);
        Assert.Empty(before.Sequences);

        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        var connection = await stage.SubscribeAsync(position: 811);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        await connection.MessageAsync(Channel, 812);
        await stage.ReadsAsync(812);
        var live = stage.Client.Freshness;
        Assert.Equal(FreshnessState.Live, live.State);
        Assert.Equal(began.AddSeconds(1), live.Since);
        Assert.Equal(began.AddSeconds(2), live.LastHeardAt);
        Assert.Equal(began.AddSeconds(2), live.LastMessageAt);
        Assert.Equal(812L, live.Sequence);
        Assert.Equal(812L, live.Sequences[Channel]);
    }

    [Fact]
    public async Task Nothing_is_called_live_before_what_was_missed_has_come()
    {
        await using var stage = new Stage();
        var first = await stage.SubscribeAsync(position: 4);
        Assert.Equal(FreshnessState.Live, stage.Client.Freshness.State);
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        Assert.Equal(FreshnessState.Behind, stage.Client.Freshness.State);
        await second.ReplayAsync(
            reconnect.Id,
            [FakeConnection.Message(Channel, 5)],
            new() { [Channel] = 5 }
        );
        await stage.ReadsAsync(5);
        await Patience.UntilAsync(() => States(stage).Length == 4);
        FreshnessState[] expected =
        [
            FreshnessState.Live,
            FreshnessState.Connecting,
            FreshnessState.Behind,
            FreshnessState.Live,
        ];
        Assert.Equal(expected, States(stage));
        Assert.Equal(FreshnessState.Live, stage.Client.Freshness.State);
    }

    [Fact]
    public async Task Hole_in_a_channel_is_behind_until_it_is_filled()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync();
        await connection.MessageAsync(Channel, 2);
        var filling = await connection.ExpectAsync("reconnect");
        Assert.Equal(FreshnessState.Behind, stage.Client.Freshness.State);
        Assert.Equal(0L, stage.Client.Freshness.Sequences[Channel]);
        await connection.ReplayAsync(
            filling.Id,
            [FakeConnection.Message(Channel, 1), FakeConnection.Message(Channel, 2)],
            new() { [Channel] = 2 }
        );
        await stage.ReadsAsync(1, 2);
        await Patience.UntilAsync(() => stage.Client.Freshness.State == FreshnessState.Live);
        Assert.Equal(2L, stage.Client.Freshness.Sequences[Channel]);
    }

    [Fact]
    public async Task Ping_without_an_answer_is_silence_and_any_frame_ends_it()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await stage.Clock.While(connection.ExpectAsync("ping"), stepMs: 100);
        await Patience.UntilAsync(
            () => stage.Client.Freshness.State == FreshnessState.Silent,
            () => stage.Clock.Advance(TimeSpan.FromMilliseconds(50)),
            pauseMs: 1
        );
        await connection.NoticeAsync(new Pong(new Dictionary<string, long>()));
        await Patience.UntilAsync(() => stage.Client.Freshness.State == FreshnessState.Live);
        Assert.Single(stage.Events.OfType<Connected>());
    }

    [Fact]
    public async Task Client_that_the_server_will_not_have_is_stopped()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await connection.CloseAsync(4403, "no");
        await stage.HappenedAsync<Stopped>();
        Assert.Equal(FreshnessState.Stopped, stage.Client.Freshness.State);
    }

    [Fact]
    public async Task Disposed_client_is_stopped()
    {
        var stage = new Stage();
        await stage.ConnectAsync();
        await stage.DisposeAsync();
        Assert.Equal(FreshnessState.Stopped, stage.Client.Freshness.State);
    }

    private static FreshnessState[] States(Stage stage) =>
        [.. stage.Events.OfType<FreshnessChanged>().Select(changed => changed.Freshness.State)];
}
