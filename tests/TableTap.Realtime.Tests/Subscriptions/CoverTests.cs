using System.Collections.Immutable;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Channels;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;

namespace TableTap.Realtime.Tests.Subscriptions;

/// <summary>Who covers a break hears the counter from its start to its end, and nothing of it outside (section 3).</summary>
public sealed class CoverTests
{
    private static readonly ChannelName Kitchen = ChannelName.Of(
        ChannelKinds.CounterOrders,
        "kitchen"
    );

    // The commit of the fourth message: positions have holes.
    private const long Break = 6;

    [Fact]
    public async Task A_cover_is_heard_until_the_break_ends()
    {
        await using var hub = new TestHub();
        using var anna = await hub.EmployeeAsync();
        await anna.SubscribeAsync(Kitchen.Text);
        var refused = await anna.DataAsync("subscription_confirmed");
        Assert.Equal("insufficient_permissions", refused.GetProperty("failed")[0].Text("reason"));
        hub.Cafes.Set(Covering());
        await anna.SubscribeAsync(Kitchen.Text);
        await anna.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Kitchen);
        await anna.ReceiveAsync("order_status_changed");
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen"], new() { ["anna"] = ["bar"] }));
        hub.Journal.Publish(Kitchen);
        Assert.Equal(1, (await anna.DataAsync("subscription_revoked")).Number("lastSequence"));
        await anna.PingAsync();
    }

    [Fact]
    public void A_cover_is_not_narrowed_by_the_token()
    {
        var rights = new Rights(
            TestHub.Someone("anna", Role.Employee, counters: []),
            CafeMap.Empty.With(Covering())
        );
        Assert.Equal(Access.Granted, rights.To(Kitchen));
        Assert.Equal(
            Access.Forbidden,
            rights.To(ChannelName.Of(ChannelKinds.CounterOrders, "bar"))
        );
    }

    [Fact]
    public void Who_covers_a_counter_of_their_own_hears_it_without_bound()
    {
        var own = new Rights(
            TestHub.Someone("anna", Role.Employee),
            CafeMap.Empty.With(Covering("kitchen"))
        );
        Assert.Equal(Access.Granted, own.To(Kitchen));
        Assert.Null(own.CoveredAfter(Kitchen));

        var narrowed = own with { Identity = TestHub.Someone("anna", Role.Employee, counters: []) };
        Assert.Equal(Break, narrowed.CoveredAfter(Kitchen));
    }

    [Theory]
    [InlineData(0, 5, false)]
    [InlineData(3, 5, false)]
    [InlineData(4, 5, true)]
    [InlineData(7, 8, true)]
    [InlineData(9, 10, true)]
    public async Task What_was_told_before_the_break_is_not_replayed(
        int after,
        int oldest,
        bool served
    )
    {
        await using var hub = new TestHub();
        Publish(hub);
        hub.Cafes.Set(Covering());
        using var anna = await hub.EmployeeAsync();
        await anna.SubscribeAsync(
            "{\"channel\":\"" + Kitchen.Text + "\",\"afterSequence\":" + after + "}"
        );
        var confirmed = await anna.DataAsync("subscription_confirmed");
        if (served)
        {
            var page = await anna.DataAsync("message_replay");
            Assert.Equal(9 - after, page.GetProperty("messages").GetArrayLength());
            return;
        }

        var failed = confirmed.GetProperty("failed")[0];
        Assert.Equal("history_unavailable", failed.Text("reason"));
        Assert.Equal(oldest, failed.Number("oldestSequence"));
        Assert.Equal(9, failed.Number("sequence"));
    }

    [Fact]
    public async Task A_reconnect_reaches_no_further_back_either()
    {
        await using var hub = new TestHub();
        Publish(hub);
        hub.Cafes.Set(Covering());
        using var anna = await hub.EmployeeAsync();
        await anna.SendAsync(
            """
            {"type":"reconnect","data":{"channels":["counter:kitchen:orders"],"positions":{"counter:kitchen:orders":1}}}
            """
        );
        var error = await anna.ErrorAsync("HISTORY_UNAVAILABLE");
        Assert.Equal(5, error.Number("oldestSequence"));
        Assert.Empty(
            (await anna.DataAsync("message_replay")).GetProperty("messages").EnumerateArray()
        );
    }

    [Fact]
    public async Task A_counter_of_the_staff_record_has_its_whole_history()
    {
        await using var hub = new TestHub();
        Publish(hub);
        hub.Cafes.Set(Covering());
        using var ben = await hub.EmployeeAsync("ben");
        await ben.SubscribeAsync("""{"channel":"counter:kitchen:orders","afterSequence":0}""");
        await ben.ReceiveAsync("subscription_confirmed");
        var page = await ben.DataAsync("message_replay");
        Assert.Equal(9, page.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task A_cover_with_nothing_told_since_has_nothing_to_replay()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Kitchen, Kitchen);
        hub.Cafes.Set(Covering());
        using var anna = await hub.EmployeeAsync();
        await anna.SubscribeAsync("""{"channel":"counter:kitchen:orders","afterSequence":1}""");
        var confirmed = await anna.DataAsync("subscription_confirmed");
        Assert.Equal(3, confirmed.GetProperty("failed")[0].Number("oldestSequence"));
    }

    private static CafeScope Covering(params ImmutableArray<string> own) =>
        new(
            "one",
            ["bar", "kitchen"],
            new Dictionary<string, ImmutableArray<string>>
            {
                ["anna"] = ["bar", .. own],
                ["ben"] = ["kitchen"],
            },
            new Dictionary<string, ImmutableArray<BreakCover>>
            {
                ["anna"] = [new("kitchen", Break)],
            }
        );

    // Four up to the break, five since; the clock was put back with the break.
    private static void Publish(TestHub hub)
    {
        int[] minutes = [11, 12, 13, 14, 1, 2, 3, 9, 10];
        foreach (var minute in minutes)
        {
            hub.Journal.Commit([hub.Journal.Draft(Kitchen, at: TestHub.Start.AddMinutes(minute))]);
        }
    }
}
