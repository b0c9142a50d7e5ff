using TableTap.Protocol.Channels;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>Who stands at a counter's orders: told when the first comes and the last goes.</summary>
public sealed class AttendanceTests
{
    private static readonly ChannelName Bar = ChannelName.Of(ChannelKinds.CounterOrders, "bar");
    private static readonly ChannelName Status = ChannelName.Of(ChannelKinds.CounterStatus, "bar");

    [Fact]
    public async Task The_first_employee_who_listens_and_the_last_who_goes_are_told()
    {
        await using var hub = new TestHub();
        var told = Told(hub);
        using var anna = await hub.EmployeeAsync();
        using var ben = await hub.EmployeeAsync("ben");

        await SubscribeAsync(anna, Bar.Text);
        await told.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(hub.Hub.IsPresent(Bar));

        await SubscribeAsync(ben, Bar.Text);
        await SubscribeAsync(ben, Bar.Text);
        await UnsubscribeAsync(anna, Bar.Text);
        Assert.True(hub.Hub.IsPresent(Bar));

        await UnsubscribeAsync(ben, Bar.Text);
        await told.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(hub.Hub.IsPresent(Bar));
        Assert.Equal(0, told.CurrentCount);
    }

    [Fact]
    public async Task A_screen_whose_connection_ends_is_gone()
    {
        await using var hub = new TestHub();
        var told = Told(hub);
        var anna = await hub.EmployeeAsync();
        await SubscribeAsync(anna, "counter:bar:*");
        await told.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(hub.Hub.IsPresent(Bar));

        anna.Dispose();
        await told.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False(hub.Hub.IsPresent(Bar));
    }

    [Fact]
    public async Task A_managers_pattern_is_no_screen_but_the_very_channel_is()
    {
        await using var hub = new TestHub();
        using var maya = await hub.ManagerAsync();

        await SubscribeAsync(maya, "counter:*:*");
        await SubscribeAsync(maya, "counter:bar:*");
        Assert.False(hub.Hub.IsPresent(Bar));

        await SubscribeAsync(maya, Bar.Text);
        Assert.True(hub.Hub.IsPresent(Bar));
    }

    [Fact]
    public async Task Only_the_orders_of_a_counter_are_stood_at()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();

        await SubscribeAsync(anna, Status.Text);

        Assert.False(hub.Hub.IsPresent(Status));
        Assert.False(hub.Hub.IsPresent(Bar));
    }

    [Fact]
    public async Task Who_may_no_longer_listen_stands_there_no_more()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();
        await SubscribeAsync(anna, Bar.Text);

        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen"], new() { ["anna"] = ["kitchen"] }));

        Assert.False(hub.Hub.IsPresent(Bar));
    }

    [Fact]
    public async Task An_ack_says_whether_it_comes_from_who_stands_there()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();
        using var maya = await hub.ManagerAsync();
        await SubscribeAsync(anna, Bar.Text);
        await SubscribeAsync(maya, "counter:*:*");
        hub.Journal.Publish(Bar);
        foreach (var client in new[] { anna, maya })
        {
            await client.TryReceiveAsync();
            await client.SendAsync(
                """{"type":"ack","data":{"channel":"counter:bar:orders","sequence":1}}"""
            );
            await client.PingAsync();
        }

        Assert.Equal(
            [("anna", true), ("maya", false)],
            hub.Acknowledged.Select(one => (one.Reader.UserId, one.IsAttending))
        );
    }

    private static SemaphoreSlim Told(TestHub hub)
    {
        var told = new SemaphoreSlim(0);
        hub.Hub.PresenceChanged = channel =>
        {
            Assert.Equal(Bar, channel);
            told.Release();
        };
        return told;
    }

    private static async Task SubscribeAsync(TestClient client, string channel)
    {
        await client.SubscribeAsync(channel);
        await client.ReceiveAsync("subscription_confirmed");
    }

    private static async Task UnsubscribeAsync(TestClient client, string channel)
    {
        await client.SendAsync(
            $$"""{"type":"unsubscribe","data":{"channels":["{{channel}}"] } }"""
        );
        await client.ReceiveAsync("unsubscription_confirmed");
    }
}
