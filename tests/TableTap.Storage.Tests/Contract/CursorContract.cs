using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>How far owners have confirmed their channels.</summary>
public abstract class CursorContract(ContractStore store) : JournalContract(store)
{
    private static readonly ChannelName Other = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest-2"
    );

    [Fact]
    public async Task What_nobody_confirmed_stands_at_the_beginning()
    {
        await SayAsync((Guest, "m1"));

        Assert.Equal("0 0", await CursorsAsync());
    }

    [Fact]
    public async Task A_cursor_moves_forward_and_never_back()
    {
        await SayAsync((Guest, "m1"), (Guest, "m2"), (Guest, "m3"), (Other, "o1"));

        await MoveAsync((Guest, 2), (Other, 1));
        Assert.Equal("2 1", await CursorsAsync());
        await MoveAsync((Guest, 1));
        Assert.Equal("2 1", await CursorsAsync());
        await MoveAsync((Guest, 3));
        Assert.Equal("3 1", await CursorsAsync());
    }

    [Fact]
    public async Task Cursors_outlive_a_restart()
    {
        await SayAsync((Guest, "m1"), (Guest, "m2"), (Other, "o1"));
        await MoveAsync((Guest, 2));
        await RestartAsync();

        Assert.Equal("2 0", await CursorsAsync());
    }

    [Fact]
    public async Task A_cursor_never_stands_beyond_what_was_told()
    {
        await SayAsync((Guest, "m1"));
        await MoveAsync((Guest, 7), (Other, 3));

        Assert.Equal("1 0", await CursorsAsync());
    }

    [Fact]
    public async Task Cursors_are_written_with_the_rest_of_a_batch_or_not_at_all()
    {
        await SayAsync((Guest, "m1"), (Guest, "m2"));
        await AppendAsync(Batch.Of("demo").Fact("1"));

        var refused = await AppendAsync(
            Batch.Of("demo", 0).Fact("2") with
            {
                Cursors = [new(Guest, 1)],
            }
        );
        Assert.False(refused.Committed);
        Assert.Equal("0 0", await CursorsAsync());
        var written = await AppendAsync(
            Batch.Of("demo", 1).Fact("2").Message(Guest, "m3") with
            {
                Cursors = [new(Guest, 3)],
            }
        );
        Assert.True(written.Committed);
        Assert.Equal("3 0", await CursorsAsync());
    }

    [Fact]
    public async Task Moving_a_cursor_makes_no_stream_and_tells_nobody()
    {
        await SayAsync((Guest, "m1"));
        await MoveAsync((Guest, 1));
        await SayAsync((Guest, "m2"));

        Assert.DoesNotContain("cursors", await Journal.StreamsAsync(Cancel));
        Assert.Equal("m1 m2", Ids(await HearAsync(2)));
    }

    private async Task MoveAsync(params (ChannelName Channel, long Sequence)[] cursors) =>
        Assert.True(
            (
                await AppendAsync(
                    Batch.Of("cursors") with
                    {
                        Cursors =
                        [
                            .. cursors.Select(one => new ChannelPosition(
                                one.Channel,
                                one.Sequence
                            )),
                        ],
                    }
                )
            ).Committed
        );

    private async Task<string> CursorsAsync()
    {
        ChannelName[] channels = [Guest, Other];
        var cursors = await Journal.CursorsAsync(channels, Cancel);
        return string.Join(' ', channels.Select(channel => cursors[channel]));
    }
}
