using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Writes a group of batches in one transaction and answers each of their callers. Used by the writer loop alone.</summary>
internal sealed class GroupCommit(
    StoreConnection connection,
    CommittedFeed feed,
    AgeMarks marks,
    LastCommit? last,
    string writer,
    JournalMetrics metrics,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _givenUp = new();
    private long _number;

    /// <summary>Stops waiting for a commit in doubt to be settled.</summary>
    public void GiveUp() => _givenUp.Cancel();

    /// <summary>Commits a group of batches, publishes their messages and answers their callers.</summary>
    /// <param name="group">The batches; those at fault themselves are taken out.</param>
    /// <param name="waiting">Who waits behind them, refused while a commit is in doubt.</param>
    public async Task RunAsync(List<PendingAppend> group, ChannelReader<PendingAppend?> waiting)
    {
        var messages = new List<StoredMessage>();
        while (group.Count > 0)
        {
            try
            {
                var before = Write(group, messages);
                connection.Works();
                await PublishAsync(group, before, messages);
                return;
            }
            catch (BatchFaultException fault)
            {
                connection.Works();
                StorageLog.BatchRefused(log, fault.Append.Batch.Stream, fault.InnerException!);
                fault.Append.Fail(
                    new BatchRefusedException(
                        "The batch cannot be stored; nothing of it was written.",
                        fault.InnerException
                    )
                );
                group.Remove(fault.Append);
            }
            catch (CommitInDoubtException doubt)
            {
                StorageLog.InDoubt(log, group.Count, doubt);
                await SettleAsync(group, doubt, waiting);
                return;
            }
            catch (Exception trouble)
            {
                Refuse(group, connection.Fail(trouble), trouble);
                return;
            }
        }
    }

    /// <summary>Writes next to nothing, to see whether the store can be written again.</summary>
    public void Probe()
    {
        var store = connection.Open();
        store.Begin();
        store.Sign(writer, _number, time.GetUtcNow());
        store.Commit();
        connection.Works();
    }

    public void Dispose() => _givenUp.Dispose();

    // Returns the last position before the group's own.
    private long Write(List<PendingAppend> group, List<StoredMessage> messages)
    {
        messages.Clear();
        connection.Begin();
        var began = time.GetTimestamp();
        var store = connection.Open();
        var now = time.GetUtcNow();
        store.Begin();
        marks.Set(store, writes: true);
        store.Age = marks.Now;
        var before = store.Position;
        foreach (var append in group)
        {
            try
            {
                append.Outcome = connection.Batches.Write(append.Batch, now, messages);
            }
            catch (Exception fault)
                when (fault is not SqliteException trouble || SqliteErrors.IsOfBatch(trouble))
            {
                store.Rollback();
                throw new BatchFaultException(append, fault);
            }
        }

        if (group.TrueForAll(append => !append.Outcome.Committed))
        {
            store.Rollback();
        }
        else
        {
            store.Sign(writer, ++_number, now);
            store.Commit();
            last?.Note(_number);
            Tell(messages, began);
        }

        return before;
    }

    private void Tell(List<StoredMessage> messages, long began)
    {
        var committed = time.GetTimestamp();
        metrics.Committed(time.GetElapsedTime(began, committed), messages);
        foreach (var message in messages)
        {
            message.CommittedAt = committed;
        }
    }

    private async Task PublishAsync(
        List<PendingAppend> group,
        long before,
        List<StoredMessage> messages
    )
    {
        if (feed.Published == before)
        {
            await feed.PublishAsync(messages);
        }
        else
        {
            await CatchUpAsync();
        }

        foreach (var append in group)
        {
            append.Complete();
        }
    }

    // Another process wrote in between: the store itself has the order.
    private async Task CatchUpAsync()
    {
        try
        {
            var store = connection.Open();
            await feed.SweepAsync(after => CommittedPage.Read(store, after));
        }
        catch (Exception trouble)
        {
            // The next sweep finds them.
            connection.Fail(trouble);
        }
    }

    private async Task SettleAsync(
        List<PendingAppend> group,
        CommitInDoubtException doubt,
        ChannelReader<PendingAppend?> waiting
    )
    {
        var reason = connection.Fail(doubt);
        var number = _number;
        while (true)
        {
            try
            {
                var written = Settle(number);
                StorageLog.Settled(log, written);
                if (written)
                {
                    await CatchUpAsync();
                    group.ForEach(append => append.Complete());
                }
                else
                {
                    Refuse(group, reason, doubt);
                }

                return;
            }
            catch (Exception trouble)
            {
                reason = connection.Fail(trouble);
            }

            RefuseWaiting(waiting, reason, doubt);
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

    // The receipt says whether the commit was written. Where it was not, one that does commit takes its place in the
    // log, so that a later recovery cannot bring it back.
    private bool Settle(long number)
    {
        var store = connection.Open();
        store.Begin();
        var written = store.Signed(writer) == number;
        store.Sign(writer, written ? number : ++_number, time.GetUtcNow());
        store.Commit();
        last?.Note(_number);
        connection.Works();
        return written;
    }

    private static void RefuseWaiting(
        ChannelReader<PendingAppend?> waiting,
        string reason,
        Exception trouble
    )
    {
        while (waiting.TryRead(out var append))
        {
            append?.Fail(new JournalUnavailableException(reason, trouble));
        }
    }

    private static void Refuse(List<PendingAppend> group, string reason, Exception trouble) =>
        group.ForEach(append => append.Fail(new JournalUnavailableException(reason, trouble)));

    private sealed class BatchFaultException(PendingAppend append, Exception inner)
        : Exception(inner.Message, inner)
    {
        public PendingAppend Append => append;
    }
}
