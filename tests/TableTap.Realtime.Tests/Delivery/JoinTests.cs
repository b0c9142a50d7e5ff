using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class JoinTests : IDisposable
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private static readonly ChannelName Staff = ChannelName.Of(ChannelKinds.CafeStaff, "one");
    private readonly RealtimeMetrics _metrics = new();
    private readonly OutboxBudget _budget = new(long.MaxValue);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void What_was_heard_before_a_join_failed_counts_for_where_a_subscription_begins()
    {
        var fanOut = new FanOut(new(), _budget, _metrics) { CatchUpRequested = static _ => { } };

        // Room for the first two messages, and not for the third.
        var reader = new Reader(
            new(
                Stream.Null,
                _budget,
                limit: 100,
                TimeProvider.System,
                SocketFraming.Instance,
                _metrics
            )
        );
        fanOut.Enter(reader);
        lock (fanOut.Gate)
        {
            fanOut.Subscribe(reader, General, 0);
            fanOut.Leave(reader);
        }

        Deliver(
            fanOut,
            [
                Message(1, General, 1),
                Message(2, Staff, 1),
                Message(3, General, 2),
                Message(4, General, 3),
            ]
        );
        lock (fanOut.Gate)
        {
            Assert.False(fanOut.TryJoin(reader, position: 0));
            Assert.Equal(2, reader.Find(General)!.Have);

            // Heads as they were read after the first message: before the second of the other channel.
            var heads = new ChannelHeads(
                1,
                new Dictionary<ChannelName, ChannelHead> { [Staff] = new(0, 1) }
            );
            Assert.True(fanOut.TryBegin(reader, heads, out var starts));
            Assert.Equal(1, starts[Staff]);
        }
    }

    [Fact]
    public void Nobody_joins_past_the_budget_of_all()
    {
        var budget = new OutboxBudget(100);
        var fanOut = new FanOut(new(), budget, _metrics) { CatchUpRequested = static _ => { } };
        var reader = new Reader(
            new(
                Stream.Null,
                budget,
                limit: 10_000,
                TimeProvider.System,
                SocketFraming.Instance,
                _metrics
            )
        );
        fanOut.Enter(reader);
        lock (fanOut.Gate)
        {
            fanOut.Subscribe(reader, General, 0);
            fanOut.Leave(reader);
        }

        Deliver(fanOut, [.. Enumerable.Range(1, 10).Select(i => Message(i, General, i))]);
        lock (fanOut.Gate)
        {
            Assert.False(fanOut.TryJoin(reader, position: 0));
            Assert.InRange(budget.Used, 100, 150);
        }
    }

    private static void Deliver(FanOut fanOut, List<StoredMessage> messages)
    {
        for (var next = 0; next < messages.Count; )
        {
            fanOut.Deliver(messages, ref next, []);
        }
    }

    private static StoredMessage Message(long position, ChannelName channel, long sequence) =>
        new(position, channel, sequence, $"msg_{position}", new byte[40]);
}
