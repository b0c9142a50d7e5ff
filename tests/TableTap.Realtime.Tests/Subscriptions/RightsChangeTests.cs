using TableTap.Protocol.Channels;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;

namespace TableTap.Realtime.Tests.Subscriptions;

public sealed class RightsChangeTests
{
    private static readonly ChannelName Bar = ChannelName.Of(ChannelKinds.CounterOrders, "bar");

    [Fact]
    public async Task A_counter_taken_away_is_not_heard_from_that_moment()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();
        await anna.SubscribeAsync(Bar.Text, "cafe:one:staff");
        await anna.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Bar);
        await anna.ReceiveAsync("order_status_changed");
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen"], new() { ["anna"] = ["kitchen"] }));
        hub.Journal.Publish(Bar);
        var revoked = await anna.DataAsync("subscription_revoked");
        Assert.Equal(Bar.Text, revoked.Text("channel"));
        Assert.Equal("insufficient_permissions", revoked.Text("reason"));
        Assert.Equal(1, revoked.Number("lastSequence"));
        await anna.PingAsync();
        await anna.SubscribeAsync("counter:kitchen:orders");
        Assert.Single((await anna.DataAsync("subscription_confirmed")).Texts("channels"));
    }

    [Fact]
    public async Task A_counter_that_is_no_more_ends_its_subscriptions()
    {
        await using var hub = new TestHub();
        using var admin = await hub.AdminAsync();
        await admin.SubscribeAsync("counter:far:orders", "cafe:two:general");
        await admin.ReceiveAsync("subscription_confirmed");
        hub.Cafes.Set(TestHub.Scope("two", [], []));
        var revoked = await admin.DataAsync("subscription_revoked");
        Assert.Equal("counter:far:orders", revoked.Text("channel"));
        Assert.Equal("unknown_channel", revoked.Text("reason"));
    }

    [Fact]
    public async Task A_new_counter_extends_the_patterns_that_cover_it()
    {
        await using var hub = new TestHub();
        using var manager = await hub.ManagerAsync();
        await manager.SubscribeAsync("counter:*:*");
        await manager.ReceiveAsync("subscription_confirmed");
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen", "terrace"], []));
        var extended = await manager.DataAsync("subscription_extended");
        Assert.Equal("counter:*:*", extended.Text("pattern"));
        Assert.Equal(
            ["counter:terrace:orders", "counter:terrace:status"],
            extended.Texts("channels")
        );
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CounterOrders, "terrace"));
        Assert.Equal(1, (await manager.ReceiveAsync("order_status_changed")).Number("sequence"));
    }

    [Fact]
    public async Task What_was_unsubscribed_by_name_does_not_come_back_by_its_pattern()
    {
        await using var hub = new TestHub();
        using var manager = await hub.ManagerAsync();
        await manager.SubscribeAsync("counter:*:*");
        await manager.ReceiveAsync("subscription_confirmed");
        await manager.SendAsync(
            """{"type":"unsubscribe","data":{"channels":["counter:bar:orders"]}}"""
        );
        await manager.ReceiveAsync("unsubscription_confirmed");
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen", "terrace"], []));
        var extended = await manager.DataAsync("subscription_extended");
        Assert.DoesNotContain("counter:bar:orders", extended.Texts("channels"));
    }

    [Fact]
    public async Task A_pattern_past_the_limit_is_extended_as_far_as_it_goes_and_said()
    {
        await using var hub = new TestHub(new() { Messages = new() { Subscriptions = 5 } });
        using var manager = await hub.ManagerAsync();
        await manager.SubscribeAsync("counter:*:*");
        await manager.ReceiveAsync("subscription_confirmed");
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen", "terrace"], []));
        Assert.Single((await manager.DataAsync("subscription_extended")).Texts("channels"));
        var error = await manager.ErrorAsync("RATE_LIMIT_EXCEEDED");
        Assert.Equal("counter:*:*", error.Text("channel"));
        Assert.Equal(5, error.Number("limit"));
    }

    [Fact]
    public async Task Rights_lost_while_a_subscription_is_being_made_are_lost_for_it_too()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        hub.Journal.BeforeHeads = async () =>
        {
            asked.TrySetResult();
            await go.Task;
        };
        await anna.SubscribeAsync(Bar.Text);
        await asked.Task;
        hub.Cafes.Set(TestHub.Scope("one", ["bar"], []));
        go.SetResult();
        var data = await anna.DataAsync("subscription_confirmed");
        Assert.Empty(data.Texts("channels"));
        Assert.Equal("insufficient_permissions", data.GetProperty("failed")[0].Text("reason"));
    }

    [Fact]
    public async Task Rights_lost_during_a_replay_end_the_channels_pages()
    {
        await using var hub = new TestHub(new() { Delivery = new() { PageMessages = 2 } });
        var staff = ChannelName.Of(ChannelKinds.CafeStaff, "one");
        for (var i = 0; i < 6; i++)
        {
            hub.Journal.Publish(Bar, staff);
        }

        using var anna = await hub.EmployeeAsync();
        var reading = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        hub.Journal.BeforeRead = async () =>
        {
            reading.TrySetResult();
            await go.Task;
        };
        await anna.SendAsync(
            """
            {"type":"reconnect","data":{"channels":["counter:bar:orders","cafe:one:staff"],
            "positions":{"counter:bar:orders":0,"cafe:one:staff":0}}}
            """
        );
        await reading.Task;
        hub.Cafes.Set(TestHub.Scope("one", ["bar"], new() { ["anna"] = [] }));
        go.SetResult();
        Assert.Equal(Bar.Text, (await anna.DataAsync("subscription_revoked")).Text("channel"));
        var heard = new List<string>();
        while (true)
        {
            var page = await anna.DataAsync("message_replay");
            heard.AddRange(
                page.GetProperty("messages").EnumerateArray().Select(one => one.Text("channel")!)
            );
            if (!page.GetProperty("hasMore").GetBoolean())
            {
                Assert.False(page.GetProperty("complete").GetProperty(Bar.Text).GetBoolean());
                Assert.True(page.GetProperty("complete").GetProperty(staff.Text).GetBoolean());
                Assert.False(page.GetProperty("positions").TryGetProperty(Bar.Text, out _));
                break;
            }
        }

        Assert.Equal(Enumerable.Repeat(staff.Text, 6), heard);
    }

    [Fact]
    public async Task Another_cafe_takes_the_guests_channels_from_an_administrator_of_the_others()
    {
        await using var hub = new TestHub();
        using var chief = await hub.ConnectAsync(
            TestHub.Someone("chief", Role.Admin, ["one", "two"])
        );
        await chief.SubscribeAsync("orders:customer:guest", "cafe:one:staff");
        var confirmed = await chief.DataAsync("subscription_confirmed");
        Assert.Empty(confirmed.GetProperty("failed").EnumerateArray());
        hub.Cafes.Set(TestHub.Scope("three", ["new"], []));
        var revoked = await chief.DataAsync("subscription_revoked");
        Assert.Equal("orders:customer:guest", revoked.Text("channel"));
    }

    [Fact]
    public async Task Whoever_is_taken_out_of_the_staff_hears_nothing_more()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();
        string[] channels = [Bar.Text, "cafe:one:staff", "orders:employee:anna"];
        await anna.SubscribeAsync(channels);
        await anna.ReceiveAsync("subscription_confirmed");
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen"], new() { ["ben"] = ["bar"] }));
        hub.Journal.Publish(Bar, ChannelName.Of(ChannelKinds.CafeStaff, "one"));
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.EmployeeOrders, "anna"));
        var revoked = new List<string>();
        foreach (var _ in channels)
        {
            revoked.Add((await anna.DataAsync("subscription_revoked")).Text("channel")!);
        }

        Assert.Equal(channels.Order(), revoked.Order());
        await anna.PingAsync();
        await anna.SubscribeAsync(channels);
        Assert.Equal(
            Enumerable.Repeat("insufficient_permissions", 3),
            (await anna.DataAsync("subscription_confirmed"))
                .GetProperty("failed")
                .EnumerateArray()
                .Select(one => one.Text("reason"))
        );
    }

    [Fact]
    public async Task A_manager_who_is_in_no_record_can_do_nothing_and_is_told_so()
    {
        await using var hub = new TestHub();
        using var stranger = hub.Open(
            new(null, hub.Token(TestHub.Someone("stranger", Role.Manager)), null)
        );
        var established = await stranger.DataAsync("connection_established");
        Assert.Empty(established.Texts("capabilities"));
        await stranger.SubscribeAsync("cafe:one:*", "counter:*:*", "orders:employee:stranger");
        var answer = await stranger.DataAsync("subscription_confirmed");
        Assert.Empty(answer.Texts("channels"));
        Assert.Equal(3, answer.GetProperty("failed").GetArrayLength());
    }
}
