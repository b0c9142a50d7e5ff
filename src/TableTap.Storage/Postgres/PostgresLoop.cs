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
    private readonly HintedCommits? _heard;
    private readonly CommittedFeed _feed;
    private readonly PostgresHealth _health;
    private readonly TimeProvider _time;
    private readonly Channel<PendingAppend?> _queue;
    private readonly ITimer _timer;
    private readonly Task _running;
    private int _sweepDue;
    private int _hintDue;
    private int _foundDue;

    public PostgresLoop(
        PostgresJournalOptions options,
        PostgresCommit commit,
        Sweep sweep,
        HintedCommits? heard,
        CommittedFeed feed,
        PostgresHealth health,
        TimeProvider time
    )
    {
        (_options, _commit, _sweep, _feed, _health) = (options, commit, sweep, feed, health);
        (_heard, _time) = (heard, time);
        _queue = Channel.CreateBounded<PendingAppend?>(
            new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true }
        );
        _running = Task.Run(RunAsync);
        if (options.Hints is { } hints)
        {
            hints.Arrived = () => Queue(ref _hintDue);
        }

        if (heard is not null)
        {
            heard.Looked = () => Queue(ref _foundDue);
        }

        _timer = time.CreateTimer(
            _ => Queue(ref _sweepDue),
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
        if (_options.Hints is { } hints)
        {
            hints.Arrived = null;
        }

        if (_heard is not null)
        {
            _heard.Looked = null;
        }

        _queue.Writer.TryComplete();
        using var patience = new CancellationTokenSource(_options.Patience, _time);
        await using (patience.Token.Register(_feed.WakeUp))
        await using (patience.Token.Register(_commit.GiveUp))
        {
            await _running;
        }
    }

    private void Queue(ref int due)
    {
        // Nothing in the queue wakes an idle loop; one that has no room for it is awake.
        if (Interlocked.Exchange(ref due, 1) == 0)
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
        var isHintDue = Interlocked.Exchange(ref _hintDue, 0) == 1;
        var isFoundDue = Interlocked.Exchange(ref _foundDue, 0) == 1;
        var isSweepDue = Interlocked.Exchange(ref _sweepDue, 0) == 1;
        try
        {
            if (isHintDue && _heard is not null)
            {
                await _heard.TakeAsync();
            }

            if (isFoundDue && _heard is not null)
            {
                await _heard.FoundAsync();
            }

            if (isSweepDue)
            {
                await (_heard?.SweepAsync() ?? _sweep.RunAsync());
                if (_heard is not { IsReadable: false })
                {
                    await _commit.ProbeAsync();
                }
            }

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
            return await _sweep.BeginEpochAsync(lost) ? lost : null;
        }
        catch (Exception trouble)
        {
            // Tried again with the next look; until then appends find the same and are refused.
            _health.Fail(trouble.Message, trouble);
            return null;
        }
    }
}
