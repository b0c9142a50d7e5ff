using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// The one writer of this server: takes all batches that wait, commits them together, tells the dispatcher, then the callers.
/// Between commits it looks for what other servers wrote. One task; the queue is the only way in.
/// </summary>
internal sealed class PostgresLoop : IAsyncDisposable
{
    private readonly PostgresJournalOptions _options;
    private readonly PostgresCommit _commit;
    private readonly Sweep _sweep;
    private readonly CommittedFeed _feed;
    private readonly PostgresHealth _health;
    private readonly TimeProvider _time;
    private readonly Channel<PendingAppend?> _queue;
    private readonly ITimer _timer;
    private readonly Task _running;
    private int _sweepDue;

    public PostgresLoop(
        PostgresJournalOptions options,
        PostgresCommit commit,
        Sweep sweep,
        CommittedFeed feed,
        PostgresHealth health,
        TimeProvider time
    )
    {
        (_options, _commit, _sweep, _feed, _health) = (options, commit, sweep, feed, health);
        _time = time;
        _queue = Channel.CreateBounded<PendingAppend?>(
            new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true }
        );
        _running = Task.Run(RunAsync);
        _timer = time.CreateTimer(
            _ => QueueSweep(),
            null,
            options.SweepInterval,
            options.SweepInterval
        );
    }

    /// <summary>How many batches wait to be written.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Queues a batch; waits while the queue is full.</summary>
    /// <exception cref="ChannelClosedException">The journal is closing.</exception>
    public ValueTask EnqueueAsync(PendingAppend append, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync(append, cancellationToken);

    /// <summary>Finishes what is queued, giving a dispatcher that stands still a little time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _queue.Writer.TryComplete();
        using var patience = new CancellationTokenSource(_options.Patience, _time);
        await using (patience.Token.Register(_feed.WakeUp))
        await using (patience.Token.Register(_commit.GiveUp))
        {
            await _running;
        }
    }

    private void QueueSweep()
    {
        // Nothing in the queue wakes an idle loop; one that has no room for it is awake.
        if (Interlocked.Exchange(ref _sweepDue, 1) == 0)
        {
            _queue.Writer.TryWrite(null);
        }
    }

    private async Task RunAsync()
    {
        var group = new List<PendingAppend>();
        Exception? end = null;
        while (await _queue.Reader.WaitToReadAsync())
        {
            Collect(group);
            if (group.Count > 0)
            {
                await _commit.RunAsync(group, _queue.Reader);
                group.Clear();
            }

            end ??= await SweepAsync();
            if (end is not null)
            {
                // Readers were told of another history: they must come back to a new server.
                _feed.Complete(end);
            }
        }

        _feed.Complete();
    }

    private void Collect(List<PendingAppend> group)
    {
        var bytes = 0L;
        while (
            group.Count < _options.GroupBatches
            && bytes < _options.GroupBytes
            && _queue.Reader.TryRead(out var next)
        )
        {
            if (next is not null)
            {
                group.Add(next);
                bytes += next.Bytes;
            }
        }
    }

    // Says why nothing can be told to readers any more; null while all is well.
    private async Task<Exception?> SweepAsync()
    {
        if (Interlocked.Exchange(ref _sweepDue, 0) == 0)
        {
            return null;
        }

        try
        {
            await _sweep.RunAsync();
            await _commit.ProbeAsync();
            return null;
        }
        catch (HistoryReplacedException replaced)
        {
            return replaced;
        }
        catch (HistoryWentBackException lost)
        {
            return await BeginEpochAsync(lost);
        }
        catch (Exception trouble)
        {
            _health.Fail(trouble.Message, trouble);
            return null;
        }
    }

    private async Task<Exception?> BeginEpochAsync(HistoryWentBackException lost)
    {
        try
        {
            await _sweep.BeginEpochAsync(lost);
            return lost;
        }
        catch (Exception trouble)
        {
            // Tried again with the next look; until then appends find the same and are refused.
            _health.Fail(trouble.Message, trouble);
            return null;
        }
    }
}
