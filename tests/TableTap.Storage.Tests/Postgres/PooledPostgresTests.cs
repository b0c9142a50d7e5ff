using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>What a journal does behind a pool that lends connections by the transaction when its line to the pool breaks.</summary>
public sealed class PooledPostgresTests(PooledPostgres pool) : IClassFixture<PooledPostgres>
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The pool ends what a client leaves behind: whether a commit was written is found out over another connection.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_that_breaks_at_a_commit_loses_nothing_and_doubles_nothing(
        bool hasArrived
    )
    {
        await using var line = new CommitLine(pool.Port);
        await using var journal = await PostgresStore.OpenAsync(
            await pool.NewDatabaseAsync(line.Port)
        );
        var listening = PostgresStore.ListenAsync(journal, 3);
        await SayAsync(journal, 0);

        line.Break(hasArrived ? CommitFate.LosesAnswer : CommitFate.LosesRequest);
        await SayAsync(journal, 1);
        await SayAsync(journal, 2);

        var heard = await listening.Soon();
        Assert.Equal(["m0", "m1", "m2"], heard.Select(message => message.MessageId));
        Assert.Equal([1, 2, 3], heard.Select(message => message.Sequence));
        Assert.Null(journal.Health.Trouble);
    }

    // What is refused is not written, and is told again.
    private static async Task SayAsync(PostgresJournal journal, int number)
    {
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    var outcome = await journal.AppendAsync(
                        Batch.Of("demo").Message(General, $"m{number}"),
                        Cancel
                    );
                    Assert.True(outcome.Committed);
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
}
