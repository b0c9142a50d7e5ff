using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class LivePathTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );

    [Fact]
    public async Task All_channels_are_heard_in_commit_order()
    {
        await using var hub = new TestHub();
        using var client = await ListeningAsync(hub);
        var sent = new List<StoredMessage>();
        for (var i = 0; i < 50; i++)
        {
            sent.AddRange(hub.Journal.Publish(i % 3 == 0 ? [Guest, General] : [General]));
        }

        foreach (var message in sent)
        {
            Assert.Equal(
                message.MessageId,
                (await client.TryReceiveAsync())!.Value.Text("messageId")
            );
        }

        Assert.Equal(0, hub.Journal.PageReads);
    }

    [Fact]
    public async Task A_message_told_twice_is_heard_once()
    {
        await using var hub = new TestHub();
        using var client = await ListeningAsync(hub);
        hub.Journal.Announce(hub.Journal.Publish(General));
        await client.ReceiveAsync("board_changed");
        hub.Journal.Publish(Guest);
        Assert.Equal(Guest.Text, (await client.TryReceiveAsync())!.Value.Text("channel"));
        await client.PingAsync();
    }

    [Fact]
    public async Task What_may_not_be_heard_yet_waits_with_all_that_follows_and_is_asked_for_again()
    {
        await using var hub = new TestHub();
        using var client = await ListeningAsync(hub);
        var (mayBeHeard, asked) = (false, 0);
        hub.Hub.Arriving = _ =>
        {
            Interlocked.Increment(ref asked);
            return new(Volatile.Read(ref mayBeHeard));
        };
        hub.Journal.Publish(General);
        await Patience.UntilAsync(() => Volatile.Read(ref asked) > 2, Pass, pauseMs: 50);
        hub.Journal.Publish(Guest);
        await client.PingAsync();

        Volatile.Write(ref mayBeHeard, true);
        var heard = HeardAsync(client, (General, 1), (Guest, 1));
        await Patience.UntilAsync(() => heard.IsCompleted, Pass, pauseMs: 50);
        await heard;

        void Pass() => hub.Clock.Advance(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_hole_is_filled_from_the_journal()
    {
        await using var hub = new TestHub();
        using var client = await ListeningAsync(hub);
        hub.Journal.IsSilent = true;
        hub.Journal.Publish(General, Guest);
        hub.Journal.IsSilent = false;
        hub.Journal.Publish(General);
        await HeardAsync(client, (General, 1), (Guest, 1), (General, 2));
        hub.Journal.Publish(Guest);
        await HeardAsync(client, (Guest, 2));
    }

    [Fact]
    public async Task A_slow_reader_leaves_the_live_path_and_comes_back_with_everything()
    {
        await using var hub = new TestHub(
            new()
            {
                Delivery = new() { OutboxBytes = 20_000, PageMessages = 7 },
            }
        );
        using var left = new CounterReading(hub.Hub.Metrics.Meter, "tabletap.catchups");
        using var slow = await ListeningAsync(hub, window: 2048);
        using var quick = await ListeningAsync(hub);
        for (var i = 0; i < 200; i++)
        {
            hub.Journal.Publish(1000, [i % 2 == 0 ? General : Guest]);
            await quick.TryReceiveAsync();
        }

        Assert.True(left.Sum > 0, "nobody left the live path");
        Assert.All(hub.Backlogs, waiting => Assert.InRange(waiting, 0, 20_000));
        for (var i = 0; i < 200; i++)
        {
            var frame = (await slow.TryReceiveAsync())!.Value;
            Assert.Equal((i / 2) + 1, frame.Number("sequence"));
            Assert.Equal((i % 2 == 0 ? General : Guest).Text, frame.Text("channel"));
        }

        hub.Journal.Publish(General);
        await HeardAsync(slow, (General, 101));
        await slow.PingAsync();
    }

    [Fact]
    public async Task Past_the_budget_the_largest_backlog_leaves_first_and_misses_nothing()
    {
        const int most = 1024 * 1024;
        await using var hub = new TestHub(
            new()
            {
                Delivery = new() { OutboxBytes = 64 * most, OutboxBudgetBytes = most },
            }
        );
        using var slow = await ListeningAsync(hub, window: 2048);
        using var slower = await hub.GuestAsync("other", window: 2048);
        await slower.SubscribeAsync(General.Text);
        await slower.ReceiveAsync("subscription_confirmed");
        for (var i = 0; i < 100; i++)
        {
            hub.Journal.Publish(10_000, [General, Guest]);
        }

        for (var i = 0; i < 100; i++)
        {
            await HeardAsync(slow, (General, i + 1), (Guest, i + 1));
            Assert.InRange(hub.Backlogs.Sum(), 0, most + 60_000);
        }

        for (var i = 0; i < 100; i++)
        {
            await HeardAsync(slower, (General, i + 1));
        }
    }

    [Fact]
    public async Task A_connection_that_accepts_no_byte_for_a_minute_is_closed()
    {
        await using var hub = new TestHub(
            new() { Sessions = new() { SilenceTimeout = TimeSpan.FromHours(1) } }
        );
        using var closed = new CounterReading(hub.Hub.Metrics.Meter, "tabletap.closed");
        using var client = await ListeningAsync(hub, window: 1024);
        hub.Journal.Publish(5000, [General, General, General]);
        using var witness = await ListeningAsync(hub);
        hub.Journal.Publish(Guest);
        await HeardAsync(witness, (Guest, 1));
        hub.Clock.Pass(TimeSpan.FromSeconds(59));
        await witness.PingAsync();
        Assert.Equal(2, hub.Count);
        hub.Clock.Pass(TimeSpan.FromSeconds(2));

        // A reader that goes on before the sweep looks at it accepts bytes again.
        await Patience.UntilAsync(() => closed.Of(4408) == 1);
        var begun = await client.TryReceiveAsync();
        Assert.Equal(1, begun!.Value.Number("sequence"));
        while (await client.TryReceiveAsync() is not null) { }

        Assert.Equal(4408, client.CloseCode);
        await witness.PingAsync();
    }

    [Fact]
    public async Task Somebody_who_asks_and_takes_no_answers_is_not_read_on()
    {
        await using var hub = new TestHub(
            new()
            {
                Delivery = new() { OutboxBytes = 4096 },
                Messages = new() { PingsPerMinute = 100_000 },
            }
        );
        using var client = await hub.GuestAsync(window: 1024);
        var asking = Task.Run(async () =>
        {
            for (var i = 0; i < 400; i++)
            {
                await client.SendAsync("""{"type":"ping"}""");
            }
        });
        for (var i = 0; i < 400; i++)
        {
            Assert.All(hub.Backlogs, waiting => Assert.InRange(waiting, 0, 6000));
            await client.ReceiveAsync("pong");
        }

        await asking;
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(0)]
    public async Task A_subscription_made_among_messages_begins_where_the_others_are(int recent)
    {
        await using var hub = new TestHub(new() { Delivery = new() { RecentMessages = recent } });
        using var client = await hub.AdminAsync();
        await client.SubscribeAsync(General.Text);
        await client.ReceiveAsync("subscription_confirmed");
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Journal.AfterRead = async () =>
        {
            asked.TrySetResult();
            await go.Task;
        };
        await client.SubscribeAsync(Guest.Text);
        await asked.Task;

        // The heads were read before these two; the subscription begins after them.
        hub.Journal.Publish(Guest, General);
        await HeardAsync(client, (General, 1));
        go.SetResult();
        var confirmed = await client.DataAsync("subscription_confirmed");
        Assert.Equal(1, confirmed.GetProperty("positions").Number(Guest.Text));
        hub.Journal.Publish(Guest);
        await HeardAsync(client, (Guest, 2));
        Assert.Equal(recent == 0 ? 3 : 2, hub.Journal.HeadReads);
    }

    [Theory]
    [InlineData(4096, 1)]
    [InlineData(0, 2)]
    public async Task What_came_while_the_last_page_was_read_is_heard_behind_it(
        int recent,
        int reads
    )
    {
        await using var hub = new TestHub(new() { Delivery = new() { RecentMessages = recent } });
        using var witness = await ListeningAsync(hub);
        using var client = await hub.GuestAsync("other");
        var (read, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await client.SubscribeAsync("""{"channel":"cafe:one:general","afterSequence":0}""");
        await client.ReceiveAsync("subscription_confirmed");
        await client.ReceiveAsync("message_replay");
        var before = hub.Journal.PageReads;
        hub.Journal.AfterRead = async () =>
        {
            read.TrySetResult();
            await go.Task;
        };
        hub.Journal.IsSilent = true;
        hub.Journal.Publish(General);
        hub.Journal.IsSilent = false;
        hub.Journal.Publish(General);

        // Both leave for the hole; only one page is held at a time, but both see what comes meanwhile.
        await read.Task;
        hub.Journal.Publish(General, Guest, General);
        await Patience.UntilAsync(() => hub.Journal.Committed.Count == 0);

        go.SetResult();
        await HeardAsync(client, (General, 1), (General, 2), (General, 3), (General, 4));
        await HeardAsync(
            witness,
            (General, 1),
            (General, 2),
            (General, 3),
            (Guest, 1),
            (General, 4)
        );
        Assert.InRange(hub.Journal.PageReads - before, 2, 2 * reads);
    }

    [Fact]
    public async Task A_crowd_hears_as_one()
    {
        await using var hub = new TestHub();
        var crowd = new List<TestClient>();
        for (var i = 0; i < 600; i++)
        {
            var client = await hub.GuestAsync($"guest{i}");
            await client.SubscribeAsync(General.Text);
            await client.ReceiveAsync("subscription_confirmed");
            crowd.Add(client);
        }

        var sent = hub.Journal.Publish(General, General);
        foreach (var client in crowd)
        {
            Assert.Equal(
                sent[0].MessageId,
                (await client.TryReceiveAsync())!.Value.Text("messageId")
            );
            Assert.Equal(
                sent[1].MessageId,
                (await client.TryReceiveAsync())!.Value.Text("messageId")
            );
        }
    }

    private static async Task<TestClient> ListeningAsync(TestHub hub, int window = 64 * 1024)
    {
        var client = await hub.GuestAsync(window: window);
        await client.SubscribeAsync(General.Text, Guest.Text);
        await client.ReceiveAsync("subscription_confirmed");
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
            Assert.Equal(channel.Text, frame.Text("channel"));
            Assert.Equal(sequence, frame.Number("sequence"));
        }
    }
}
