using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
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

        var end = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await journal.Committed.ReadAsync(Cancel).AsTask().Soon();
            }
        });
        Assert.IsNotType<TimeoutException>(end);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, 2));
        await using var again = await PostgresStore.OpenAsync(schema);
        Assert.NotEqual(journal.Epoch, again.Epoch);
        await SayAsync(again, 3);
    }

    /// <summary>The copy lags by two messages, and another server writes past the height of the old one before anybody looks.</summary>
    [Fact]
    public async Task A_copy_that_lags_is_found_though_others_have_written_past_it()
    {
        RealPostgres.Require();
        await using var server = await PostgresServer.StartAsync();
        var time = new FakeTimeProvider();
        await using var journal = await PostgresStore.OpenAsync(
            server.ConnectionString,
            time: time
        );
        await SayAsync(journal, 0);
        await server.KillAsync();
        await server.KeepCopyAsync();
        await server.StartAgainAsync();
        await SayAgainAsync(journal, 1);
        await SayAsync(journal, 2);
        await PostgresStore.ListenAsync(journal, 3);

        await server.KillAsync();
        await server.FallBackAsync();
        await server.StartAgainAsync();
        await using (var other = await PostgresStore.OpenAsync(server.ConnectionString))
        {
            Assert.Equal(journal.Epoch, other.Epoch);
            for (var number = 10; number < 20; number++)
            {
                await SayAsync(other, number);
            }
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, 3));
        await Patience.UntilAsync(
            () => journal.Committed.Completion.IsCompleted,
            () => time.Advance(TimeSpan.FromMilliseconds(20)),
            pauseMs: 1
        );

        await Assert.ThrowsAnyAsync<Exception>(() => journal.Committed.Completion);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, 3));
        await using var again = await PostgresStore.OpenAsync(server.ConnectionString);
        Assert.NotEqual(journal.Epoch, again.Epoch);
        await SayAsync(again, 3);
    }

    /// <summary>One look finds less than was told, and all of it is there when the store is held: one server of many must not end by itself.</summary>
    [Fact]
    public async Task A_database_that_is_whole_when_it_is_held_ends_no_server()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        var time = new FakeTimeProvider();
        await using var journal = await PostgresStore.OpenAsync(schema, time: time);
        await SayAsync(journal, 0);
        await SayAsync(journal, 1);
        await PostgresStore.ListenAsync(journal, 2);
        await PostgresServer.ExecuteAsync(schema, "UPDATE store SET position = 1");
        await using var holder = new NpgsqlConnection(schema + ";Pooling=false");
        await holder.OpenAsync(Cancel);
        await using var hold = new NpgsqlCommand(
            "BEGIN; LOCK TABLE store IN EXCLUSIVE MODE",
            holder
        );
        await hold.ExecuteNonQueryAsync(Cancel);

        // It can be read, and not be held.
        await Patience.UntilAsync(
            async () =>
                await PostgresServer.ExecuteAsync(
                    schema,
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'store'::regclass"
                )
                    is > 0L,
            () => time.Advance(TimeSpan.FromMilliseconds(20))
        );
        await using var heal = new NpgsqlCommand("UPDATE store SET position = 2; COMMIT", holder);
        await heal.ExecuteNonQueryAsync(Cancel);

        await SayAsync(journal, 2);
        Assert.Equal("m2", (await PostgresStore.ListenAsync(journal, 1))[0].MessageId);
        await using var again = await PostgresStore.OpenAsync(schema);
        Assert.Equal(journal.Epoch, again.Epoch);
    }

    [Fact]
    public async Task What_no_standby_confirms_is_not_acknowledged_and_once_it_is_it_is_there_once()
    {
        RealPostgres.Require();
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await PostgresStore.OpenAsync(
            server.ConnectionString,
            options => options with { Patience = TimeSpan.FromSeconds(1) }
        );
        var listening = PostgresStore.ListenAsync(journal, 3);
        await SayAsync(journal, 0);
        await server.SetAsync("synchronous_standby_names", "nobody");

        var unconfirmed = SayAsync(journal, 1);
        await Patience.UntilAsync(() => journal.Health.Trouble is not null);
        Assert.Contains("confirms", journal.Health.Trouble, StringComparison.Ordinal);
        Assert.False(unconfirmed.IsCompleted);

        await server.SetAsync("synchronous_standby_names", "");
        await unconfirmed;
        await SayAsync(journal, 2);

        Assert.Equal(["m0", "m1", "m2"], (await listening).Select(message => message.MessageId));
        Assert.Null(journal.Health.Trouble);
    }

    [Fact]
    public async Task A_database_that_only_reads_is_in_trouble_until_it_writes()
    {
        RealPostgres.Require();
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await PostgresStore.OpenAsync(server.ConnectionString);
        await SayAsync(journal, 0);
        await server.SetAsync("default_transaction_read_only", "on");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, 1));

        // Looks that read come fifty times a second.
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(journal.Health.Trouble);
            await Task.Delay(20, Cancel);
        }

        await server.SetAsync("default_transaction_read_only", "off");
        await Patience.UntilAsync(() => journal.Health.Trouble is null);
        await SayAsync(journal, 1);
    }

    /// <summary>A newer server beside this one has a channel of a kind that this one does not know.</summary>
    [Fact]
    public async Task Messages_of_a_channel_that_only_newer_servers_know_are_passed_over()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        await using var journal = await PostgresStore.OpenAsync(schema);
        await using var other = await PostgresStore.OpenAsync(schema);
        var listening = PostgresStore.ListenAsync(journal, 2);
        await SayAsync(other, 0);
        await PostgresServer.ExecuteAsync(
            schema,
            """
            INSERT INTO channel (name, last) VALUES ('robot:demo:arms', 1200);
            INSERT INTO message (slice, position, channel, sequence, at, message_id, frame)
            SELECT m.slice, m.position + n, c.id, n, m.at, 'r' || n, m.frame
            FROM message m, channel c, generate_series(1, 1200) n WHERE c.name = 'robot:demo:arms';
            UPDATE store SET position = position + 1200
            """
        );
        await SayAsync(other, 1);

        Assert.Equal(["m0", "m1"], (await listening).Select(message => message.MessageId));
        Assert.Null(journal.Health.Trouble);
    }

    [Theory]
    [InlineData("ERROR", PostgresErrorCodes.DiskFull, true)]
    [InlineData("PANIC", PostgresErrorCodes.DiskFull, false)]
    [InlineData("FATAL", PostgresErrorCodes.IoError, false)]
    [InlineData("ERROR", PostgresErrorCodes.AdminShutdown, false)]
    public void Only_a_statement_that_is_refused_is_certainly_not_written(
        string severity,
        string state,
        bool certain
    ) =>
        Assert.Equal(
            certain,
            PostgresErrors.IsCertain(new PostgresException("trouble", severity, severity, state))
        );

    // The pool's connections broke with the database.
    private static async Task SayAgainAsync(PostgresJournal journal, int number)
    {
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    await SayAsync(journal, number);
                    return true;
                }
                catch (JournalUnavailableException)
                {
                    return false;
                }
            },
            pauseMs: 20
        );
    }

    private static async Task SayAsync(PostgresJournal journal, int number) =>
        Assert.True(
            (
                await journal.AppendAsync(Batch.Of("demo").Message(General, $"m{number}"), Cancel)
            ).Committed
        );
}
