using System.Text;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>Batches, versions, conflicts, answers and audit.</summary>
public abstract class AppendContract(ContractStore store) : JournalContract(store)
{
    [Fact]
    public async Task A_batch_is_written_with_all_its_parts()
    {
        var outcome = await AppendAsync(
            Batch
                .Of("demo", 0)
                .Fact("{\"a\":1}")
                .Fact("{\"b\":2}")
                .Message(General, "msg_1")
                .Message(Guest, "msg_2")
                .Answer(Batch.AnswerTo("c1", "yes"))
                .Audit("demo", "c1")
        );

        Assert.Equal(
            (true, 2L, (await Journal.HeadsAsync([General], Cancel)).Position),
            (outcome.Committed, outcome.Version, outcome.Position)
        );
        Assert.Equal([1, 1], outcome.Sequences);
        var facts = await FactsAsync("demo");
        Assert.Equal([1, 2], facts.Select(fact => fact.Version));
        Assert.Equal("{\"b\":2}", Encoding.UTF8.GetString(facts[1].Data.Span));
        Assert.Equal(("happened", Batch.Noon), (facts[1].Type, facts[1].At));
        Assert.Equal(
            "msg_1 msg_2",
            Ids((await ReadAsync(Plenty, (General, 0), (Guest, 0))).Messages)
        );
        Assert.NotNull(await Journal.FindAnswerAsync(Batch.AnswerTo("c1").Key, Cancel));
        Assert.Equal(["demo 1 c1"], await Store.AuditAsync());
    }

    [Fact]
    public async Task A_stream_that_moved_is_a_conflict_and_nothing_of_the_batch_is_written()
    {
        await AppendAsync(Batch.Of("demo", 0).Fact("1").Fact("2"));

        var outcome = await AppendAsync(
            Batch
                .Of("demo", 1)
                .Fact("3")
                .Message(General, "msg_1")
                .Answer(Batch.AnswerTo("c1"))
                .Audit("demo", "c1")
        );

        Assert.Equal(new AppendOutcome(Committed: false, 2, 0), outcome);
        await AssertNothingAsync("c1");
        Assert.Equal(2, (await FactsAsync("demo")).Count);
    }

    [Fact]
    public async Task A_version_ahead_of_the_stream_is_a_conflict() =>
        Assert.Equal(
            new AppendOutcome(Committed: false, 0, 0),
            await AppendAsync(Batch.Of("demo", 1).Fact("1"))
        );

    [Fact]
    public async Task An_answer_that_another_batch_stored_first_is_a_conflict_and_nothing_is_written()
    {
        await AppendAsync(Batch.Of("other").Answer(Batch.AnswerTo("c1", "first")));

        var outcome = await AppendAsync(
            Batch
                .Of("demo", 0)
                .Fact("1")
                .Message(General, "msg_1")
                .Answer(Batch.AnswerTo("c2"))
                .Answer(Batch.AnswerTo("c1", "second"))
                .Audit("demo", "c1")
        );

        Assert.Equal(new AppendOutcome(Committed: false, 0, 0), outcome);
        await AssertNothingAsync("c2");
        Assert.Empty(await FactsAsync("demo"));
        var answer = await Journal.FindAnswerAsync(Batch.AnswerTo("c1").Key, Cancel);
        Assert.Equal("first", Encoding.UTF8.GetString(answer!.Frame.Span));
    }

    [Fact]
    public async Task After_a_conflict_the_next_decision_on_the_new_version_is_written_without_a_hole()
    {
        await AppendAsync(Batch.Of("demo", 0).Fact("1").Message(General, "msg_1"));
        await AppendAsync(Batch.Of("demo", 0).Fact("x").Message(General, "msg_x"));
        var outcome = await AppendAsync(Batch.Of("demo", 1).Fact("2").Message(General, "msg_2"));

        Assert.True(outcome.Committed);
        Assert.Equal(2, outcome.Version);
        var page = await ReadAsync(Plenty, (General, 0));
        Assert.Equal([1, 2], page.Messages.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Of_many_that_decided_on_one_version_exactly_one_wins()
    {
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(number =>
                    AppendAsync(
                        Batch.Of("demo", 0).Fact($"{number}").Message(General, $"msg_{number}")
                    )
                )
        );

        var winner = Assert.Single(outcomes, outcome => outcome.Committed);
        Assert.Equal(1, winner.Version);
        Assert.All(outcomes, outcome => Assert.Equal(1, outcome.Version));
        Assert.Single(await FactsAsync("demo"));
        Assert.Single((await ReadAsync(Plenty, (General, 0))).Messages);
    }

    [Fact]
    public async Task Streams_have_versions_of_their_own()
    {
        Assert.Equal(1, (await AppendAsync(Batch.Of("a", 0).Fact("1"))).Version);
        Assert.Equal(1, (await AppendAsync(Batch.Of("b", 0).Fact("1"))).Version);
        Assert.Equal(2, (await AppendAsync(Batch.Of("a", 1).Fact("2"))).Version);
        Assert.Equal(["a", "b"], (await Journal.StreamsAsync(Cancel)).Order());
        Assert.Equal(
            [("a", 2L), ("b", 1L)],
            (await Journal.VersionsAsync(Cancel))
                .Select(stream => (stream.Stream, stream.Version))
                .Order()
        );
    }

    [Fact]
    public async Task A_batch_without_a_version_is_written_whatever_the_stream_says()
    {
        await AppendAsync(Batch.Of("demo", 0).Fact("1"));

        var outcome = await AppendAsync(Batch.Of("demo").Fact("2").Audit("demo", "c1"));

        Assert.Equal(new AppendOutcome(Committed: true, 2, 0), outcome);
    }

    [Fact]
    public async Task An_audit_line_alone_makes_no_stream()
    {
        var outcome = await AppendAsync(Batch.Of("server").Audit("server", "c1"));

        Assert.Equal(new AppendOutcome(Committed: true, 0, 0), outcome);
        Assert.Empty(await Journal.StreamsAsync(Cancel));
        Assert.Empty(await Journal.VersionsAsync(Cancel));
    }

    [Fact]
    public async Task Audit_lines_are_numbered_in_each_chain_across_restarts()
    {
        await AppendAsync(Batch.Of("demo").Audit("demo", "c1").Audit("server", "c2"));
        await RestartAsync();
        await AppendAsync(Batch.Of("demo").Audit("demo", "c3").Audit("server", "c4"));

        Assert.Equal(
            ["demo 1 c1", "server 1 c2", "demo 2 c3", "server 2 c4"],
            await Store.AuditAsync()
        );
    }

    [Fact]
    public async Task Facts_after_a_version_come_in_order_however_many_there_are()
    {
        var batch = Enumerable
            .Range(1, 1203)
            .Aggregate(Batch.Of("demo", 0), (facts, number) => facts.Fact($"{number}"));
        await AppendAsync(batch);

        var facts = await FactsAsync("demo", after: 3);

        Assert.Equal(Enumerable.Range(4, 1200).Select(n => (long)n), facts.Select(f => f.Version));
        Assert.Equal("1203", Encoding.UTF8.GetString(facts[^1].Data.Span));
        Assert.Empty(await FactsAsync("demo", after: 1203));
        Assert.Empty(await FactsAsync("nowhere"));
    }

    [Fact]
    public async Task An_answer_is_found_byte_for_byte_by_its_whole_key()
    {
        var answer = Batch.AnswerTo("c1", "first");
        await AppendAsync(Batch.Of("demo").Answer(answer));
        await RestartAsync();

        var found = await Journal.FindAnswerAsync(answer.Key, Cancel);

        Assert.Equal(answer.RequestHash.ToArray(), found!.RequestHash.ToArray());
        Assert.Equal(answer.Frame.ToArray(), found.Frame.ToArray());
        Assert.Equal((answer.Key, answer.At), (found.Key, found.At));
        foreach (
            var other in new[]
            {
                answer.Key with
                {
                    Issuer = "x",
                },
                answer.Key with
                {
                    Subject = "x",
                },
                answer.Key with
                {
                    MessageId = "x",
                },
            }
        )
        {
            Assert.Null(await Journal.FindAnswerAsync(other, Cancel));
        }
    }

    [Fact]
    public async Task Answers_that_are_asked_for_together_are_those_that_each_key_has()
    {
        StoredAnswer[] kept = [Batch.AnswerTo("c1", "first"), Batch.AnswerTo("c2", "second")];
        foreach (var answer in kept)
        {
            await AppendAsync(Batch.Of("demo").Answer(answer));
        }

        AnswerKey[] asked =
        [
            Batch.AnswerTo("c3").Key,
            kept[1].Key,
            kept[0].Key with
            {
                Subject = "x",
            },
            kept[0].Key,
        ];
        var found = await Journal.FindAnswersAsync(asked, Cancel);

        Assert.Equal(
            ["first", "second"],
            found.Select(answer => Encoding.UTF8.GetString(answer.Frame.Span)).Order()
        );
        Assert.Equal(
            ["hash of c1", "hash of c2"],
            found.Select(answer => Encoding.UTF8.GetString(answer.RequestHash.Span)).Order()
        );
        Assert.Equal(
            kept.Select(answer => (answer.Key, answer.At)),
            found.Select(answer => (answer.Key, answer.At)).OrderBy(one => one.Key.MessageId)
        );
        Assert.Empty(await Journal.FindAnswersAsync([], Cancel));
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_leaves_the_journal_whole()
    {
        using var stop = new CancellationTokenSource();
        var waits = Enumerable
            .Range(0, 50)
            .Select(number =>
                Journal
                    .AppendAsync(Batch.Of("demo").Message(General, $"msg_{number}"), stop.Token)
                    .AsTask()
            )
            .ToList();
        await stop.CancelAsync();
        foreach (var wait in waits)
        {
            await Task.WhenAny(wait);
            Assert.True(wait.IsCanceled || wait.IsCompletedSuccessfully);
        }

        await SayAsync((General, "msg_last"));
        var page = await ReadAsync(Plenty, (General, 0));
        Assert.Equal(
            Enumerable.Range(1, page.Messages.Count).Select(n => (long)n),
            page.Messages.Select(message => message.Sequence)
        );
        Assert.Equal("msg_last", page.Messages[^1].MessageId);
    }

    [Fact]
    public async Task A_closed_journal_refuses_and_writes_nothing()
    {
        await Journal.DisposeAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() =>
            AppendAsync(Batch.Of("demo").Fact("1"))
        );
        await RestartAsync();
        Assert.Empty(await FactsAsync("demo"));
    }

    private async Task AssertNothingAsync(string messageId)
    {
        Assert.Empty((await ReadAsync(Plenty, (General, 0))).Messages);
        Assert.Null(await Journal.FindAnswerAsync(Batch.AnswerTo(messageId).Key, Cancel));
        Assert.Empty(await Store.AuditAsync());
    }
}
