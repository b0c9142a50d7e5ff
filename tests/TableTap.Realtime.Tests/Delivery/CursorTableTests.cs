using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class CursorTableTests
{
    private const int Kept = 10_000;
    private readonly CursorTable _table = new();
    private readonly OutboxBudget _budget = new(long.MaxValue);

    [Fact]
    public void Owners_who_left_are_forgotten_when_there_are_too_many_and_those_who_are_here_are_not()
    {
        var here = _table.Of(Come("here"));
        for (var i = 0; i < Kept + 50; i++)
        {
            _table.Detach(Come($"guest{i}"));
        }

        Assert.Equal(50, _table.Forgotten);
        Assert.Null(_table.Find(Of("guest0")));
        Assert.NotNull(_table.Find(Of("guest50")));
        Assert.NotNull(here);
        Assert.Same(here, _table.Find(Of("here")));
    }

    [Fact]
    public void Cursors_that_were_read_for_nothing_are_forgotten_too()
    {
        for (var i = 0; i < Kept + 50; i++)
        {
            _table.Add(Of($"guest{i}"), 0);
        }

        Assert.Equal(50, _table.Forgotten);
    }

    [Fact]
    public void What_is_not_yet_written_is_not_forgotten()
    {
        var early = Come("early");
        _table.Confirm(_table.Of(early)!, 5);
        _table.Detach(early);
        for (var i = 0; i < Kept + 50; i++)
        {
            _table.Detach(Come($"guest{i}"));
        }

        Assert.Equal(5, _table.Find(Of("early"))!.Confirmed);
        _table.Written(_table.TakeDirty());
        for (var i = 0; i < Kept + 50; i++)
        {
            _table.Detach(Come($"other{i}"));
        }

        Assert.Null(_table.Find(Of("early")));
    }

    [Fact]
    public void Somebody_who_comes_and_goes_keeps_the_cursor_of_their_last_coming()
    {
        for (var i = 0; i < Kept + 50; i++)
        {
            _table.Detach(Come("restless"));
        }

        var again = _table.Of(Come("restless"));
        for (var i = 0; i < Kept + 50; i++)
        {
            _table.Detach(Come($"guest{i}"));
        }

        Assert.NotNull(again);
        Assert.Same(again, _table.Find(Of("restless")));
    }

    [Fact]
    public void How_often_a_message_was_sent_is_known_by_the_device_that_got_it_most_often()
    {
        var cursor = _table.Add(Of("guest"), 0);
        cursor.Sent(7, 1);
        cursor.Sent(3, 4);
        cursor.Sent(5, 2);
        Assert.Equal([4, 2, 1, 0], new long[] { 3, 5, 7, 8 }.Select(cursor.Attempts));
    }

    private static ChannelName Of(string guest) =>
        ChannelName.Of(ChannelKinds.CustomerOrders, guest);

    private Subscription Come(string guest)
    {
        var channel = Of(guest);
        var reader = new Reader(
            new(Stream.Null, _budget, 1000, TimeProvider.System, SocketFraming.Instance, new())
        );
        var device = new Subscription(reader, channel);
        CursorTable.Attach(_table.Find(channel) ?? _table.Add(channel, 0), device);
        return device;
    }
}
