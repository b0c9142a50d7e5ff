using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>What the dispatcher hears, and many producers at once.</summary>
public abstract class CommittedContract(ContractStore store) : JournalContract(store)
{
    [Fact]
    public async Task Committed_messages_are_those_that_reading_gives_in_the_same_order()
    {
        await SayAsync((General, "g1"), (Guest, "o1"), (General, "g2"));

        var heard = await HearAsync(3);
        var read = (await ReadAsync(Plenty, (General, 0), (Guest, 0))).Messages;

        AssertSame(read, heard);
    }

    [Fact]
    public async Task A_conflict_is_never_heard()
    {
        await AppendAsync(Batch.Of("demo", 5).Message(General, "g_conflict"));
        await SayAsync((General, "g1"));

        Assert.Equal("g1", Ids(await HearAsync(1)));
    }

    [Fact]
    public async Task What_was_committed_before_the_start_is_not_heard_again()
    {
        await SayAsync((General, "g1"));
        await RestartAsync();
        await SayAsync((General, "g2"));

        Assert.Equal("g2", Ids(await HearAsync(1)));
    }

    [Fact]
    public async Task The_feed_ends_after_its_last_message_when_the_journal_closes()
    {
        await SayAsync((General, "g1"), (General, "g2"));
        await Journal.DisposeAsync();

        Assert.Equal("g1 g2", Ids(await HearAsync(2)));
        Assert.False(await Journal.Committed.WaitToReadAsync(Cancel));
    }

    [Fact]
    public async Task A_dispatcher_that_stands_still_stops_commits_and_loses_nothing()
    {
        // More one-message commits than any journal keeps for its dispatcher.
        var appends = Task.Run(
            async () =>
            {
                for (var number = 0; number < 400; number++)
                {
                    await AppendAsync(Batch.Of("demo").Message(General, $"g{number}"));
                }
            },
            Cancel
        );
        long stored;
        long later;
        do
        {
            stored = await StoredAsync();
            await Task.Delay(20, Cancel);
            later = await StoredAsync();
        } while (stored == 0 || stored != later);

        Assert.False(appends.IsCompleted);
        Assert.InRange(later, 1, 399);
        Assert.Equal(
            Enumerable.Range(1, 400).Select(number => (long)number),
            (await HearAsync(400)).Select(message => message.Sequence)
        );
        await appends;

        async Task<long> StoredAsync() =>
            (await Journal.HeadsAsync([General], Cancel)).Heads[General].Sequence;
    }

    [Fact]
    public async Task Many_producers_leave_no_hole_and_everyone_hears_the_same()
    {
        const int Producers = 24;
        const int Each = 40;
        var heard = Task.Run(() => HearAsync(Producers * Each * 2), Cancel);
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(ProduceAsync));

        var page = await ReadAsync(new(10_000, int.MaxValue), (General, 0), (Staff, 0), (Guest, 0));
        AssertSame(page.Messages, await heard);
        foreach (var channel in page.Messages.GroupBy(message => message.Channel))
        {
            Assert.Equal(
                Enumerable.Range(1, channel.Count()).Select(number => (long)number),
                channel.Select(message => message.Sequence)
            );
        }

        // Each producer's batches stand in the order in which it was told, each batch in one piece.
        var order = page.Messages.Select(message => message.MessageId).ToList();
        for (var producer = 0; producer < Producers; producer++)
        {
            var own = order
                .Select((id, place) => (id, place))
                .Where(entry => entry.id.StartsWith($"p{producer}_", StringComparison.Ordinal))
                .ToList();
            Assert.Equal(Each * 2, own.Count);
            for (var number = 0; number < Each; number++)
            {
                Assert.Equal($"p{producer}_{number}_a", own[2 * number].id);
                Assert.Equal($"p{producer}_{number}_b", own[(2 * number) + 1].id);
                Assert.Equal(own[2 * number].place + 1, own[(2 * number) + 1].place);
            }
        }

        async Task ProduceAsync(int producer)
        {
            for (var number = 0; number < Each; number++)
            {
                var outcome = await AppendAsync(
                    Batch
                        .Of($"stream{producer}", number)
                        .Fact($"{number}")
                        .Message(General, $"p{producer}_{number}_a")
                        .Message(producer % 2 == 0 ? Staff : Guest, $"p{producer}_{number}_b")
                );
                Assert.True(outcome.Committed);
            }
        }
    }

    private static void AssertSame(
        IReadOnlyList<StoredMessage> expected,
        IReadOnlyList<StoredMessage> actual
    )
    {
        Assert.Equal(
            expected.Select(m => (m.Position, m.Channel, m.Sequence, m.MessageId)),
            actual.Select(m => (m.Position, m.Channel, m.Sequence, m.MessageId))
        );
        Assert.All(
            expected.Zip(actual),
            pair => Assert.True(pair.First.Frame.Span.SequenceEqual(pair.Second.Frame.Span))
        );
    }
}
