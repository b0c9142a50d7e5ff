using System.Globalization;
using System.Text;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>The primary is killed for good, and its synchronous standby takes its place.</summary>
public sealed class FailoverTests
{
    private const int Before = 100;
    private const int After = 100;
    private const string End = "end";
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_standby_in_the_place_of_its_primary_has_all_that_was_acknowledged_and_the_journal_goes_on()
    {
        RealPostgres.Require();
        await using var primary = await PostgresServer.StartAsync("synchronous_standby_names=*");
        await using var standby = await primary.StartStandbyAsync();
        await Patience.UntilAsync(() => IsSynchronousAsync(primary));
        await using var journal = await PostgresStore.OpenAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Database=postgres;Username=tabletap;Target Session Attributes=primary;Host Recheck Seconds=1"
            )
        );
        var epoch = journal.Epoch;
        var (half, promoted) = (NewSignal(), NewSignal());
        var hearing = HearAsync(journal);
        var telling = TellAsync(journal, half, promoted.Task);
        await half.Task.Soon();

        await primary.KillAsync();
        await Patience.UntilAsync(() => journal.Health.Trouble is not null);
        await standby.PromoteAsync();
        promoted.SetResult();
        var told = await telling.Soon();

        var heard = await hearing.Soon();
        Assert.Equal(told, heard.Select(message => message.MessageId));
        Assert.Equal(
            Enumerable.Range(1, told.Count).Select(number => (long)number),
            heard.Select(message => message.Sequence)
        );
        await Patience.UntilAsync(() => journal.Health.Trouble is null);
        Assert.Equal(told, await FactsAsync(journal));
        await using var other = await PostgresStore.OpenAsync(standby.ConnectionString);
        Assert.Equal(epoch, other.Epoch);
        Assert.Equal(told, await FactsAsync(other));
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<bool> IsSynchronousAsync(PostgresServer primary) =>
        await PostgresServer.ExecuteAsync(
            primary.ConnectionString,
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        )
            is 1L;

    /// <summary>Tells one thing after the other, also while nothing answers, and some more once there is another primary.</summary>
    /// <returns>What was acknowledged.</returns>
    private static async Task<List<string>> TellAsync(
        PostgresJournal journal,
        TaskCompletionSource half,
        Task promoted
    )
    {
        var told = new List<string>();
        for (var after = 0; after < After; after += promoted.IsCompleted ? 1 : 0)
        {
            await SayAsync(journal, $"m{told.Count}");
            told.Add($"m{told.Count}");
            if (told.Count == Before)
            {
                half.SetResult();
            }
        }

        await SayAsync(journal, End);
        told.Add(End);
        return told;
    }

    // What is refused is told again under the same answer, as a client does: written twice, it would be a conflict.
    private static async Task SayAsync(PostgresJournal journal, string word)
    {
        var batch = Batch.Of("demo").Fact(word).Message(General, word).Answer(Batch.AnswerTo(word));
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    Assert.True((await journal.AppendAsync(batch, Cancel)).Committed);
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

    private static async Task<List<StoredMessage>> HearAsync(PostgresJournal journal)
    {
        var heard = new List<StoredMessage>();
        while (heard is not [.., { MessageId: End }])
        {
            heard.AddRange(await journal.Committed.ReadAsync(Cancel).AsTask().Soon());
        }

        return heard;
    }

    private static async Task<List<string>> FactsAsync(PostgresJournal journal)
    {
        var facts = new List<string>();
        await foreach (var fact in journal.ReadStreamAsync("demo", 0, Cancel))
        {
            facts.Add(Encoding.UTF8.GetString(fact.Data.Span));
        }

        return facts;
    }
}
