using System.Text;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Inspection;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Inspection;

/// <summary>What operators see of connections, channels and frames.</summary>
public sealed class HubInspectionTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private static readonly HubQuery Usual = new(
        ChannelOrder.Readers,
        10,
        TimeSpan.FromSeconds(35)
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_reader_is_told_of_with_what_waits_and_how_far_its_channel_lags()
    {
        await using var hub = new TestHub(
            new()
            {
                Delivery = new() { OutboxBytes = 20_000, PageMessages = 7 },
            }
        );
        using var slow = await ListeningAsync(hub, "slow", window: 2048);
        using var quick = await ListeningAsync(hub, "quick");
        for (var i = 0; i < 100; i++)
        {
            hub.Journal.Publish(1000, [General]);
            await quick.TryReceiveAsync();
        }

        var seen = await hub.Hub.Inspection.ReadAsync(
            Usual with
            {
                Order = ChannelOrder.Lag,
            },
            Stop
        );
        var worst = Assert.Single(seen.Slow);
        Assert.Equal("slow", worst.UserId);
        Assert.False(worst.Live);
        Assert.True(worst.BacklogBytes > 0);
        Assert.Equal(1, seen.CatchingUp);
        Assert.True(seen.OutboxBytes >= worst.BacklogBytes);
        var channel = Assert.Single(seen.Channels);
        Assert.Equal(
            (General.Text, 100, 2, 1),
            (channel.Channel, channel.Head, channel.Readers, channel.Behind)
        );
        Assert.InRange(channel.Lag, 1, 100);
        Assert.Equal(2, seen.OfCafes["one"].Total);
    }

    [Fact]
    public async Task What_is_told_is_bounded_however_many_there_are()
    {
        await using var hub = new TestHub();
        var guests = new List<TestClient>();
        for (var i = 0; i < 30; i++)
        {
            var guest = await hub.GuestAsync($"guest-{i:D2}");
            guests.Add(guest);
            await guest.SubscribeAsync($"orders:customer:guest-{i:D2}");
            await guest.ReceiveAsync("subscription_confirmed");
        }

        var seen = await hub.Hub.Inspection.ReadAsync(
            Usual with
            {
                Most = 5,
                Order = ChannelOrder.Name,
            },
            Stop
        );
        Assert.Equal((30, 30), (seen.Connections.Total, seen.ChannelCount));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => $"orders:customer:guest-{i:D2}"),
            seen.Channels.Select(channel => channel.Channel)
        );
        Assert.Equal(3, hub.Hub.Inspection.Connections(new(3)).Count);
        Assert.Empty(hub.Hub.Inspection.Connections(new(3) { Role = Role.Admin }));
        guests.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public async Task A_journal_that_hangs_is_not_waited_for_and_not_asked_again_meanwhile()
    {
        await using var hub = new TestHub();
        using var guest = await ListeningAsync(hub, "guest");
        hub.Journal.Publish(General);
        await guest.TryReceiveAsync();
        var (disk, asked) = (new TaskCompletionSource(), 0);
        hub.Journal.BeforeHeads = () =>
        {
            asked++;
            return disk.Task;
        };

        var first = hub.Hub.Inspection.ReadAsync(Usual, Stop).AsTask();
        hub.Clock.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(1, Assert.Single((await first.Soon()).Channels).Head);
        var second = await hub.Hub.Inspection.ReadAsync(Usual, Stop).AsTask().Soon();
        Assert.Equal(1, Assert.Single(second.Channels).Head);
        Assert.Equal(1, asked);
        disk.SetResult();
    }

    [Fact]
    public async Task A_client_that_does_not_answer_is_told_of()
    {
        await using var hub = new TestHub();
        using var guest = await hub.GuestAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(40));

        var silent = Assert.Single((await hub.Hub.Inspection.ReadAsync(Usual, Stop)).Silent);
        Assert.Equal(guest.ConnectionId, silent.ConnectionId);
        Assert.True(silent.SilentSeconds >= 35);
        Assert.Equal("10.0.0.1", silent.Address);
    }

    [Fact]
    public async Task A_watch_takes_both_ways_and_keeps_nobody_waiting()
    {
        await using var hub = new TestHub();
        using var guest = await ListeningAsync(hub, "guest");
        hub.Journal.Publish(General);
        await guest.TryReceiveAsync();
        var inspection = hub.Hub.Inspection;
        using var watch = inspection.Watch(guest.ConnectionId, out var refusal)!;
        Assert.Null(refusal);
        Assert.Null(inspection.Watch(guest.ConnectionId, out refusal));
        Assert.Equal(WatchRefusal.Watched, refusal);
        Assert.Null(inspection.Watch("conn_nobody", out refusal));
        Assert.Equal(WatchRefusal.NotFound, refusal);

        // Nobody reads the watch: what it has no room for is left out, and the client is answered all the same.
        for (var i = 0; i < 400; i++)
        {
            await guest.SendAsync(
                """{"type":"ack","data":{"channel":"cafe:one:general","sequence":1}}"""
            );
        }

        await guest.PingAsync();
        using var enough = new CancellationTokenSource();
        var (taken, last) = (0, default(WatchedFrame));
        await foreach (var frame in watch.ReadAllAsync(enough.Token))
        {
            (taken, last) = (taken + 1, frame);
            if (taken == 256)
            {
                break;
            }
        }

        Assert.Equal(WatchedDirection.In, (await FirstAsync(hub, guest)).Direction);
        Assert.NotEqual(0, last.Frame.Length);

        async Task<WatchedFrame> FirstAsync(TestHub of, TestClient client)
        {
            await client.SendAsync("""{"type":"ping","data":{}}""");
            await foreach (var frame in watch.ReadAllAsync(enough.Token))
            {
                if (
                    Encoding
                        .UTF8.GetString(frame.Frame.Span)
                        .Contains("\"ping\"", StringComparison.Ordinal)
                )
                {
                    Assert.True(frame.Skipped > 0);
                    return frame;
                }
            }

            throw new InvalidOperationException("The ping was not seen.");
        }
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_told_to_however_many_frames_wait()
    {
        await using var hub = new TestHub();
        using var guest = await ListeningAsync(hub, "guest");
        using var watch = hub.Hub.Inspection.Watch(guest.ConnectionId, out _)!;
        await guest.PingAsync();
        await guest.PingAsync();
        using var over = new CancellationTokenSource();
        var taken = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in watch.ReadAllAsync(over.Token))
            {
                taken++;
                await over.CancelAsync();
            }
        });
        Assert.Equal(1, taken);
    }

    [Fact]
    public async Task Only_a_few_are_watched_at_once_and_a_watch_ends_with_its_connection()
    {
        await using var hub = new TestHub();
        var guests = new List<TestClient>();
        var watches = new List<FrameWatch>();
        for (var i = 0; i <= HubInspection.MostWatches; i++)
        {
            guests.Add(await hub.GuestAsync($"guest-{i}"));
        }

        foreach (var guest in guests.Take(HubInspection.MostWatches))
        {
            watches.Add(hub.Hub.Inspection.Watch(guest.ConnectionId, out _)!);
        }

        Assert.Null(hub.Hub.Inspection.Watch(guests[^1].ConnectionId, out var refusal));
        Assert.Equal(WatchRefusal.TooMany, refusal);
        await guests[0].LeaveAsync();
        await foreach (var _ in watches[0].ReadAllAsync(Stop))
        {
            // The goodbye, and then the end.
        }

        watches[0].Dispose();
        watches[0].Dispose();
        Assert.NotNull(hub.Hub.Inspection.Watch(guests[^1].ConnectionId, out _));
        guests.ForEach(guest => guest.Dispose());
    }

    private static async Task<TestClient> ListeningAsync(
        TestHub hub,
        string user,
        int window = 64 * 1024
    )
    {
        var guest = await hub.GuestAsync(user, window);
        await guest.SubscribeAsync(General.Text);
        await guest.ReceiveAsync("subscription_confirmed");
        return guest;
    }
}
