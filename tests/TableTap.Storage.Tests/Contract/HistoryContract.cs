using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>Sequences, positions, pages and heads.</summary>
public abstract class HistoryContract(ContractStore store) : JournalContract(store)
{
    [Fact]
    public async Task Sequences_count_in_each_channel_and_positions_rise_over_all()
    {
        await SayAsync((General, "msg_1"), (Guest, "msg_2"), (General, "msg_3"));

        var messages = (await ReadAsync(Plenty, (General, 0), (Guest, 0))).Messages;

        Assert.Equal(
            [(General, 1), (Guest, 1), (General, 2)],
            messages.Select(message => (message.Channel, message.Sequence))
        );
        Assert.Equal(messages.Select(message => message.Position).Order(), Positions(messages));
        Assert.Equal(3, Positions(messages).Distinct().Count());
    }

    [Fact]
    public async Task A_stored_frame_is_the_draft_under_its_sequence_byte_for_byte()
    {
        var draft = Batch.Draft(General, "msg_2");
        await SayAsync((General, "msg_1"));
        await AppendAsync(Batch.Of("demo") with { Messages = [draft] });

        var message = (await ReadAsync(Plenty, (General, 1))).Messages.Single();

        Assert.Equal(draft.Seal(2), message.Frame.ToArray());
        Assert.Equal(("msg_2", General), (message.MessageId, message.Channel));
    }

    [Fact]
    public async Task Messages_come_in_commit_order_after_what_the_reader_has()
    {
        await SayAsync(
            (General, "g1"),
            (Staff, "s1"),
            (General, "g2"),
            (Guest, "o1"),
            (Staff, "s2"),
            (General, "g3")
        );

        Assert.Equal("g2 s2 g3", Ids((await ReadAsync(Plenty, (General, 1), (Staff, 1))).Messages));
        Assert.Equal("o1", Ids((await ReadAsync(Plenty, (Guest, 0))).Messages));
        Assert.Empty((await ReadAsync(Plenty, (General, 3))).Messages);
        Assert.Empty((await ReadAsync(Plenty, (General, 99))).Messages);
        Assert.Empty((await ReadAsync(Plenty)).Messages);
    }

    [Fact]
    public async Task A_channel_asked_twice_is_read_once() => Assert.Equal("g1", await OnceAsync());

    [Fact]
    public async Task A_page_holds_no_more_messages_than_allowed_and_says_whether_there_is_more()
    {
        await SayAsync((General, "g1"), (Staff, "s1"), (General, "g2"));

        var first = await ReadAsync(new(2, int.MaxValue), (General, 0), (Staff, 0));
        var rest = await ReadAsync(new(2, int.MaxValue), (General, 1), (Staff, 1));
        var exact = await ReadAsync(new(3, int.MaxValue), (General, 0), (Staff, 0));

        Assert.Equal(("g1 s1", true), (Ids(first.Messages), first.HasMore));
        Assert.Equal(first.Messages[^1].Position, first.Position);
        Assert.Equal(("g2", false), (Ids(rest.Messages), rest.HasMore));
        Assert.Equal(("g1 s1 g2", false), (Ids(exact.Messages), exact.HasMore));
    }

    [Fact]
    public async Task A_page_holds_no_more_bytes_than_allowed_but_always_one_message()
    {
        await SayAsync((General, "g1"), (General, "g2"), (General, "g3"));
        var size = (await ReadAsync(Plenty, (General, 0))).Messages[0].Frame.Length;

        Assert.Equal("g1 g2", await IdsAsync(2 * size));
        Assert.Equal("g1", await IdsAsync((2 * size) - 1));
        Assert.Equal("g1", await IdsAsync(1));

        async Task<string> IdsAsync(int bytes)
        {
            var page = await ReadAsync(new(100, bytes), (General, 0));
            Assert.True(page.HasMore);
            return Ids(page.Messages);
        }
    }

    [Fact]
    public async Task A_page_without_more_reaches_up_to_the_last_commit_of_any_channel()
    {
        await SayAsync((General, "g1"), (Staff, "s1"));
        var last = (await Journal.HeadsAsync([], Cancel)).Position;

        var page = await ReadAsync(Plenty, (General, 0));

        Assert.Equal((false, last), (page.HasMore, page.Position));
        Assert.True(page.Messages[^1].Position < last);
        Assert.Equal(last, (await ReadAsync(Plenty, (General, 1))).Position);
    }

    [Fact]
    public async Task Pages_one_after_another_give_everything_once_also_over_a_thousand_channels()
    {
        var channels = Enumerable
            .Range(0, 1000)
            .Select(number => ChannelName.Of(ChannelKinds.CounterOrders, $"c{number}"))
            .ToList();
        var batch = Enumerable
            .Range(0, 600)
            .Aggregate(
                Batch.Of("demo"),
                (all, number) => all.Message(channels[number * 7 % 40], $"m{number}")
            );
        await AppendAsync(batch);

        var had = channels.ToDictionary(channel => channel, _ => 0L);
        var ids = new List<string>();
        MessagePage page;
        do
        {
            page = await Journal.ReadMessagesAsync(
                [.. had.Select(place => new ChannelPosition(place.Key, place.Value))],
                new(64, int.MaxValue),
                Cancel
            );
            foreach (var message in page.Messages)
            {
                Assert.Equal(had[message.Channel] + 1, message.Sequence);
                had[message.Channel] = message.Sequence;
                ids.Add(message.MessageId);
            }
        } while (page.HasMore);

        Assert.Equal(Enumerable.Range(0, 600).Select(number => $"m{number}"), ids);
    }

    [Fact]
    public async Task Heads_tell_the_range_of_each_channel_and_the_commit_they_reflect()
    {
        await SayAsync((General, "g1"), (Guest, "o1"), (General, "g2"));

        var heads = await Journal.HeadsAsync([General, Staff, Guest], Cancel);

        Assert.Equal(new(2, 1), heads.Heads[General]);
        Assert.Equal(new(1, 1), heads.Heads[Guest]);
        Assert.Equal(new(0, 1), heads.Heads[Staff]);
        Assert.Equal(3, heads.Heads.Count);
        Assert.Equal(
            (await ReadAsync(Plenty, (General, 1))).Messages.Single().Position,
            heads.Position
        );
    }

    [Fact]
    public async Task Heads_and_pages_each_reflect_one_commit_while_others_write()
    {
        var writes = Task.Run(
                async () =>
                {
                    for (var number = 0; number < 50; number++)
                    {
                        await AppendAsync(
                            Batch
                                .Of("demo")
                                .Message(General, $"g{number}")
                                .Message(Staff, $"s{number}")
                        );
                    }
                },
                Cancel
            )
            .Soon();
        while (!writes.IsCompleted)
        {
            var heads = await Journal.HeadsAsync([General, Staff], Cancel);
            Assert.Equal(heads.Heads[General].Sequence, heads.Heads[Staff].Sequence);
            var page = await ReadAsync(Plenty, (General, 0), (Staff, 0));
            Assert.Equal(0, page.Messages.Count % 2);
            Assert.Equal(page.Messages.Count == 0 ? 0 : page.Messages[^1].Position, page.Position);
        }

        await writes;
    }

    [Fact]
    public async Task Sequences_positions_and_epoch_go_on_after_a_restart()
    {
        await SayAsync((General, "g1"), (Guest, "o1"));
        var (epoch, last) = (Journal.Epoch, (await Journal.HeadsAsync([], Cancel)).Position);

        await RestartAsync();
        await SayAsync((General, "g2"));

        Assert.Equal(epoch, Journal.Epoch);
        var message = (await ReadAsync(Plenty, (General, 1))).Messages.Single();
        Assert.Equal(2, message.Sequence);
        Assert.True(message.Position > last);
    }

    private async Task<string> OnceAsync()
    {
        await SayAsync((General, "g1"));
        return Ids((await ReadAsync(Plenty, (General, 0), (General, 0))).Messages);
    }

    private static IEnumerable<long> Positions(IEnumerable<StoredMessage> messages) =>
        messages.Select(message => message.Position);
}
