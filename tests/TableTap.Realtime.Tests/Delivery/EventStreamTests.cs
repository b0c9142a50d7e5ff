using System.Text;
using System.Text.Json;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>A stream of events is a session like a socket's: the same messages, rights, limits and return (section 10).</summary>
public sealed class EventStreamTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private static readonly ChannelName Staff = ChannelName.Of(ChannelKinds.CafeStaff, "one");
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );

    private static readonly Identity John = TestHub.Someone("guest", Role.Customer);
    private static readonly Identity Maya = TestHub.Someone("maya", Role.Manager);

    [Fact]
    public async Task It_tells_the_stored_bytes_in_commit_order()
    {
        await using var hub = new TestHub();
        await using var events = EventReader.Open(hub, Maya, "cafe:one:general,cafe:one:staff");
        var confirmed = await events.BeginAsync();
        Assert.Equal([General.Text, Staff.Text], confirmed.Texts("channels"));

        var sent = hub.Journal.Publish(General, Staff, General, Guest, Staff);

        var ids = new HashSet<string>();
        foreach (var message in sent.Where(one => one.Channel != Guest))
        {
            var item = await events.NextAsync();
            Assert.Equal(Encoding.UTF8.GetString(message.Frame.Span), item!.Value.Data);
            Assert.Equal("message", item.Value.EventType);
            Assert.True(ids.Add(events.LastEventId));
        }
    }

    [Fact]
    public async Task It_resumes_after_the_last_event_without_hole_or_double()
    {
        await using var hub = new TestHub();
        var last = "";
        await using (var events = EventReader.Open(hub, John, "cafe:one:general"))
        {
            await events.BeginAsync();
            hub.Journal.Publish(General, General);
            await NumberAsync(events);
            last = events.LastEventId;
        }

        hub.Journal.Publish(General, Staff, General);
        await using var again = EventReader.Open(hub, John, "cafe:one:general", last);
        await again.BeginAsync();
        hub.Journal.Publish(General);
        Assert.Equal([2, 3, 4, 5], await NumbersAsync(again, 4));
    }

    [Fact]
    public async Task It_resumes_from_its_beginning_where_no_message_came()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(General, General);
        var last = "";
        await using (var events = EventReader.Open(hub, John, "cafe:one:general"))
        {
            await events.BeginAsync();
            last = events.LastEventId;
        }

        Assert.NotEmpty(last);
        hub.Journal.Publish(General, General);
        await using var again = EventReader.Open(hub, John, "cafe:one:general", last);
        await again.BeginAsync();
        Assert.Equal([3, 4], await NumbersAsync(again, 2));
    }

    [Fact]
    public async Task What_an_owner_did_not_confirm_comes_first_and_is_no_place_to_resume_from()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, General, Guest);
        await using var events = EventReader.Open(
            hub,
            John,
            "orders:customer:guest,cafe:one:general"
        );
        await events.BeginAsync();
        Assert.Empty(events.LastEventId);
        Assert.Equal([1, 2], await NumbersAsync(events, 2));
        hub.Journal.Publish(General);
        Assert.Equal(2, await NumberAsync(events));
        var last = events.LastEventId;
        Assert.NotEmpty(last);

        hub.Journal.Publish(Guest, General);
        await using var again = EventReader.Open(
            hub,
            John,
            "orders:customer:guest,cafe:one:general",
            last
        );
        await again.BeginAsync();
        Assert.Equal([3, 3], await NumbersAsync(again, 2));
    }

    [Fact]
    public async Task Any_number_of_cuts_at_any_place_costs_no_message_and_doubles_none()
    {
        await using var hub = new TestHub(
            new()
            {
                Delivery = new() { PageMessages = 3, RecentMessages = 4 },
                Admission = new() { NewSocketsPerUserPerMinute = 1000 },
            }
        );
        var random = new Random(5);
        var heard = new List<(string Channel, long Sequence)>();
        var last = "";
        var written = 0;
        ChannelName[] channels = [General, Staff, Guest];
        while (written < 400)
        {
            await using var events = EventReader.Open(
                hub,
                Maya,
                "cafe:one:general,cafe:one:staff",
                last
            );
            await events.BeginAsync();
            var told = random.Next(1, 12);
            written += told;
            hub.Journal.Publish([
                .. Enumerable.Range(0, told).Select(_ => channels[random.Next(3)]),
            ]);
            for (
                var left = random.Next(told + 1);
                left > 0 && heard.Count < Wanted(hub).Count;
                left--
            )
            {
                var frame = JsonDocument.Parse((await events.NextAsync())!.Value.Data).RootElement;
                heard.Add((frame.Text("channel")!, frame.Number("sequence")));
            }

            last = events.LastEventId;
        }

        await using var rest = EventReader.Open(hub, Maya, "cafe:one:general,cafe:one:staff", last);
        await rest.BeginAsync();
        var wanted = Wanted(hub);
        while (heard.Count < wanted.Count)
        {
            var frame = JsonDocument.Parse((await rest.NextAsync())!.Value.Data).RootElement;
            heard.Add((frame.Text("channel")!, frame.Number("sequence")));
        }

        Assert.Equal(wanted, heard);
    }

    [Theory]
    [InlineData("epoch_0.1")]
    [InlineData("epoch_1.999999")]
    public async Task A_place_that_is_not_in_the_history_is_told_for_each_channel(string cursor)
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(General);
        await using var events = EventReader.Open(hub, John, "cafe:one:general", cursor);
        var confirmed = await events.BeginAsync();
        Assert.Empty(confirmed.Texts("channels"));
        var failed = Assert.Single(confirmed.GetProperty("failed").EnumerateArray());
        Assert.Equal("history_unavailable", failed.Text("reason"));
        Assert.Equal(1, failed.Number("sequence"));
    }

    [Fact]
    public async Task A_place_before_what_was_trimmed_is_not_in_the_history()
    {
        await using var hub = new TestHub();
        var sent = hub.Journal.Publish(General, General, General);
        hub.Journal.Trim(General, 2);
        await using var events = EventReader.Open(
            hub,
            John,
            "cafe:one:general",
            $"epoch_1.{sent[0].Position}"
        );
        var confirmed = await events.BeginAsync();
        Assert.Equal("history_unavailable", confirmed.GetProperty("failed")[0].Text("reason"));
    }

    [Theory]
    [InlineData("cafe:two:general", ErrorCode.InsufficientPermissions)]
    [InlineData("cafe:one:staff", ErrorCode.InsufficientPermissions)]
    [InlineData("nonsense", ErrorCode.ValidationFailed)]
    public async Task Who_may_hear_nothing_of_it_is_not_let_in(string channels, ErrorCode code)
    {
        await using var hub = new TestHub();
        await using var events = EventReader.Open(hub, John, channels);
        Assert.Equal(code, (await events.Served.Soon())!.Code);
        Assert.Equal(0, hub.Count);
    }

    [Fact]
    public async Task What_may_not_be_heard_is_told_beside_what_may()
    {
        await using var hub = new TestHub();
        await using var events = EventReader.Open(hub, John, "cafe:one:staff,cafe:one:general");
        var confirmed = await events.BeginAsync();
        Assert.Equal([General.Text], confirmed.Texts("channels"));
        Assert.Equal("insufficient_permissions", confirmed.GetProperty("failed")[0].Text("reason"));
        hub.Journal.Publish(Staff, General);
        Assert.Equal(1, await NumberAsync(events));
    }

    [Fact]
    public async Task A_revocation_ends_it_at_once()
    {
        await using var hub = new TestHub();
        await using var events = EventReader.Open(hub, John, "cafe:one:general");
        await events.BeginAsync();
        hub.Revocations.Revoke(new(UserId: "guest"));
        hub.Journal.Publish(General);
        await events.ReceiveAsync("error");
        Assert.Equal(4401, await events.ClosedAsync());
        Assert.Null(await events.Served.Soon());
        await using var again = EventReader.Open(hub, John, "cafe:one:general");
        Assert.Equal(ErrorCode.AuthenticationFailed, (await again.Served.Soon())!.Code);
    }

    [Fact]
    public async Task It_ends_with_the_session()
    {
        // Half an hour of the clock's passes while a sign of life may still be written.
        await using var hub = new TestHub(
            new() { Delivery = new() { StalledTimeout = TimeSpan.FromHours(2) } }
        );
        await using var events = EventReader.Open(hub, John, "cafe:one:general");
        await events.BeginAsync();
        hub.Clock.Pass(TimeSpan.FromMinutes(29) + TimeSpan.FromSeconds(1));
        await events.ReceiveAsync("token_expiring");
        hub.Clock.Pass(TimeSpan.FromMinutes(1));
        await events.ReceiveAsync("error");
        Assert.Equal(4401, await events.ClosedAsync());
        Assert.False(events.IsAborted);
    }

    [Fact]
    public async Task A_right_that_is_lost_ends_its_channel()
    {
        await using var hub = new TestHub();
        var anna = TestHub.Someone("anna", Role.Employee);
        await using var events = EventReader.Open(hub, anna, "counter:bar:orders,cafe:one:staff");
        await events.BeginAsync();
        hub.Cafes.Set(TestHub.Scope("one", ["bar", "kitchen"], new() { ["anna"] = ["kitchen"] }));
        var revoked = (await events.ReceiveAsync("subscription_revoked")).GetProperty("data");
        Assert.Equal("counter:bar:orders", revoked.Text("channel"));
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CounterOrders, "bar"), Staff);
        Assert.Equal(1, await NumberAsync(events));
    }

    [Fact]
    public async Task It_counts_against_the_connection_limits()
    {
        await using var hub = new TestHub(new() { Admission = new() { SocketsPerUser = 2 } });
        using var socket = await hub.GuestAsync();
        await using var events = EventReader.Open(hub, John, "cafe:one:general");
        await events.BeginAsync();
        Assert.Equal(2, hub.Count);
        await using var third = EventReader.Open(hub, John, "cafe:one:general");
        Assert.Equal(ErrorCode.ConnectionLimitExceeded, (await third.Served.Soon())!.Code);
        await events.LeaveAsync();
        Assert.Equal(1, hub.Count);
    }

    [Fact]
    public async Task It_is_kept_alive_and_not_closed_for_silence()
    {
        await using var hub = new TestHub();
        var (server, client) = Duplex.Pair(1 << 20);
        using var gone = new CancellationTokenSource();
        var served = hub.Hub.ServeEventsAsync(
            server,
            new(hub.Token(John), null, null),
            new(["cafe:one:general"], null),
            () => { },
            gone.Token
        );
        using var lines = new StreamReader(client);
        for (var beats = 0; beats < 5; beats++)
        {
            string? line;
            do
            {
                line = await lines.ReadLineAsync(CancellationToken.None).AsTask().Soon();
                Assert.NotNull(line);
                if (line.Length == 0 && beats == 0)
                {
                    hub.Clock.Pass(TimeSpan.FromSeconds(31));
                }
            } while (line != ":");

            hub.Clock.Pass(TimeSpan.FromSeconds(31));
        }

        Assert.False(served.IsCompleted);
        await gone.CancelAsync();
        await served.Soon();
    }

    [Fact]
    public async Task Who_reads_slowly_leaves_the_live_path_and_misses_nothing()
    {
        await using var hub = new TestHub(new() { Delivery = new() { OutboxBytes = 4096 } });
        await using var events = EventReader.Open(hub, John, "cafe:one:general", window: 512);
        await events.BeginAsync();
        for (var i = 0; i < 200; i++)
        {
            hub.Journal.Publish(General);
        }

        Assert.Equal(
            Enumerable.Range(1, 200).Select(i => (long)i),
            await NumbersAsync(events, 200)
        );
    }

    [Fact]
    public async Task Who_takes_nothing_is_cut_after_a_minute()
    {
        await using var hub = new TestHub();
        await using var events = EventReader.Open(hub, John, "cafe:one:general", window: 512);
        await events.BeginAsync();
        for (var i = 0; i < 20; i++)
        {
            hub.Journal.Publish(General);
        }

        await Patience.UntilAsync(
            () => events.IsAborted,
            () => hub.Clock.Pass(TimeSpan.FromSeconds(1))
        );
        Assert.Equal(0, hub.Count);
    }

    [Fact]
    public async Task A_draining_server_says_when_to_come_back_and_ends_it()
    {
        await using var hub = new TestHub();
        await using var events = EventReader.Open(hub, John, "cafe:one:general");
        await events.BeginAsync();
        var draining = hub.Hub.DrainAsync(CancellationToken.None);
        await events.ReceiveAsync("reconnect_advised");
        hub.Clock.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(1012, await events.ClosedAsync());
        await draining.Soon();
        await using var late = EventReader.Open(hub, John, "cafe:one:general");
        Assert.Equal(ErrorCode.ServiceUnavailable, (await late.Served.Soon())!.Code);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_ends_it_to_come_again()
    {
        await using var hub = new TestHub();
        hub.Journal.BeforeHeads = () => throw new JournalUnavailableException("disk");
        await using var events = EventReader.Open(hub, John, "cafe:one:general");
        await events.ReceiveAsync("connection_established");
        await events.ReceiveAsync("error");
        Assert.Equal(1013, await events.ClosedAsync());
    }

    private static List<(string Channel, long Sequence)> Wanted(TestHub hub) =>
        [
            .. hub
                .Journal.Messages.Where(message => message.Channel != Guest)
                .Select(message => (message.Channel.Text, message.Sequence)),
        ];

    private static async Task<long> NumberAsync(EventReader events) =>
        JsonDocument.Parse((await events.NextAsync())!.Value.Data).RootElement.Number("sequence");

    private static async Task<List<long>> NumbersAsync(EventReader events, int count)
    {
        var numbers = new List<long>();
        for (var i = 0; i < count; i++)
        {
            numbers.Add(await NumberAsync(events));
        }

        return numbers;
    }
}
