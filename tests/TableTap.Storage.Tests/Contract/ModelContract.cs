using System.Text;
using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>Random histories against a model of a few lists.</summary>
public abstract class ModelContract(Func<ContractStore> newStore, int histories = 60)
{
    private static readonly ChannelName[] Channels =
    [
        ChannelName.Of(ChannelKinds.CafeGeneral, "demo"),
        ChannelName.Of(ChannelKinds.CafeStaff, "demo"),
        ChannelName.Of(ChannelKinds.CustomerOrders, "guest-1"),
        ChannelName.SystemMaintenance,
    ];

    /// <summary>A decision: on the right version (0), one behind or ahead, or on none (2).</summary>
    public sealed record Decision(int OffVersion, int Facts, int[] Channels, int? Answer);

    /// <summary>Decisions of different streams made at the same time, or a restart where there is none.</summary>
    public sealed record Wave(Decision[] Decisions);

    /// <summary>A reader who has the given share of each channel and asks for pages of some size.</summary>
    public sealed record Replay(double[] Had, int PageSize, int Locate);

    private static readonly Gen<Decision> Decisions = Gen.Select(
        Gen.Frequency((8, Gen.Const(0)), (2, Gen.Int[-1, 2])),
        Gen.Int[0, 3],
        Gen.Int[0, Channels.Length - 1].Array[0, 5],
        Gen.Int[0, 11].Nullable(),
        (off, facts, channels, answer) => new Decision(off, facts, channels, answer)
    );

    private static readonly Gen<Wave> Waves = Gen.Frequency(
        (9, Decisions.Array[1, 4].Select(decisions => new Wave(decisions))),
        (1, Gen.Const(new Wave([])))
    );

    private static readonly Gen<Replay> Replays = Gen.Select(
        Gen.Double[0, 1].Array[Channels.Length],
        Gen.Int[1, 9],
        Gen.Int[0, 1_000],
        (had, size, locate) => new Replay(had, size, locate)
    );

    [Fact]
    public Task Any_history_reads_as_the_model_says() =>
        Gen.Select(Waves.Array[1, 15], Replays.Array[3])
            .SampleAsync(
                async (waves, replays) => await CheckAsync(waves, replays),
                iter: histories,
                threads: 2
            );

    private async Task CheckAsync(Wave[] waves, Replay[] replays)
    {
        await using var store = newStore();
        var model = new JournalModel();
        var heard = new List<StoredMessage>();
        var journal = await store.OpenAsync();
        var listening = ListenAsync(journal, heard);
        for (var number = 0; number < waves.Length; number++)
        {
            if (waves[number].Decisions.Length == 0)
            {
                await journal.DisposeAsync();
                await listening;
                journal = await store.OpenAsync();
                listening = ListenAsync(journal, heard);
            }
            else
            {
                await PlayAsync(journal, model, Batches(waves[number], number, model));
            }
        }

        await CheckFactsAsync(journal, model);
        foreach (var replay in replays)
        {
            await CheckReplayAsync(journal, model, replay);
        }

        await journal.DisposeAsync();
        await listening;
        Assert.Equal(model.Messages, heard.Select(m => (m.Channel, m.Sequence, m.MessageId)));
        Assert.Equal(heard.Select(m => m.Position).Order(), heard.Select(m => m.Position));
    }

    private static async Task ListenAsync(IJournal journal, List<StoredMessage> heard)
    {
        await foreach (var messages in journal.Committed.ReadAllAsync())
        {
            heard.AddRange(messages);
        }
    }

    private static List<AppendBatch> Batches(Wave wave, int number, JournalModel model)
    {
        var batches = new List<AppendBatch>();
        var answered = new HashSet<int>();
        foreach (var decision in wave.Decisions)
        {
            var stream = $"stream{batches.Count}";
            var version = Math.Max(0, model.Version(stream) + decision.OffVersion);
            var batch = Batch.Of(stream, decision.OffVersion == 2 ? null : version);
            for (var fact = 0; fact < decision.Facts; fact++)
            {
                batch = batch.Fact($"{number} {fact}");
            }

            foreach (var channel in decision.Channels)
            {
                var id = $"msg_{number}_{stream}_{batch.Messages.Count}";
                batch = batch.Message(Channels[channel], id);
            }

            if (decision.Answer is { } answer && answered.Add(answer))
            {
                batch = batch.Answer(Batch.AnswerTo($"c{answer}"));
            }

            batches.Add(batch);
        }

        return batches;
    }

    // Streams and answers of one wave differ, so each outcome is known beforehand; the order among the channels is
    // the journal's to choose, and its positions tell.
    private static async Task PlayAsync(
        IJournal journal,
        JournalModel model,
        List<AppendBatch> batches
    )
    {
        var accepted = batches.ConvertAll(model.Accepts);
        var outcomes = await Task.WhenAll(
            batches.Select(async batch => await journal.AppendAsync(batch, CancellationToken.None))
        );
        Assert.Equal(accepted, outcomes.Select(outcome => outcome.Committed));
        foreach (var index in Enumerable.Range(0, batches.Count).OrderBy(i => outcomes[i].Position))
        {
            if (accepted[index])
            {
                model.Apply(batches[index]);
            }

            Assert.Equal(model.Version(batches[index].Stream), outcomes[index].Version);
            Assert.Equal(
                accepted[index] && batches[index].Messages.Count > 0,
                outcomes[index].Position > 0
            );
        }
    }

    private static async Task CheckFactsAsync(IJournal journal, JournalModel model)
    {
        var names = await journal.StreamsAsync(CancellationToken.None);
        Assert.Equal(model.Streams.Keys.Order(), names.Order());
        foreach (var (stream, facts) in model.Streams)
        {
            var read = new List<string>();
            await foreach (var fact in journal.ReadStreamAsync(stream, 0, CancellationToken.None))
            {
                read.Add(Encoding.UTF8.GetString(fact.Data.Span));
                Assert.Equal(read.Count, fact.Version);
            }

            Assert.Equal(facts, read);
        }
    }

    private static async Task CheckReplayAsync(IJournal journal, JournalModel model, Replay replay)
    {
        var had = new Dictionary<ChannelName, long>();
        for (var index = 0; index < Channels.Length; index++)
        {
            had[Channels[index]] = (long)(replay.Had[index] * model.Head(Channels[index]));
        }

        var expected = model.Messages.Where(m => m.Sequence > had[m.Channel]).ToList();
        var read = new List<(ChannelName, long, string)>();
        MessagePage page;
        do
        {
            page = await journal.ReadMessagesAsync(
                [.. had.Select(place => new ChannelPosition(place.Key, place.Value))],
                new PageLimit(replay.PageSize, 4096),
                CancellationToken.None
            );
            foreach (var message in page.Messages)
            {
                had[message.Channel] = message.Sequence;
                read.Add((message.Channel, message.Sequence, message.MessageId));
            }
        } while (page.HasMore);

        Assert.Equal(expected, read);
        if (model.Messages.Count > 0)
        {
            await CheckPlaceAsync(journal, model, replay.Locate % model.Messages.Count);
        }
    }

    private static async Task CheckPlaceAsync(IJournal journal, JournalModel model, int index)
    {
        var places = await journal.LocateAsync(
            model.Messages[index].Id,
            Channels,
            CancellationToken.None
        );
        var before = model.Messages.Take(index + 1).ToList();
        Assert.Equal(
            Channels.Select(channel => (long)before.Count(m => m.Channel == channel)),
            places!.Select(place => place.Sequence)
        );
    }
}
