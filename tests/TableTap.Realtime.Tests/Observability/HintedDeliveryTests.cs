using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Observability;

/// <summary>What becomes of the deliveries of a message whose command another server decided.</summary>
public sealed class HintedDeliveryTests
{
    private static readonly TimeSpan Took = TimeSpan.FromMilliseconds(40);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Its_first_deliveries_are_spans_of_the_trace_since_its_hint_and_in_no_figure()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var meter = new Meter("test");
        using var metrics = new RealtimeMetrics(meter);
        using var delivery = new HistogramReading(meter, "tabletap.delivery");
        var context = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.Recorded,
            isRemote: true
        );
        var message = Message(new(context, "demo", _clock.GetTimestamp()));
        _clock.Advance(Took);

        for (var reader = 0; reader < 20; reader++)
        {
            Tell(message, metrics);
        }

        List<Activity> spans = [.. ended.Where(span => span.TraceId == context.TraceId)];
        Assert.Equal(16, spans.Count);
        Assert.All(
            spans,
            span =>
            {
                Assert.Equal("deliver", span.OperationName);
                Assert.Equal(context.SpanId, span.ParentSpanId);
                Assert.True(span.HasRemoteParent, "Its parent is at another server.");
                Assert.True(span.Duration >= Took, "It is counted from the hint.");
                Assert.Equal("demo", span.GetTagItem(Traces.CafeTag));
                Assert.Equal("cafe:demo:general", span.GetTagItem("tabletap.channel"));
            }
        );
        Assert.Empty(delivery.Values);
        Assert.Equal((0L, 0L), metrics.Deliveries.Now);
    }

    [Fact]
    public void One_that_came_without_a_trace_has_neither_a_span_nor_a_figure()
    {
        using var meter = new Meter("test");
        using var metrics = new RealtimeMetrics(meter);
        using var delivery = new HistogramReading(meter, "tabletap.delivery");

        Tell(Message(null), metrics);

        Assert.Empty(delivery.Values);
        Assert.Equal((0L, 0L), metrics.Deliveries.Now);
    }

    private static StoredMessage Message(MessageTrace? trace) =>
        new(1, ChannelName.Of(ChannelKinds.CafeGeneral, "demo"), 1, "msg_1", "{}"u8.ToArray())
        {
            Trace = trace,
        };

    private void Tell(StoredMessage message, RealtimeMetrics metrics)
    {
        var times = default(CommitTimes);
        times.Add(message);
        times.Tell(metrics, _clock);
        times.Clear();
    }
}
