using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

namespace TableTap.Storage.Postgres;

/// <summary>Commits groups of batches, tells the dispatcher and answers each of their callers. Used by the writer loop alone.</summary>
internal sealed class PostgresCommit(
    GroupWriter writer,
    Sweep sweep,
    CommittedFeed feed,
    PostgresHealth health,
    (CommitHints Told, HintedCommits Heard)? hints,
    string place,
    JournalMetrics metrics,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private const int MostTries = 5;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    // So often what others committed is handed over while a commit is on its way: far from the database it takes journeys.
    private static readonly TimeSpan HearEvery = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _givenUp = new();

    /// <summary>Tries to write where writing failed, for nobody else will while there is trouble.</summary>
    public async Task ProbeAsync()
    {
        if (!health.WantsWrite)
        {
            return;
        }

        try
        {
            await writer.ProbeAsync(CancellationToken.None);
            health.Writes();
        }
        catch (Exception trouble)
        {
            Fail(trouble);
        }
    }

    /// <summary>Stops waiting for a commit in doubt to be settled.</summary>
    public void GiveUp() => _givenUp.Cancel();

    /// <summary>Commits a group of batches, publishes their messages and answers their callers.</summary>
    /// <param name="group">The batches.</param>
    /// <param name="waiting">Who waits behind them, refused while a commit is in doubt.</param>
    public async Task RunAsync(
        IReadOnlyList<PendingAppend> group,
        ChannelReader<PendingAppend?> waiting
    )
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await WriteAsync(group);
                return;
            }
            catch (UnknownCommitException doubt)
            {
                PostgresLog.InDoubt(log, group.Count, doubt);
                await SettleAsync(group, doubt, waiting);
                return;
            }
            catch (Exception again) when (IsToBeTriedAgain(again) && tried < MostTries)
            {
                PostgresLog.Again(log, group.Count, again.Message);
                writer.Forget();
            }
            catch (Exception fault) when (IsOfBatch(fault))
            {
                writer.Forget();
                await SortOutAsync(group, fault, waiting);
                return;
            }
            catch (Exception trouble)
            {
                Refuse(group, Fail(trouble), trouble);
                return;
            }
        }
    }

    public void Dispose() => _givenUp.Dispose();

    // A name that was known is gone with another database; the rest are collisions that the next try does not meet.
    private static bool IsToBeTriedAgain(Exception trouble) =>
        trouble
            is KeyNotFoundException
                or PostgresException
                {
                    SqlState: PostgresErrorCodes.DeadlockDetected
                        or PostgresErrorCodes.SerializationFailure
                        or PostgresErrorCodes.UniqueViolation
                };

    private static bool IsOfBatch(Exception trouble) =>
        trouble is not HistoryReplacedException and not HistoryWentBackException
        && PostgresErrors.IsOfBatch(trouble);

    private async Task WriteAsync(IReadOnlyList<PendingAppend> group)
    {
        var began = time.GetTimestamp();
        var written = await WriteAndHearAsync(group);
        var committed = time.GetTimestamp();
        health.Writes();
        if (group.Any(append => append.Outcome.Committed))
        {
            metrics.Committed(time.GetElapsedTime(began, committed), written.Messages);
            foreach (var message in written.Messages)
            {
                message.CommittedAt = committed;
            }
        }

        hints?.Told.Tell(written.Before, written.Messages, Moved(group));
        await TellAsync(() => PublishAsync(written));
        Complete(group);
    }

    // Whoever commits holds the store: what others told until then comes before it, and what they tell after it waits for it.
    private async Task<WrittenGroup> WriteAndHearAsync(IReadOnlyList<PendingAppend> group)
    {
        var writing = writer.WriteAsync(group, CancellationToken.None);
        Task ended = writing;
        while (hints is { Heard: var heard } && !writing.IsCompleted)
        {
            // No timer is left behind: it would wake a thread for nothing after each commit.
            await ended
                .WaitAsync(HearEvery, time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!writing.IsCompleted)
            {
                await TellAsync(async () => await heard.TakeAsync());
            }
        }

        return await writing;
    }

    private static List<StreamVersion> Moved(IEnumerable<PendingAppend> group) =>
        [
            .. group
                .Where(append => append.Outcome.Committed && append.Batch.Facts.Count > 0)
                .GroupBy(append => append.Batch.Stream, StringComparer.Ordinal)
                .Select(stream => new StreamVersion(
                    stream.Key,
                    stream.Max(append => append.Outcome.Version)
                )),
        ];

    // What is durable is acknowledged, whatever keeps it from its readers: the next look hands it over.
    private async Task TellAsync(Func<Task> readers)
    {
        try
        {
            await readers();
        }
        catch (Exception trouble)
            when (trouble is not HistoryReplacedException and not HistoryWentBackException)
        {
            health.Fail(trouble.Message, trouble);
        }
    }

    // Other servers may have written in between: the database has the order.
    private async Task PublishAsync(WrittenGroup written)
    {
        if (hints is { Heard: var heard } && feed.Published < written.Before)
        {
            await heard.TakeAsync();
        }

        if (await sweep.ReachAsync(written.Before))
        {
            await feed.PublishAsync(written.Messages);
        }
    }

    // One of the batches cannot be stored. Alone, each shows whether it is the one.
    private async Task SortOutAsync(
        IReadOnlyList<PendingAppend> group,
        Exception fault,
        ChannelReader<PendingAppend?> waiting
    )
    {
        if (group.Count > 1)
        {
            foreach (var append in group)
            {
                await RunAsync([append], waiting);
            }

            return;
        }

        health.Writes();
        PostgresLog.BatchRefused(log, group[0].Batch.Stream, fault);
        group[0]
            .Fail(
                new BatchRefusedException(
                    "The batch cannot be stored; nothing of it was written.",
                    fault
                )
            );
    }

    private async Task SettleAsync(
        IReadOnlyList<PendingAppend> group,
        UnknownCommitException doubt,
        ChannelReader<PendingAppend?> waiting
    )
    {
        var (reason, number) = (Fail(doubt), writer.Number);
        while (true)
        {
            try
            {
                var written = await writer.WasWrittenAsync(number, CancellationToken.None);
                PostgresLog.Settled(log, written);
                health.Writes();
                if (written)
                {
                    await TellAsync(async () => await sweep.RunAsync());
                    Complete(group);
                }
                else
                {
                    Refuse(group, reason, doubt);
                }

                return;
            }
            catch (Exception end) when (end is HistoryReplacedException or HistoryWentBackException)
            {
                // Asking again would find the same: the loop's next look ends what is told.
                Refuse(group, Fail(end), doubt);
                return;
            }
            catch (Exception trouble)
            {
                reason = Fail(trouble);
            }

            while (waiting.TryRead(out var append))
            {
                append?.Fail(new JournalUnavailableException(reason, doubt));
            }

            try
            {
                await Task.Delay(RetryAfter, time, _givenUp.Token);
            }
            catch (OperationCanceledException)
            {
                Refuse(group, $"{reason} Whether the last commit was written is unknown.", doubt);
                return;
            }
        }
    }

    private string Fail(Exception trouble)
    {
        writer.Forget();
        var cause = trouble is UnknownCommitException { InnerException: { } inner }
            ? inner
            : trouble;
        var words = PostgresErrors.IsOfDatabase(cause)
            ? PostgresErrors.Words(cause, place)
            : cause.Message;
        health.FailToWrite(words, trouble);
        return words;
    }

    private static void Complete(IReadOnlyList<PendingAppend> group)
    {
        foreach (var append in group)
        {
            append.Complete();
        }
    }

    private static void Refuse(IReadOnlyList<PendingAppend> group, string reason, Exception trouble)
    {
        foreach (var append in group)
        {
            append.Fail(new JournalUnavailableException(reason, trouble));
        }
    }
}
