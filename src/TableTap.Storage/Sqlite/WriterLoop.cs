using System.Threading.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// The one writer: takes all batches that wait, commits them together, tells the dispatcher, then the callers. Between
/// commits it looks for what other processes wrote and trims. One task; the queue is the only way in.
/// </summary>
internal sealed class WriterLoop : IAsyncDisposable
{
    private const int MaxMaintenanceTasks = 16;
    private readonly SqliteJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly GroupCommit _commit;
    private readonly CommittedFeed _feed;
    private readonly Retention _retention;
    private readonly StoreConnection _store;
    private readonly StoreHealth _health;
    private readonly Channel<PendingAppend?> _queue;
    private readonly Channel<MaintenanceTask> _chores = Channel.CreateBounded<MaintenanceTask>(
        new BoundedChannelOptions(MaxMaintenanceTasks) { SingleReader = true }
    );
    private readonly ITimer _sweep;
    private readonly Task _running;
    private int _sweepDue;

    public WriterLoop(
        SqliteJournalOptions options,
        OpenStore store,
        GroupCommit commit,
        CommittedFeed feed,
        Retention retention,
        TimeProvider time
    )
    {
        _options = options;
        _time = time;
        (_store, _health) = (store.Connection, store.Health);
        _commit = commit;
        _feed = feed;
        _retention = retention;
        _queue = Channel.CreateBounded<PendingAppend?>(
            new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true }
        );
        _running = Task.Run(RunAsync);
        _sweep = time.CreateTimer(
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

    /// <summary>Does a chore between two commits.</summary>
    /// <exception cref="JournalUnavailableException">It was not done.</exception>
    public async Task RunAsync(MaintenanceTask chore, CancellationToken cancellationToken)
    {
        try
        {
            await _chores.Writer.WriteAsync(chore, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new JournalUnavailableException("The journal is closed.");
        }

        // Wakes an idle loop; one whose queue has no room for it is awake.
        _queue.Writer.TryWrite(null);
        await chore.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Finishes what is queued, giving a dispatcher that stands still a little time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        _chores.Writer.TryComplete();
        _queue.Writer.TryComplete();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        await using (patience.Token.Register(_feed.WakeUp))
        await using (patience.Token.Register(_commit.GiveUp))
        {
            await _running;
        }
    }

    private void QueueSweep()
    {
        _health.Refresh();
        // Nothing in the queue wakes an idle loop; one that has no room for it is awake.
        if (Interlocked.Exchange(ref _sweepDue, 1) == 0)
        {
            _queue.Writer.TryWrite(null);
        }
    }

    private async Task RunAsync()
    {
        var group = new List<PendingAppend>();
        var trims = !_options.BesideServer;
        while (
            (trims && _retention.IsDue)
            || _chores.Reader.TryPeek(out _)
            || await _queue.Reader.WaitToReadAsync()
        )
        {
            Collect(group);
            if (group.Count > 0)
            {
                await _commit.RunAsync(group, _queue.Reader);
                group.Clear();
            }

            await MaintainAsync(trims && _retention.IsDue);
            RunMaintenanceTask();
            if (_queue.Reader.Completion.IsCompleted)
            {
                break;
            }
        }

        while (_chores.Reader.TryRead(out var left))
        {
            left.Fail(new JournalUnavailableException("The journal is closed."));
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

    private async Task MaintainAsync(bool trim)
    {
        try
        {
            if (Interlocked.Exchange(ref _sweepDue, 0) == 1)
            {
                if (_health.InTrouble)
                {
                    _commit.Probe();
                }

                var store = _store.Open();
                await _feed.SweepAsync(after => CommittedPage.Read(store, after));
            }

            if (trim)
            {
                _store.Begin();
                _retention.TrimBatch(_store.Open());
                _store.Works();
            }
        }
        catch (Exception trouble)
        {
            _store.Fail(trouble);
            _retention.Postpone();
        }
    }

    private void RunMaintenanceTask()
    {
        if (!_chores.Reader.TryRead(out var chore))
        {
            return;
        }

        try
        {
            _store.Begin();
            chore.Run(_store.Open());
            _store.Works();
        }
        catch (Exception trouble)
        {
            chore.Fail(new JournalUnavailableException(_store.Fail(trouble), trouble));
        }
    }
}
