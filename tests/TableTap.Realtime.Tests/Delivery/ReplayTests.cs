using System.Text;
using System.Text.Json;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class ReplayTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );

    [Fact]
    public async Task A_reconnect_brings_what_was_missed_in_the_stored_bytes_and_then_live()
    {
        await using var hub = new TestHub();
        var sent = hub.Journal.Publish(Guest, General, Guest, Guest);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """
            {"type":"reconnect","messageId":"r1","data":{"channels":["orders:customer:guest","cafe:one:general"],
            "positions":{"orders:customer:guest":1,"cafe:one:general":0},"epoch":"epoch_1"}}
            """
        );
        var frame = await client.ReceiveAsync("message_replay");
        Assert.Equal("r1", frame.Text("correlationId"));
        var page = frame.GetProperty("data");
        Assert.Equal(
            sent.Skip(1).Select(one => Encoding.UTF8.GetString(one.Frame.Span)),
            page.GetProperty("messages").EnumerateArray().Select(one => one.GetRawText())
        );
        Assert.Equal(JsonValueKind.Null, page.GetProperty("fromMessageId").ValueKind);
        Assert.Equal(sent[3].MessageId, page.Text("toMessageId"));
        Assert.False(page.GetProperty("hasMore").GetBoolean());
        Assert.Equal(3, page.GetProperty("positions").Number(Guest.Text));
        Assert.Equal(1, page.GetProperty("positions").Number(General.Text));
        Assert.True(page.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
        Assert.True(page.GetProperty("complete").GetProperty(General.Text).GetBoolean());
        hub.Journal.Publish(Guest);
        Assert.Equal(4, (await client.TryReceiveAsync())!.Value.Number("sequence"));
    }

    [Fact]
    public async Task The_last_message_alone_places_every_channel()
    {
        await using var hub = new TestHub();
        var sent = hub.Journal.Publish(Guest, General, Guest, General, Guest);
        using var client = await hub.GuestAsync();
        await client.SendAsync(Reconnect($"\"lastMessageId\":\"{sent[2].MessageId}\""));
        var page = await client.DataAsync("message_replay");
        Assert.Equal(sent[2].MessageId, page.Text("fromMessageId"));
        Assert.Equal(sent[4].MessageId, page.Text("toMessageId"));
        Assert.Equal([General.Text, Guest.Text], Heard(page).Select(one => one.Channel));
    }

    [Fact]
    public async Task Stated_positions_come_before_the_last_message()
    {
        await using var hub = new TestHub();
        var sent = hub.Journal.Publish(Guest, General, Guest, General);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            Reconnect(
                $"\"lastMessageId\":\"{sent[3].MessageId}\",\"positions\":{{\"{Guest.Text}\":1}}"
            )
        );
        var page = await client.DataAsync("message_replay");
        Assert.Equal([(Guest.Text, 2)], Heard(page));
    }

    [Fact]
    public async Task A_last_message_that_is_not_known_is_no_silent_replay()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, General);
        using var client = await hub.GuestAsync();
        await client.SendAsync(Reconnect("\"lastMessageId\":\"msg_gone\""));
        foreach (var channel in new[] { Guest, General })
        {
            var error = await client.ErrorAsync("HISTORY_UNAVAILABLE");
            Assert.Equal(channel.Text, error.Text("channel"));
            Assert.Equal(1, error.Number("oldestSequence"));
            Assert.Equal(1, error.Number("sequence"));
        }

        var page = await client.DataAsync("message_replay");
        Assert.Empty(Heard(page));
        Assert.Empty(page.GetProperty("positions").EnumerateObject());
        Assert.False(page.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
        hub.Journal.Publish(Guest, General);
        await client.PingAsync();
    }

    [Fact]
    public async Task A_position_at_the_head_is_complete_even_with_empty_history()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, Guest);
        hub.Journal.Trim(Guest, 2);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            Reconnect($"\"positions\":{{\"{Guest.Text}\":2,\"{General.Text}\":0}}")
        );
        var page = await client.DataAsync("message_replay");
        Assert.Empty(Heard(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("toMessageId").ValueKind);
        Assert.True(page.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
        Assert.True(page.GetProperty("complete").GetProperty(General.Text).GetBoolean());
        Assert.Equal(2, page.GetProperty("positions").Number(Guest.Text));
    }

    [Theory]
    [InlineData("trimmed", 1)]
    [InlineData("beyond the head", 9)]
    [InlineData("foreign epoch", 3)]
    public async Task A_channel_that_cannot_be_replayed_is_told_and_the_others_are(
        string why,
        int position
    )
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, Guest, Guest, Guest);
        hub.Journal.Trim(Guest, 2);
        hub.Journal.Publish(General);
        var epoch = why == "foreign epoch" ? "epoch_0" : "epoch_1";
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            Reconnect($"\"epoch\":\"{epoch}\",\"positions\":{{\"{Guest.Text}\":{position}}}")
        );
        var error = await client.ErrorAsync("HISTORY_UNAVAILABLE");
        Assert.Equal(Guest.Text, error.Text("channel"));
        Assert.Equal(3, error.Number("oldestSequence"));
        Assert.Equal(4, error.Number("sequence"));
        Assert.StartsWith(
            $"That position is not in the history of {Guest.Text}, which holds 3 to 4.",
            error.Text("message")
        );
        var page = await client.DataAsync("message_replay");
        Assert.False(page.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
        Assert.False(page.GetProperty("positions").TryGetProperty(Guest.Text, out _));
        Assert.Equal(1, page.GetProperty("positions").Number(General.Text));

        // Without a position nothing is claimed of what was before; live it is heard.
        Assert.False(page.GetProperty("complete").GetProperty(General.Text).GetBoolean());
        hub.Journal.Publish(Guest, General);
        Assert.Equal(General.Text, (await client.TryReceiveAsync())!.Value.Text("channel"));
        await client.PingAsync();
    }

    [Fact]
    public async Task Refused_channels_come_as_errors_and_a_page_follows_all_the_same()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """
            {"type":"reconnect","messageId":"r1","data":{"channels":["counter:bar:orders","nonsense","cafe:one:metrics"]}}
            """
        );
        var frame = await client.ReceiveAsync("error");
        Assert.Equal("r1", frame.Text("correlationId"));
        var error = frame.GetProperty("data");
        Assert.Equal("INSUFFICIENT_PERMISSIONS", error.Text("code"));
        Assert.Equal("Access denied to channel: counter:bar:orders", error.Text("message"));
        Assert.Equal("counter:bar:orders", error.Text("channel"));
        Assert.Equal("staff", error.Text("requiredRole"));
        Assert.Equal("nonsense", (await client.ErrorAsync("VALIDATION_FAILED")).Text("channel"));
        error = await client.ErrorAsync("INSUFFICIENT_PERMISSIONS");
        Assert.Equal("manager", error.Text("requiredRole"));
        var page = await client.DataAsync("message_replay");
        Assert.Empty(page.GetProperty("complete").EnumerateObject());
    }

    [Fact]
    public async Task Unknown_channels_and_those_over_the_limit_are_told_apart()
    {
        await using var hub = new TestHub(new() { Messages = new() { Subscriptions = 1 } });
        using var admin = await hub.AdminAsync();
        await admin.SendAsync(
            """
            {"type":"reconnect","data":{"channels":["counter:nowhere:orders","cafe:one:staff","cafe:two:staff"]}}
            """
        );
        Assert.Equal(
            "counter:nowhere:orders",
            (await admin.ErrorAsync("NOT_FOUND")).Text("channel")
        );
        var error = await admin.ErrorAsync("RATE_LIMIT_EXCEEDED");
        Assert.Equal("cafe:two:staff", error.Text("channel"));
        Assert.Equal(1, error.Number("limit"));
        await admin.ReceiveAsync("message_replay");
    }

    [Fact]
    public async Task Pages_hold_as_many_messages_as_they_may()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish([.. Enumerable.Repeat(Guest, 1201)]);
        using var client = await hub.GuestAsync();
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        var sizes = new List<int>();
        string? last = null;
        var expected = 1L;
        while (true)
        {
            var page = await client.DataAsync("message_replay");
            var heard = Heard(page);
            Assert.Equal(last, page.Text("fromMessageId"));
            last = page.Text("toMessageId");
            sizes.Add(heard.Length);
            Assert.All(heard, one => Assert.Equal(expected++, one.Sequence));
            if (!page.GetProperty("hasMore").GetBoolean())
            {
                Assert.Equal(1201, page.GetProperty("positions").Number(Guest.Text));
                break;
            }

            Assert.False(page.TryGetProperty("positions", out _));
            Assert.False(page.TryGetProperty("complete", out _));
        }

        Assert.Equal([500, 500, 201], sizes);
    }

    [Fact]
    public async Task Pages_hold_as_many_bytes_as_they_may_but_always_one_message()
    {
        await using var hub = new TestHub(new() { Delivery = new() { PageBytes = 4096 } });
        hub.Journal.Publish(1500, [Guest, Guest, Guest]);
        hub.Journal.Publish(9000, [Guest]);
        using var client = await hub.GuestAsync();
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        Assert.Equal(2, Heard(await client.DataAsync("message_replay")).Length);
        Assert.Single(Heard(await client.DataAsync("message_replay")));
        Assert.Single(Heard(await client.DataAsync("message_replay")));
        await client.PingAsync();
    }

    [Fact]
    public async Task A_page_is_read_only_when_the_one_before_has_left()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(2000, [.. Enumerable.Repeat(Guest, 900)]);
        using var client = await hub.GuestAsync(window: 1024);
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        var pages = 0;
        bool more;
        do
        {
            // The one being received has left but for its end; at most that and the next one are read.
            var page = await client.DataAsync("message_replay");
            Assert.InRange(hub.Journal.PageReads, 1, ++pages + 1);
            more = page.GetProperty("hasMore").GetBoolean();
        } while (more);

        Assert.Equal(8, pages);
    }

    [Fact]
    public async Task A_second_replay_waits_for_the_end_of_the_first()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest);
        using var client = await hub.GuestAsync();
        var go = new TaskCompletionSource();
        hub.Journal.BeforeRead = () => go.Task;
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        Assert.Equal(1, (await client.ErrorAsync("RATE_LIMIT_EXCEEDED")).Number("limit"));
        await client.SubscribeAsync("""{"channel":"cafe:one:general","afterSequence":0}""");
        await client.ErrorAsync("RATE_LIMIT_EXCEEDED");
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        go.SetResult();
        await client.ReceiveAsync("message_replay");
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        await client.ReceiveAsync("message_replay");
    }

    [Fact]
    public async Task A_subscription_with_a_position_is_confirmed_then_replayed_then_live()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, General, Guest, Guest);
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(
            """{"channel":"orders:customer:guest","afterSequence":1}""",
            General.Text
        );
        var confirmed = await client.DataAsync("subscription_confirmed");
        Assert.Equal(3, confirmed.GetProperty("positions").Number(Guest.Text));
        Assert.Equal(1, confirmed.GetProperty("positions").Number(General.Text));
        var page = await client.DataAsync("message_replay");
        Assert.Equal([(Guest.Text, 2), (Guest.Text, 3)], Heard(page));
        Assert.Equal(
            [Guest.Text],
            page.GetProperty("complete").EnumerateObject().Select(one => one.Name)
        );
        hub.Journal.Publish(General, Guest);
        Assert.Equal(General.Text, (await client.TryReceiveAsync())!.Value.Text("channel"));
        Assert.Equal(4, (await client.TryReceiveAsync())!.Value.Number("sequence"));
    }

    [Fact]
    public async Task A_subscription_whose_history_is_gone_fails_and_is_not_subscribed()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, Guest, Guest, General);
        hub.Journal.Trim(Guest, 2);
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync(Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
        Assert.Equal(3, (await client.TryReceiveAsync())!.Value.Number("sequence"));
        await client.SubscribeAsync(
            """{"channel":"orders:customer:guest","afterSequence":1}""",
            """{"channel":"cafe:one:general","afterSequence":0}"""
        );
        var confirmed = await client.DataAsync("subscription_confirmed");
        Assert.Equal([General.Text], confirmed.Texts("channels"));
        var failed = Assert.Single(confirmed.GetProperty("failed").EnumerateArray());
        Assert.Equal("history_unavailable", failed.Text("reason"));
        Assert.Equal(3, failed.Number("oldestSequence"));
        Assert.Equal(3, failed.Number("sequence"));
        Assert.Equal([(General.Text, 1)], Heard(await client.DataAsync("message_replay")));
        hub.Journal.Publish(Guest);
        await client.PingAsync();
    }

    [Fact]
    public async Task Another_epoch_makes_positions_void_but_not_subscriptions_without_one()
    {
        await using var hub = new TestHub();
        hub.Journal.Publish(Guest, General);
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """
            {"type":"subscribe","data":{"epoch":"epoch_0","channels":["cafe:one:general",
            {"channel":"orders:customer:guest","afterSequence":1}]}}
            """
        );
        var confirmed = await client.DataAsync("subscription_confirmed");
        Assert.Equal([General.Text], confirmed.Texts("channels"));
        Assert.Equal("history_unavailable", confirmed.GetProperty("failed")[0].Text("reason"));
        await client.PingAsync();
    }

    [Fact]
    public async Task History_trimmed_during_a_replay_is_told_and_never_skipped()
    {
        await using var hub = new TestHub(new() { Delivery = new() { PageMessages = 2 } });
        for (var i = 0; i < 5; i++)
        {
            hub.Journal.Publish(Guest, General);
        }

        using var client = await hub.GuestAsync();
        var reads = 0;
        hub.Journal.BeforeRead = () =>
        {
            if (++reads == 2)
            {
                hub.Journal.Trim(Guest, 3);
            }

            return Task.CompletedTask;
        };
        await client.SendAsync(
            Reconnect($"\"positions\":{{\"{Guest.Text}\":0,\"{General.Text}\":0}}")
        );
        var heard = new List<(string Channel, long Sequence)>();
        var lost = false;
        while (true)
        {
            var frame = (await client.TryReceiveAsync())!.Value;
            var data = frame.GetProperty("data");
            if (frame.Text("type") == "error")
            {
                Assert.Equal("HISTORY_UNAVAILABLE", data.Text("code"));
                Assert.Equal(Guest.Text, data.Text("channel"));
                Assert.Equal(4, data.Number("oldestSequence"));
                lost = true;
                continue;
            }

            heard.AddRange(Heard(data));
            if (!data.GetProperty("hasMore").GetBoolean())
            {
                Assert.False(data.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
                Assert.True(data.GetProperty("complete").GetProperty(General.Text).GetBoolean());
                break;
            }
        }

        Assert.True(lost);
        Assert.Equal(
            [1],
            heard.Where(one => one.Channel == Guest.Text).Select(one => one.Sequence)
        );
        Assert.Equal(
            [1, 2, 3, 4, 5],
            heard.Where(one => one.Channel == General.Text).Select(one => one.Sequence)
        );
    }

    [Fact]
    public async Task A_tail_trimmed_during_a_replay_is_told()
    {
        await using var hub = new TestHub(new() { Delivery = new() { PageMessages = 2 } });
        hub.Journal.Publish([.. Enumerable.Repeat(Guest, 4)]);
        using var client = await hub.GuestAsync();
        var reads = 0;
        hub.Journal.BeforeRead = () =>
        {
            if (++reads == 2)
            {
                hub.Journal.Trim(Guest, 4);
            }

            return Task.CompletedTask;
        };
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        await client.ReceiveAsync("message_replay");
        Assert.Equal(5, (await client.ErrorAsync("HISTORY_UNAVAILABLE")).Number("oldestSequence"));
        var page = await client.DataAsync("message_replay");
        Assert.False(page.GetProperty("complete").GetProperty(Guest.Text).GetBoolean());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_delays_a_replay_and_shortens_nothing()
    {
        var day = TimeSpan.FromDays(1);
        await using var hub = new TestHub(
            new()
            {
                Sessions = new() { SilenceTimeout = day, ValidationInterval = day },
            }
        );
        hub.Journal.Publish(Guest);
        using var client = await hub.GuestAsync();
        var failed = new TaskCompletionSource();
        hub.Journal.BeforeRead = () =>
        {
            failed.TrySetResult();
            throw new JournalUnavailableException("locked");
        };
        await client.SendAsync(Reconnect($"\"positions\":{{\"{Guest.Text}\":0}}"));
        await failed.Task;
        await client.PingAsync();
        hub.Journal.BeforeRead = () => Task.CompletedTask;
        var page = client.DataAsync("message_replay");

        // The wait may begin after a step of the clock; the next one ends it.
        await Patience.UntilAsync(
            () => page.IsCompleted,
            () => hub.Clock.Pass(TimeSpan.FromMilliseconds(100))
        );
        Assert.Equal([(Guest.Text, 1)], Heard(await page));
    }

    [Theory]
    [InlineData("\"lastMessageId\":\"not an id\"", "lastMessageId")]
    [InlineData("\"positions\":{\"cafe:one:general\":-1}", "positions.cafe:one:general")]
    [InlineData("\"positions\":{\"cafe:one:general\":\"1\"}", "positions.cafe:one:general")]
    public async Task Wrong_positions_are_told_where(string fields, string path)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(Reconnect(fields));
        var error = await client.ErrorAsync("VALIDATION_FAILED");
        Assert.Equal(path, error.GetProperty("details")[0].Text("path"));
    }

    private static string Reconnect(string fields) =>
        "{\"type\":\"reconnect\",\"data\":{\"channels\":[\"orders:customer:guest\",\"cafe:one:general\"],"
        + fields
        + "}}";

    private static (string Channel, long Sequence)[] Heard(JsonElement page) =>
        [
            .. page.GetProperty("messages")
                .EnumerateArray()
                .Select(one => (one.Text("channel")!, one.Number("sequence"))),
        ];
}
