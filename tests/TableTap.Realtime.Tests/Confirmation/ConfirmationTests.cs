using System.Text;
using System.Text.Json;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Acknowledgements;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sessions;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Confirmation;

/// <summary>What the owner of a channel confirms, and what happens to what they do not (section 7).</summary>
public sealed class ConfirmationTests
{
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    private static readonly RealtimeOptions Patient = new()
    {
        Sessions = new()
        {
            SilenceTimeout = TimeSpan.FromHours(1),
            ValidationInterval = TimeSpan.FromHours(2),
        },
    };

    [Fact]
    public async Task An_owners_ack_is_written_once_a_second_and_the_last_one_counts()
    {
        await using var hub = new TestHub(Patient);
        using var client = await HearingAsync(hub, 3);
        await AckAsync(client, 1);
        await AckAsync(client, 2);
        await AckAsync(client, 3);
        await client.PingAsync();
        Assert.Equal(0, await hub.Journal.CursorAsync(Guest));
        await SecondsAsync(hub, 1, () => hub.Journal.CursorWrites == 1);
        Assert.Equal(3, await hub.Journal.CursorAsync(Guest));
        await SecondsAsync(hub, 5);
        Assert.Equal(1, hub.Journal.CursorWrites);
    }

    [Fact]
    public async Task Only_the_owner_moves_the_cursor()
    {
        await using var hub = new TestHub(Patient);
        using var admin = await hub.AdminAsync();
        await admin.SubscribeAsync(Guest.Text, General.Text);
        await admin.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Guest, General);
        await admin.TryReceiveAsync();
        await admin.TryReceiveAsync();
        await AckAsync(admin, 1);
        await admin.SendAsync(
            """{"type":"ack","data":{"channel":"cafe:one:general","sequence":1}}"""
        );
        await admin.PingAsync();
        await SecondsAsync(hub, 3);
        Assert.Equal(0, hub.Journal.CursorWrites);
        Assert.Equal(2, hub.Acknowledged.Count);
    }

    [Fact]
    public async Task A_position_the_owner_states_moves_the_cursor()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest, Guest, Guest);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """
            {"type":"reconnect","data":{"channels":["orders:customer:guest"],"positions":{"orders:customer:guest":2}}}
            """
        );
        await client.ReceiveAsync("message_replay");
        await client.PingAsync();
        await SecondsAsync(hub, 1, () => hub.Journal.CursorWrites == 1);
        Assert.Equal(2, await hub.Journal.CursorAsync(Guest));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_written_is_kept_and_written_later()
    {
        await using var hub = new TestHub(Patient);
        using var client = await HearingAsync(hub, 1);
        var refusals = 0;
        hub.Journal.BeforeAppend = _ =>
        {
            refusals++;
            throw new JournalUnavailableException("disk full");
        };
        await AckAsync(client, 1);
        await client.PingAsync();
        await SecondsAsync(hub, 1, () => refusals > 0);
        Assert.Equal(0, await hub.Journal.CursorAsync(Guest));
        hub.Journal.BeforeAppend = _ => { };
        await SecondsAsync(hub, 1, () => hub.Journal.CursorWrites == 1);
        Assert.Equal(1, await hub.Journal.CursorAsync(Guest));
    }

    [Fact]
    public async Task A_drain_writes_what_was_confirmed_in_its_last_moment()
    {
        await using var hub = new TestHub(
            Patient with
            {
                Sessions = Patient.Sessions with { DrainWindow = TimeSpan.Zero },
            }
        );
        using var client = await HearingAsync(hub, 1);
        await AckAsync(client, 1);
        await client.PingAsync();
        var drained = hub.Hub.DrainAsync(TestContext.Current.CancellationToken);
        while (await client.TryReceiveAsync() is not null) { }

        await drained;
        Assert.Equal(1, await hub.Journal.CursorAsync(Guest));
    }

    [Fact]
    public async Task Who_subscribes_without_a_position_hears_first_what_they_have_not_confirmed()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest, General, Guest, Guest, Guest);
        await hub.Journal.MoveCursorAsync(Guest, 2);
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(Guest.Text, General.Text);
        var confirmed = await client.DataAsync("subscription_confirmed");

        // It goes on from what was confirmed, as if nobody had been away.
        Assert.Equal(2, confirmed.GetProperty("positions").Number(Guest.Text));
        Assert.Equal(1, confirmed.GetProperty("positions").Number(General.Text));
        hub.Journal.Publish(General, Guest);
        await HeardAsync(client, (Guest, 3), (Guest, 4), (General, 2), (Guest, 5));
        await client.PingAsync();
    }

    [Fact]
    public async Task What_one_device_confirmed_another_does_not_hear_again()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await HearingAsync(hub, 4);
        await AckAsync(phone, 3);
        await phone.PingAsync();
        using var tablet = await hub.GuestAsync();
        await tablet.SubscribeAsync(Guest.Text);
        await tablet.ReceiveAsync("subscription_confirmed");
        await HeardAsync(tablet, (Guest, 4));
        await AckAsync(tablet, 4);
        await tablet.PingAsync();
        await SecondsAsync(hub, 1, () => hub.Journal.CursorWrites == 1);
        Assert.Equal(4, await hub.Journal.CursorAsync(Guest));
    }

    [Fact]
    public async Task Somebody_else_begins_with_what_comes_next()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest, Guest);
        using var admin = await hub.AdminAsync();
        await admin.SubscribeAsync(Guest.Text);
        await admin.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Guest);
        await HeardAsync(admin, (Guest, 3));
    }

    [Fact]
    public async Task What_is_no_longer_kept_is_left_out_of_the_unconfirmed()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest, Guest, Guest);
        hub.Journal.Trim(Guest, 2);
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        await HeardAsync(client, (Guest, 3));
        await client.PingAsync();
    }

    [Fact]
    public async Task A_reconnect_that_states_no_position_brings_the_unconfirmed_and_claims_nothing()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest, Guest);
        await hub.Journal.MoveCursorAsync(Guest, 1);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """{"type":"reconnect","data":{"channels":["orders:customer:guest"]}}"""
        );
        var page = await client.DataAsync("message_replay");
        Assert.Equal(
            2,
            Assert.Single(page.GetProperty("messages").EnumerateArray()).Number("sequence")
        );
        Assert.False(page.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
        Assert.Equal(2, page.GetProperty("positions").Number(Guest.Text));
    }

    [Fact]
    public async Task Cursors_that_cannot_be_read_refuse_the_subscription_and_change_nothing()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest);
        using var client = await hub.GuestAsync();
        hub.Journal.BeforeCursors = () => throw new JournalUnavailableException("locked");
        await client.SendAsync(
            """{"type":"subscribe","messageId":"s1","data":{"channels":["orders:customer:guest"]}}"""
        );
        var refused = await client.ReceiveAsync("error");
        Assert.Equal("SERVICE_UNAVAILABLE", refused.GetProperty("data").Text("code"));
        Assert.Equal("s1", refused.Text("correlationId"));
        hub.Journal.BeforeCursors = () => Task.CompletedTask;
        await client.SubscribeAsync(Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        await HeardAsync(client, (Guest, 1));
    }

    [Fact]
    public async Task Messages_told_while_the_unconfirmed_are_read_come_once_and_behind_them()
    {
        await using var hub = new TestHub(Patient);
        hub.Journal.Publish(Guest, Guest);
        using var client = await hub.GuestAsync();
        var (read, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Journal.BeforeRead = async () =>
        {
            read.TrySetResult();
            await go.Task;
        };
        await client.SubscribeAsync(Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        await read.Task;
        hub.Journal.Publish(Guest, Guest);
        go.SetResult();
        hub.Journal.Publish(Guest);
        await HeardAsync(client, (Guest, 1), (Guest, 2), (Guest, 3), (Guest, 4), (Guest, 5));
        await client.PingAsync();
    }

    [Fact]
    public async Task Only_who_has_sent_an_ack_is_sent_the_stored_frame_again_three_times()
    {
        await using var hub = new TestHub(Patient);
        using var quiet = await HearingAsync(hub, 1);
        using var phone = await hub.GuestAsync();
        await phone.SubscribeAsync("""{"channel":"orders:customer:guest","afterSequence":1}""");
        await phone.ReceiveAsync("subscription_confirmed");
        await phone.ReceiveAsync("message_replay");
        await AckAsync(phone, 1);
        await phone.PingAsync();
        var sent = hub.Journal.Publish(Guest)[0];
        await HeardAsync(phone, (Guest, 2));
        await HeardAsync(quiet, (Guest, 2));
        using var resent = Resent(hub);
        for (var time = 0; time < 3; time++)
        {
            await SecondsAsync(hub, 6);
            await phone.PingAsync();
            await SecondsAsync(hub, 4, () => resent.Sum > time);
            var again = (await phone.TryReceiveAsync())!.Value;
            Assert.Equal(Encoding.UTF8.GetString(sent.Frame.Span), again.GetRawText());
        }

        await SecondsAsync(hub, 60);
        await phone.PingAsync();
        await quiet.PingAsync();
    }

    [Fact]
    public async Task What_is_confirmed_from_any_device_is_not_sent_again()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await HearingAsync(hub, 1);
        await AckAsync(phone, 1);
        await phone.PingAsync();
        using var tablet = await hub.GuestAsync();
        await tablet.SubscribeAsync(Guest.Text);
        await tablet.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Guest, Guest, Guest);
        await HeardAsync(phone, (Guest, 2), (Guest, 3), (Guest, 4));
        await HeardAsync(tablet, (Guest, 2), (Guest, 3), (Guest, 4));
        using var resent = Resent(hub);
        await SecondsAsync(hub, 5);
        await AckAsync(tablet, 3);
        await tablet.PingAsync();
        await SecondsAsync(hub, 5, () => resent.Sum >= 1);
        await HeardAsync(phone, (Guest, 4));
        await phone.PingAsync();
        await tablet.PingAsync();

        // The tablet has sent its first ack five seconds later.
        await SecondsAsync(hub, 4, () => resent.Sum >= 2);
        await HeardAsync(tablet, (Guest, 4));
        await phone.PingAsync();
        await tablet.PingAsync();
    }

    [Fact]
    public async Task What_is_confirmed_at_another_server_is_neither_sent_again_nor_told_anew()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await HearingAsync(hub, 1);
        await AckAsync(phone, 1);
        await phone.PingAsync();
        hub.Journal.Publish(Guest, Guest);
        await HeardAsync(phone, (Guest, 2), (Guest, 3));

        // The cursor is at hand here, and the owner's tablet confirms at the other server.
        await hub.Journal.MoveCursorAsync(Guest, 3);
        await SecondsAsync(hub, 60);
        await phone.PingAsync();
        hub.Journal.Publish(Guest);
        await HeardAsync(phone, (Guest, 4));
        await hub.Journal.MoveCursorAsync(Guest, 4);
        using var tablet = await hub.GuestAsync();
        await tablet.SubscribeAsync(Guest.Text);
        await tablet.ReceiveAsync("subscription_confirmed");
        await tablet.PingAsync();
    }

    [Fact]
    public async Task What_is_not_critical_is_never_sent_again()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await HearingAsync(hub, 1);
        await AckAsync(phone, 1);
        await phone.PingAsync();

        // A bill that changes after what was confirmed last: nobody owes an ack for it.
        hub.Journal.Commit([hub.Journal.Draft(Guest, type: "bill_changed")]);
        await HeardAsync(phone, (Guest, 2));
        await SecondsAsync(hub, 60);
        await phone.PingAsync();

        hub.Journal.Commit([
            hub.Journal.Draft(Guest),
            hub.Journal.Draft(Guest, type: "bill_changed"),
            hub.Journal.Draft(Guest),
        ]);
        await HeardAsync(phone, (Guest, 3), (Guest, 4), (Guest, 5));
        using var resent = Resent(hub);
        for (var time = 0; time < 3; time++)
        {
            await SecondsAsync(hub, 10, () => resent.Sum >= 2 * (time + 1));
            await HeardAsync(phone, (Guest, 3), (Guest, 5));
        }

        await SecondsAsync(hub, 60);
        await phone.PingAsync();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_delays_a_resend_and_counts_for_nothing()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await HearingAsync(hub, 1);
        await AckAsync(phone, 1);
        await phone.PingAsync();
        hub.Journal.Publish(Guest, Guest);
        await HeardAsync(phone, (Guest, 2), (Guest, 3));
        var refusals = 0;
        hub.Journal.BeforeRead = () =>
        {
            refusals++;
            throw new JournalUnavailableException("locked");
        };
        await SecondsAsync(hub, 10, () => refusals > 2);
        await phone.PingAsync();
        hub.Journal.BeforeRead = () => Task.CompletedTask;
        using var resent = Resent(hub);
        for (var time = 0; time < 3; time++)
        {
            await SecondsAsync(hub, 10, () => resent.Sum >= 2 * (time + 1));
            await HeardAsync(phone, (Guest, 2), (Guest, 3));
        }
    }

    [Fact]
    public async Task A_counters_tickets_are_not_sent_again()
    {
        await using var hub = new TestHub(Patient);
        var bar = ChannelName.Of(ChannelKinds.CounterOrders, "bar");
        using var anna = await hub.EmployeeAsync();
        await anna.SubscribeAsync(bar.Text);
        await anna.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(bar, bar);
        await HeardAsync(anna, (bar, 1), (bar, 2));
        await anna.SendAsync(
            """{"type":"ack","data":{"channel":"counter:bar:orders","sequence":1}}"""
        );
        await anna.PingAsync();
        Assert.Equal(("anna", bar, 1), Step(Assert.Single(hub.Acknowledged)));
        await SecondsAsync(hub, 60);
        await anna.PingAsync();
        Assert.Equal(0, hub.Journal.CursorWrites);
    }

    [Fact]
    public async Task Somebody_who_takes_nothing_is_sent_nothing_twice()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await hub.GuestAsync(window: 1024);
        await phone.SubscribeAsync(Guest.Text);
        await phone.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(Guest);
        await HeardAsync(phone, (Guest, 1));
        await AckAsync(phone, 1);
        await phone.PingAsync();
        hub.Journal.Publish(4000, [Guest, Guest]);
        await SecondsAsync(hub, 40);
        await HeardAsync(phone, (Guest, 2), (Guest, 3));
        await phone.PingAsync();
    }

    [Fact]
    public async Task What_stays_unconfirmed_is_listed_with_how_often_it_was_sent()
    {
        await using var hub = new TestHub(Patient);
        using var phone = await HearingAsync(hub, 1);
        await AckAsync(phone, 1);
        await phone.PingAsync();
        var told = hub.Journal.Commit([hub.Journal.Draft(Guest, at: hub.Clock.GetUtcNow())])[0];
        await HeardAsync(phone, (Guest, 2));
        await SecondsAsync(hub, 35);
        Assert.Empty(await ListAsync(hub, Guest));
        await SecondsAsync(hub, 10);
        var other = ChannelName.Of(ChannelKinds.CustomerOrders, "nobody");
        var waiting = hub.Journal.Publish(other)[0];
        await SecondsAsync(hub, 45);
        Assert.Equal(
            [(told.MessageId, "order_created", 4), (waiting.MessageId, "order_created", 0)],
            (await ListAsync(hub, Guest, other)).Select(one =>
                (one.MessageId, one.Type, one.Attempts)
            )
        );
        Assert.Single(await hub.Hub.UndeliveredAsync([Guest, other], 1, default));

        // Confirming it, even late, takes it off the list.
        await AckAsync(phone, 2);
        await HeardAsync(phone, (Guest, 2), (Guest, 2), (Guest, 2));
        await phone.PingAsync();
        Assert.Empty(await ListAsync(hub, Guest));
    }

    [Fact]
    public async Task What_stays_unconfirmed_is_counted()
    {
        await using var hub = new TestHub(Patient);
        using var failed = new CounterReading(hub.Hub.Metrics.Meter, "tabletap.delivery.failed");
        using var resent = Resent(hub);
        using var phone = await HearingAsync(hub, 1);
        await AckAsync(phone, 1);
        await phone.PingAsync();
        Commit(Guest);
        Commit(Guest);
        Commit(Guest, "bill_changed");
        await HeardAsync(phone, (Guest, 2), (Guest, 3), (Guest, 4));
        Commit(ChannelName.Of(ChannelKinds.CustomerOrders, "nobody"));

        // Another server committed it, and counts it.
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CustomerOrders, "elsewhere"));
        await SecondsAsync(hub, 60, () => failed.Sum >= 3);
        await SecondsAsync(hub, 60);
        Assert.Equal(3, failed.Of("unconfirmed"));
        Assert.Equal(3, failed.Sum);
        Assert.Equal(6, resent.Sum);

        void Commit(ChannelName channel, string? type = null) =>
            hub.Journal.Commit(
                [hub.Journal.Draft(channel, type: type)],
                message => message.CommittedAt = hub.Clock.GetTimestamp()
            );
    }

    private static (string User, ChannelName Channel, long Sequence) Step(Acknowledgement step) =>
        (step.Reader.UserId, step.Channel, step.Sequence);

    private static ValueTask<IReadOnlyList<UndeliveredMessage>> ListAsync(
        TestHub hub,
        params IReadOnlyCollection<ChannelName> channels
    ) => hub.Hub.UndeliveredAsync(channels, 100, default);

    private static Task AckAsync(TestClient client, int sequence) =>
        client.SendAsync(
            "{\"type\":\"ack\",\"data\":{\"channel\":\"orders:customer:guest\",\"sequence\":"
                + sequence
                + "}}"
        );

    private static CounterReading Resent(TestHub hub) =>
        new(hub.Hub.Metrics.Meter, "tabletap.messages.resent");

    // Lets time go by in steps, each with room for what it starts; until a thing has happened, where one is awaited.
    private static async Task SecondsAsync(TestHub hub, int seconds, Func<bool>? until = null)
    {
        for (var second = 0; second < seconds || until?.Invoke() == false; second++)
        {
            Assert.True(second < 1000, "it did not happen");
            hub.Clock.Pass(TimeSpan.FromSeconds(1));
            for (var turn = 0; turn < 20; turn++)
            {
                await Task.Yield();
            }

            await Task.Delay(1);
        }
    }

    private static async Task<TestClient> HearingAsync(TestHub hub, int messages)
    {
        var client = await hub.GuestAsync();
        await client.SubscribeAsync(Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        for (var i = 0; i < messages; i++)
        {
            hub.Journal.Publish(Guest);
            await client.TryReceiveAsync();
        }

        return client;
    }

    private static async Task HeardAsync(
        TestClient client,
        params (ChannelName Channel, int Sequence)[] expected
    )
    {
        foreach (var (channel, sequence) in expected)
        {
            var frame = (await client.TryReceiveAsync())!.Value;
            Assert.Equal(
                (channel.Text, (long)sequence),
                (
                    frame.Text("channel"),
                    frame.TryGetProperty("sequence", out var s) ? s.GetInt64() : 0
                )
            );
        }
    }
}
