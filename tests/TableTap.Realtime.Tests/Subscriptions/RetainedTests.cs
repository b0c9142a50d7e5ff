using TableTap.Protocol.Channels;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Subscriptions;

/// <summary>A channel that keeps its last message: who subscribes without a position gets it again.</summary>
public sealed class RetainedTests
{
    private static readonly ChannelName Metrics = ChannelName.Of(ChannelKinds.CafeMetrics, "one");
    private static readonly ChannelName Alerts = ChannelName.Of(ChannelKinds.CafeAlerts, "one");

    [Fact]
    public async Task The_last_message_comes_again_under_its_own_sequence_and_live_follows()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Metrics, Metrics, Metrics, Alerts);
        using var maya = await hub.ManagerAsync();

        await maya.SubscribeAsync(Metrics.Text, Alerts.Text);
        var confirmed = await maya.DataAsync("subscription_confirmed");
        var positions = confirmed.GetProperty("positions");
        Assert.Equal(2, positions.GetProperty(Metrics.Text).GetInt64());
        Assert.Equal(1, positions.GetProperty(Alerts.Text).GetInt64());

        var last = (await maya.TryReceiveAsync())!.Value;
        Assert.Equal(
            (Metrics.Text, 3),
            (last.Text("channel"), last.GetProperty("sequence").GetInt64())
        );
        hub.Journal.Publish(Metrics);
        var next = (await maya.TryReceiveAsync())!.Value;
        Assert.Equal(4, next.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task A_pattern_gets_it_too_and_asking_twice_gets_it_once()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Metrics);
        using var maya = await hub.ManagerAsync();
        await maya.SubscribeAsync("cafe:one:*");
        await maya.ReceiveAsync("subscription_confirmed");
        Assert.Equal(1, (await maya.TryReceiveAsync())!.Value.GetProperty("sequence").GetInt64());

        await maya.SubscribeAsync(Metrics.Text);
        await maya.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Metrics);

        Assert.Equal(2, (await maya.TryReceiveAsync())!.Value.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Who_states_a_position_gets_what_followed_it()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Metrics, Metrics, Metrics);
        using var maya = await hub.ManagerAsync();

        await maya.SendAsync(
            $$"""{"type":"subscribe","data":{"channels":[{"channel":"{{Metrics.Text}}","afterSequence":3 }] } }"""
        );
        await maya.ReceiveAsync("subscription_confirmed");
        var page = await maya.DataAsync("message_replay");

        Assert.Equal(0, page.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Where_there_is_none_one_is_asked_for()
    {
        await using var hub = new TestHub();
        var wanted = new TaskCompletionSource<ChannelName>();
        hub.Hub.MessageRequested = channel => wanted.TrySetResult(channel);
        using var maya = await hub.ManagerAsync();

        await maya.SubscribeAsync(Metrics.Text);
        await maya.ReceiveAsync("subscription_confirmed");

        Assert.Equal(Metrics, await wanted.Task.WaitAsync(TestContext.Current.CancellationToken));
        hub.Journal.Publish(Metrics);
        Assert.Equal(1, (await maya.TryReceiveAsync())!.Value.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task An_employee_may_not_hear_figures_and_none_are_asked_for()
    {
        await using var hub = new TestHub();
        var asked = 0;
        hub.Hub.MessageRequested = _ => Interlocked.Increment(ref asked);
        using var anna = await hub.EmployeeAsync();

        await anna.SubscribeAsync(Metrics.Text, Alerts.Text);
        var confirmed = await anna.DataAsync("subscription_confirmed");

        Assert.Equal(
            ["insufficient_permissions", "insufficient_permissions"],
            confirmed.GetProperty("failed").EnumerateArray().Select(one => one.Text("reason"))
        );
        Assert.Equal(0, asked);
    }
}
