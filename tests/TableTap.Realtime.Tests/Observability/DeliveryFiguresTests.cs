using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Observability;

/// <summary>How long deliveries take, how many fail and how many bytes they are.</summary>
public sealed class DeliveryFiguresTests : IDisposable
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    private readonly FakeTimeProvider _clock = new();
    private readonly Meter _meter = new("test");
    private readonly RealtimeMetrics _metrics;
    private readonly HistogramReading _delivery;
    private readonly CounterReading _failed;

    public DeliveryFiguresTests()
    {
        _metrics = new(_meter);
        _delivery = new(_meter, "tabletap.delivery");
        _failed = new(_meter, "tabletap.delivery.failed");
    }

    public void Dispose()
    {
        _delivery.Dispose();
        _failed.Dispose();
        _metrics.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_delivery_takes_from_the_commit_until_the_line_has_taken_the_last_byte()
    {
        var (server, client) = Duplex.Pair(20_000);
        var outbox = Make(server);
        outbox.TryAppend(Committed(1, 60_000));
        outbox.Flush();
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Empty(_delivery.Values);

        await TakeAsync(client, 60_004);
        await outbox.EmptyAsync();

        Assert.Equal([0.04], _delivery.Values);
    }

    [Fact]
    public async Task Messages_that_leave_in_one_write_are_timed_each_from_its_own_commit()
    {
        var (server, _) = Duplex.Pair(1024 * 1024);
        var outbox = Make(server);
        for (var i = 1; i <= 100; i++)
        {
            outbox.TryAppend(Committed(i, 20));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        outbox.Flush();
        await outbox.EmptyAsync();

        Assert.Equal(
            Enumerable.Range(1, 100).Reverse().Select(milliseconds => milliseconds / 1000.0),
            _delivery.Values
        );
        Assert.Equal(1, server.Writes);
    }

    [Fact]
    public async Task What_is_read_from_the_history_has_no_time_of_delivery()
    {
        var (server, _) = Duplex.Pair(1024 * 1024);
        var outbox = Make(server);
        outbox.Append(Message(1, 20));
        outbox.Append(EntryKind.Notice, "{}"u8.ToArray());
        outbox.TryAppend(Committed(2, 20));
        outbox.Flush();
        await outbox.EmptyAsync();

        Assert.Single(_delivery.Values);
    }

    [Fact]
    public void A_record_for_each_delivery_allocates_nothing()
    {
        using var metrics = new RealtimeMetrics();
        var recorded = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == metrics.Meter && instrument.Name == "tabletap.delivery")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => recorded++);
        listener.Start();
        StoredMessage[] messages = [.. Enumerable.Range(1, 50).Select(i => Committed(i, 20))];
        Tell(messages, metrics);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Tell(messages, metrics);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(101 * 50, recorded);
    }

    [Fact]
    public void What_waits_for_a_connection_that_is_lost_was_not_delivered()
    {
        var (server, _) = Duplex.Pair(1000);
        var outbox = Make(server);
        for (var i = 1; i <= 5; i++)
        {
            outbox.TryAppend(Committed(i, 5000));
        }

        outbox.Append(EntryKind.Notice, "{}"u8.ToArray());
        outbox.Flush();
        outbox.Break();

        // Three are whole in the write that is under way; of the fourth a part is, and the fifth waits.
        Assert.Equal(2, _failed.Of("connection_lost"));
        Assert.Empty(_delivery.Values);
    }

    [Fact]
    public async Task A_line_that_fails_is_counted_with_all_that_was_in_the_write()
    {
        var outbox = Make(new BrokenStream());
        for (var i = 1; i <= 3; i++)
        {
            outbox.TryAppend(Committed(i, 20));
        }

        outbox.Flush();
        await outbox.EmptyAsync();

        Assert.Equal(3, _failed.Of("connection_lost"));
        Assert.Equal(3, _failed.Sum);
        Assert.Empty(_delivery.Values);
    }

    [Fact]
    public void What_is_thrown_away_at_a_close_is_counted_as_closed()
    {
        var outbox = Make(new BrokenStream());
        outbox.TryAppend(Committed(1, 20));
        outbox.TryAppend(Committed(2, 20));
        outbox.Append(EntryKind.Notice, "{}"u8.ToArray());

        outbox.Discard();

        Assert.Equal(2, _failed.Of("closed"));
    }

    [Fact]
    public async Task Bytes_of_a_connection_are_counted_in_both_directions()
    {
        await using var hub = new TestHub();
        using var bytes = new HistogramReading(hub.Hub.Metrics.Meter, "tabletap.connection");
        var guest = await hub.GuestAsync();
        await guest.SubscribeAsync(General.Text);
        await guest.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(General);
        await guest.ReceiveAsync("board_changed");
        Assert.Empty(bytes.Values);
        guest.Dispose();

        await Patience.UntilAsync(() => bytes.Of("out").Count == 1);
        Assert.InRange(bytes.Of("in").Single(), 50, 1000);
        Assert.InRange(bytes.Of("out").Single(), 500, 5000);
        Assert.Equal(bytes.Of("in").Single(), Total(hub, "in"));
        Assert.Equal(bytes.Of("out").Single(), Total(hub, "out"));
    }

    private static void Tell(StoredMessage[] messages, RealtimeMetrics metrics)
    {
        var times = default(CommitTimes);
        foreach (var message in messages)
        {
            times.Add(message);
        }

        times.Tell(metrics, TimeProvider.System);
        times.Clear();
    }

    private static double Total(TestHub hub, string direction)
    {
        var total = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (
                    instrument.Meter == hub.Hub.Metrics.Meter
                    && instrument.Name == "tabletap.bytes"
                )
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => total += Equals(tags[0].Value, direction) ? value : 0
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return total;
    }

    private static async Task TakeAsync(Stream client, int bytes)
    {
        var buffer = new byte[30_000];
        for (var taken = 0; taken < bytes; )
        {
            taken += await client.ReadAsync(buffer, TestContext.Current.CancellationToken);
        }
    }

    private static StoredMessage Message(int sequence, int length) =>
        new(
            sequence,
            General,
            sequence,
            $"msg_{sequence}",
            Encoding.ASCII.GetBytes(new string('m', length))
        );

    private StoredMessage Committed(int sequence, int length) =>
        Message(sequence, length) with
        {
            CommittedAt = _clock.GetTimestamp(),
        };

    private Outbox Make(Stream transport) =>
        new(transport, new(long.MaxValue), int.MaxValue, _clock, SocketFraming.Instance, _metrics);

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => throw new IOException("gone");
    }
}
