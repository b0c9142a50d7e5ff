using System.Text;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>The line to the database breaks, or the database dies: nothing that was acknowledged is lost, and nothing is guessed.</summary>
public sealed class LostConnectionTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_found_to_be_written()
    {
        var server = await RealPostgres.Shared;
        await using var line = new CommitLine(server.Port);
        await using var journal = await PostgresStore.OpenAsync(
            await server.NewSchemaAsync(line.Port)
        );
        var listening = PostgresStore.ListenAsync(journal, 3);
        await SayAsync(journal, 0);

        line.Break(CommitFate.LosesAnswer);
        await SayAsync(journal, 1);
        await SayAsync(journal, 2);

        Assert.Equal(["m0", "m1", "m2"], (await listening).Select(message => message.MessageId));
        Assert.Null(journal.Health.Trouble);
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_refused_and_may_be_tried_again()
    {
        var server = await RealPostgres.Shared;
        await using var line = new CommitLine(server.Port);
        await using var journal = await PostgresStore.OpenAsync(
            await server.NewSchemaAsync(line.Port)
        );
        var listening = PostgresStore.ListenAsync(journal, 2);
        await SayAsync(journal, 0);

        line.Break(CommitFate.LosesRequest);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, 1));
        await SayAsync(journal, 1);

        var heard = await listening;
        Assert.Equal(["m0", "m1"], heard.Select(message => message.MessageId));
        Assert.Equal([1, 2], heard.Select(message => message.Sequence));
    }

    [Fact]
    public async Task A_database_that_is_killed_loses_nothing_and_the_server_goes_on_when_it_is_back()
    {
        RealPostgres.Require();
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await PostgresStore.OpenAsync(server.ConnectionString);
        var listening = PostgresStore.ListenAsync(journal, 200);
        var (acknowledged, refused) = (new List<string>(), 0);
        var killed = false;
        for (var number = 0; acknowledged.Count < 200; number++)
        {
            try
            {
                // What was refused is told again under the same answer, as a client does.
                var outcome = await journal.AppendAsync(
                    Batch
                        .Of("demo")
                        .Fact($"{acknowledged.Count}")
                        .Message(General, $"m{acknowledged.Count}")
                        .Answer(Batch.AnswerTo($"c{acknowledged.Count}")),
                    Cancel
                );
                Assert.True(outcome.Committed);
                acknowledged.Add($"m{acknowledged.Count}");
            }
            catch (JournalUnavailableException)
            {
                refused++;
                if (refused == 1)
                {
                    Assert.NotNull(journal.Health.Trouble);
                    await server.StartAgainAsync();
                }
            }

            if (acknowledged.Count == 100 && !killed)
            {
                killed = true;
                await server.KillAsync();
            }
        }

        Assert.True(refused > 0);
        Assert.Null(journal.Health.Trouble);
        Assert.Equal(acknowledged, (await listening).Select(message => message.MessageId));
        var facts = new List<string>();
        await foreach (var fact in journal.ReadStreamAsync("demo", 0, Cancel))
        {
            facts.Add("m" + Encoding.UTF8.GetString(fact.Data.Span));
        }

        Assert.Equal(acknowledged, facts);
    }

    [Fact]
    public async Task A_database_that_went_back_gets_a_new_epoch_and_ends_the_server()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        await using var journal = await PostgresStore.OpenAsync(schema);
        await SayAsync(journal, 0);
        await SayAsync(journal, 1);
        await PostgresServer.ExecuteAsync(
            schema,
            "UPDATE store SET position = 1; UPDATE channel SET last = 1; DELETE FROM message WHERE position = 2"
        );

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await journal.Committed.ReadAsync(Cancel);
            }
        });

        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, 2));
        await using var again = await PostgresStore.OpenAsync(schema);
        Assert.NotEqual(journal.Epoch, again.Epoch);
        await SayAsync(again, 3);
    }

    private static async Task SayAsync(PostgresJournal journal, int number) =>
        Assert.True(
            (
                await journal.AppendAsync(Batch.Of("demo").Message(General, $"m{number}"), Cancel)
            ).Committed
        );
}
