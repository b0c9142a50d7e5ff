using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>Placing channels at the commit of a message.</summary>
public abstract class LocateContract(ContractStore store) : JournalContract(store)
{
    [Fact]
    public async Task Each_channel_is_placed_where_it_stood_when_the_message_was_committed()
    {
        await SayAsync(
            (General, "g1"),
            (Staff, "s1"),
            (General, "g2"),
            (Staff, "s2"),
            (Staff, "s3"),
            (General, "g3")
        );

        Assert.Equal("1 0 0", await PlacesAsync("g1"));
        Assert.Equal("1 1 0", await PlacesAsync("s1"));
        Assert.Equal("2 1 0", await PlacesAsync("g2"));
        Assert.Equal("2 3 0", await PlacesAsync("s3"));
        Assert.Equal("3 3 0", await PlacesAsync("g3"));
    }

    [Fact]
    public async Task Within_one_batch_the_place_is_up_to_and_including_the_message()
    {
        await AppendAsync(
            Batch.Of("demo").Message(General, "g1").Message(Staff, "s1").Message(General, "g2")
        );

        Assert.Equal("1 1 0", await PlacesAsync("s1"));
    }

    [Fact]
    public async Task A_message_that_is_not_there_is_nowhere() =>
        Assert.Null(await Journal.LocateAsync("msg_x", [General], Cancel));

    [Fact]
    public async Task Every_message_of_a_long_history_is_placed_exactly()
    {
        var random = new Random(7);
        var batch = Batch.Of("demo");
        var expected = new List<(string Id, string Places)>();
        ChannelName[] channels = [General, Staff, Guest];
        var counts = new long[3];
        for (var number = 0; number < 300; number++)
        {
            var channel = Math.Min(2, random.Next(7));
            counts[channel]++;
            batch = batch.Message(channels[channel], $"m{number}");
            expected.Add(($"m{number}", string.Join(' ', counts)));
        }

        await AppendAsync(batch);

        foreach (var (id, places) in expected)
        {
            Assert.Equal(places, await PlacesAsync(id));
        }
    }

    [Fact]
    public async Task Channels_are_placed_at_any_commit_position_up_to_the_last()
    {
        await SayAsync((General, "g1"), (Staff, "s1"), (General, "g2"), (Staff, "s2"));
        ChannelName[] channels = [General, Staff, Guest];
        var page = await Journal.ReadMessagesAsync(
            [new(General, 0), new(Staff, 0)],
            new(100, 1 << 20),
            Cancel
        );
        var expected = new[] { "1 0 0", "1 1 0", "2 1 0", "2 2 0" };
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], Text(await PlaceAsync(page.Messages[i].Position)));
        }

        var heads = await Journal.HeadsAsync(channels, Cancel);
        Assert.Equal("2 2 0", Text(await PlaceAsync(heads.Position)));
        Assert.Equal("0 0 0", Text(await PlaceAsync(page.Messages[0].Position - 1)));
        Assert.Null(await PlaceAsync(heads.Position + 1));

        async Task<IReadOnlyList<ChannelPosition>?> PlaceAsync(long position) =>
            await Journal.PlaceAsync(position, channels, Cancel);
        string Text(IReadOnlyList<ChannelPosition>? places) =>
            string.Join(' ', places!.Select(place => place.Sequence));
    }

    private async Task<string> PlacesAsync(string messageId)
    {
        ChannelName[] channels = [General, Staff, Guest];
        var places = await Journal.LocateAsync(messageId, channels, Cancel);
        Assert.Equal(channels, places!.Select(place => place.Channel));
        return string.Join(' ', places!.Select(place => place.Sequence));
    }
}
