using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>What is committed goes on to its readers, whatever fails on the way of one message.</summary>
public sealed class DispatcherTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest"
    );

    [Fact]
    public async Task Messages_that_a_fault_keeps_back_are_counted_and_all_others_are_heard()
    {
        using var metrics = new RealtimeMetrics();
        using var failed = new CounterReading(metrics.Meter, "tabletap.delivery.failed");
        await using var journal = new MemoryJournal();
        var fanOut = new FanOut(new DeliveryOptions(), new(long.MaxValue), metrics)
        {
            CatchUpRequested = _ => throw new InvalidOperationException("broken"),
        };
        using var line = new MemoryStream();
        // One lacks what came before, and cannot be brought back.
        Enter(Stream.Null, General, have: -1);
        Enter(line, Guest, have: 0);
        journal.Publish(General, General);
        var heard = journal.Publish(Guest)[0];
        // The feed ends after them.
        await journal.DisposeAsync();

        await new Dispatcher(journal, fanOut, metrics, TimeProvider.System, NullLogger.Instance)
            .RunAsync(TestContext.Current.CancellationToken)
            .Soon();

        Assert.Equal(2, failed.Of("fault"));
        Assert.Equal(2, failed.Sum);
        Assert.Equal(FrameHeader.Text(heard.Frame.Span), line.ToArray());

        void Enter(Stream transport, ChannelName channel, long have)
        {
            var reader = new Reader(
                new(
                    transport,
                    new(long.MaxValue),
                    int.MaxValue,
                    TimeProvider.System,
                    SocketFraming.Instance,
                    metrics
                )
            );
            fanOut.Enter(reader);
            lock (fanOut.Gate)
            {
                fanOut.Subscribe(reader, channel, have);
            }
        }
    }
}
