using System.Text;
using TableTap.Load.Measuring;
using TableTap.Load.Publishing;

namespace TableTap.Load.Tests.Publishing;

public sealed class ListenerTests
{
    private readonly Stamp _stamp = new("run");
    private readonly LatencyHistogram _latency = new(TimeProvider.System);

    [Fact]
    public void Messages_in_order_are_heard_and_none_is_misplaced()
    {
        var listener = Hear(Message(7), Message(8), Message(9));

        Assert.Equal((3, 0, 9L), (listener.Heard, listener.Misplaced, listener.Last));
        Assert.Equal(3, _latency.Count);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void A_message_that_is_missing_doubled_or_late_is_misplaced(long first, long second)
    {
        var listener = Hear(Message(first), Message(second));

        Assert.Equal((2, 1), (listener.Heard, listener.Misplaced));
    }

    [Fact]
    public void Messages_of_others_keep_the_order_and_are_not_counted()
    {
        var listener = Hear(
            Message(1),
            """{"type":"wait_time_changed","data":{},"sequence":2}""",
            Message(3)
        );

        Assert.Equal((2, 0), (listener.Heard, listener.Misplaced));
    }

    [Fact]
    public void A_page_of_replay_holds_many()
    {
        var listener = Hear(
            $$$"""{"type":"message_replay","data":{"messages":[{{{Message(4)}}},{{{Message(5)}}}]}}""",
            Message(6)
        );

        Assert.Equal((3, 0, 6L), (listener.Heard, listener.Misplaced, listener.Last));
    }

    [Fact]
    public void A_mark_of_another_run_or_half_a_mark_is_no_message()
    {
        var listener = Hear(new Stamp("other").Text(1), "load run due 12");

        Assert.Equal(0, listener.Heard);
    }

    private string Message(long sequence) =>
        $$$"""{"type":"announcement","data":{"message":"{{{_stamp.Text(1)}}}"},"sequence":{{{sequence}}}}""";

    private Listener Hear(params string[] frames)
    {
        var listener = new Listener(_stamp, _latency);
        foreach (var frame in frames)
        {
            listener.Hear(Encoding.UTF8.GetBytes(frame), 1);
        }

        return listener;
    }
}
