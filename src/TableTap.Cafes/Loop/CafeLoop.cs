using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// The one writer of a café in this process. It decides in batches: while one batch is being written, the next one is decided on the café
/// as that batch leaves it. A batch is written only when the one before is durable, and answered only when it is durable itself; where a
/// batch conflicts or fails, what was decided on it is dropped and decided again. Thread-safe.
/// </summary>
public sealed class CafeLoop : IAsyncDisposable
{
    private const int MostCommands = 256;

    /// <summary>So many commands are written together before any that still wait are decided, where nothing is being written.</summary>
    internal const int EnoughToWrite = 16;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly LoopServices _tools;
    private readonly DueTimer _timer;
    private readonly StuckTimers _stuck;
    private readonly ReviewSchedule _review;
    private readonly SnapshotWriter _snapshots;
    private readonly LoopMonitor _watch;
    private readonly ScopeAnnouncer _scope;
    private readonly CafeMailbox _mailbox;
    private readonly SingleCommandMode _single = new();
    private readonly LoopRefusals _refusals;
    private readonly AnswersElsewhere _answers;
    private readonly OtherWriters _others;
    private readonly Task _running;
    private volatile Cafe _committed;
    private volatile Cafe _pending;
    private DecisionBatch? _open;
    private BatchWrite? _write;

    /// <summary>Starts the loop of a café with the state it had when it was loaded.</summary>
    /// <param name="start">The café as the journal has it.</param>
    /// <param name="tools">What it works with.</param>
    /// <param name="position">A commit position that <paramref name="start"/> reaches, or a later one.</param>
    /// <param name="snapshotVersion">The version of the snapshot that <paramref name="start"/> rests on.</param>
    public CafeLoop(Cafe start, LoopServices tools, long position = 0, long snapshotVersion = 0)
    {
        (_committed, _pending, _tools) = (start, start, tools);
        _mailbox = new(tools.Time);
        _answers = new(tools.Journal, _refusals = new(tools));
        _others = new(tools, _answers);
        _stuck = new(tools.Time, tools.Deference);
        _review = new(tools.Time);
        if (start.IsConfigured)
        {
            _review.Changed();
        }

        _snapshots = new(tools, snapshotVersion);
        _snapshots.WriteIfDue(start);
        _watch = new(tools);
        _timer = new(tools, start.CafeId, () => _mailbox.TryRequestCheck());
        _scope = new(tools.Changed);
        _scope.Adopt(null, start, position);
        if (start.ParkedEvents.Count > 0)
        {
            _mailbox.TryPost(new CommandTask(new ResumeParkedEvents()));
        }

        _mailbox.TryRequestCheck();
        _running = RunAsync();
    }

    /// <summary>The café as committed.</summary>
    public Cafe Cafe => _committed;

    /// <summary>How many commands wait to be decided.</summary>
    public int Waiting => _mailbox.Waiting;

    /// <summary>Whether the café is offered more than it can do in time, so that it lets no command in.</summary>
    public bool IsOverloaded => _mailbox.IsOverloaded;

    /// <summary>Whether another server writes to this café, too.</summary>
    public bool IsWrittenElsewhere => _others.AreWriting;

    /// <summary>Whether the order is one of this café's, a moment before its commit included: readers may hear of it first.</summary>
    public bool Knows(string orderId) =>
        _committed.Order(orderId) is not null || _pending.Order(orderId) is not null;

    /// <summary>Asks for a check of the café, for something beside it changed; false where the loop has ended.</summary>
    public bool TryRequestCheck() => _mailbox.TryRequestCheck();

    /// <summary>Another server brought the café to a version: the loop takes that over when it has nothing of its own under way.</summary>
    public void Follow(long version) => _others.Reached(_committed, version, _mailbox.Wake);

    /// <summary>Another server left the café like this: nobody here may hear more than it lets them, at once. The loop takes over the rest.</summary>
    public void Limit(Cafe elsewhere)
    {
        _scope.Limit(elsewhere);
        Follow(elsewhere.Version);
    }

    /// <summary>Has the café's figures told though they may be the same.</summary>
    public bool TryAnnounceMetrics()
    {
        _watch.WantFigures();
        return TryRequestCheck();
    }

    /// <summary>Decides what is in the mailbox, writes it and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _mailbox.Close();
        await _running;
        await _snapshots.DisposeAsync();
        _timer.Dispose();
    }

    /// <summary>Puts a command into the mailbox; false where the café is overloaded, or the loop has ended.</summary>
    internal bool TryPost(CommandTask command) => _mailbox.TryPost(command);

    private async Task RunAsync()
    {
        await Task.Yield();
        do
        {
            try
            {
                await TurnAsync();
            }
            catch (Exception fault)
            {
                GiveUp(_open?.Commands ?? _mailbox.TakeNext(), fault);
            }
        } while (await WaitAsync());
    }

    /// <summary>Does what can be done now: ends the batch that is written, decides, and writes the next.</summary>
    private async ValueTask TurnAsync()
    {
        if (_write is { IsOver: true } written)
        {
            _write = null;
            await EndAsync(written);
        }

        if (_write is null && _open is null && _others.MustBeFollowed(_committed))
        {
            await _others.FollowAsync(_committed, ReplaceState);
            _timer.Set(NextDue());
        }

        while (await DecideAsync() && _write is null)
        {
            Write(_open!);
        }
    }

    /// <summary>Waits until there is something to do; false when there is nothing left and nothing more can come.</summary>
    private async ValueTask<bool> WaitAsync()
    {
        // What wakes it at its end may have been taken out of the mailbox already.
        if (_write is { IsOver: true })
        {
            return true;
        }

        // What is looked at and not decided waits for the batch that is written.
        if (_mailbox.Next.Count == 0)
        {
            if (await _mailbox.WaitAsync())
            {
                return true;
            }

            if (_write is null)
            {
                return false;
            }
        }

        await (_write?.Over ?? Task.CompletedTask);
        return true;
    }

    /// <summary>
    /// Decides what waits, as far as the open batch can take it; false where no batch is open. While a batch is being written, the next
    /// takes in whatever comes; once it can be written itself, it does not keep the disk waiting for more.
    /// </summary>
    private async ValueTask<bool> DecideAsync()
    {
        if (_open is null && !await OpenAsync())
        {
            return false;
        }

        var batch = _open!;
        while (Takes(batch))
        {
            var looked = await _answers.LookAsync(_committed.CafeId, _mailbox.Next, EnoughToWrite);
            for (; looked > 0 && Takes(batch); looked--)
            {
                if (_mailbox.Take() is { IsDone: false } command)
                {
                    batch.Add(command);
                }
            }
        }

        return true;
    }

    /// <summary>Whether a batch can take in the command that is next.</summary>
    private bool Takes(DecisionBatch batch) =>
        batch.Commands.Count < _single.Most(MostCommands)
        && (batch.Commands.Count < EnoughToWrite || _write is { IsOver: false })
        && _mailbox.Peek() is { } command
        && (command.IsDone || batch.KnowsOrdersOf(command.Command));

    /// <summary>
    /// Opens a batch, if there is something for it. Orders that have left the café are read from the journal, which has all of them only
    /// while nothing is being written: a batch that needs one waits.
    /// </summary>
    private async ValueTask<bool> OpenAsync()
    {
        var first = _mailbox.Peek();
        if ((first is null && !_mailbox.IsCheckRequested) || (_write is not null && _single.IsOn))
        {
            return false;
        }

        var start = _write?.Batch.Cafe ?? _committed;
        List<CafeCommand> due = _single.WantsClock
            ? [.. CafeTimers.Due(start, _tools.DueBy(start.CafeId))]
            : [];
        if (_write is not null && Named(first is null ? due : [.. due, first.Command]).Count > 0)
        {
            return false;
        }

        var batch = new DecisionBatch(start, _tools, _write?.Batch);
        var named = _write is null
            ? Named(due.Concat(_mailbox.Next.Select(command => command.Command)))
            : [];
        if (named.Count > 0)
        {
            await batch.TakeEndedAsync(named);
        }

        if (_single.WantsClock)
        {
            _mailbox.CheckBegins();
            batch.DecideDue(_stuck.Commands());
            if (_review.IsDue && _write is not { Batch.HasReview: true })
            {
                batch.Review();
            }
        }

        _open = batch;
        return true;

        List<string> Named(IEnumerable<CafeCommand> commands) =>
            [.. commands.SelectMany(command => EndedOrders.NamedBy(start, command)).Distinct()];
    }

    /// <summary>Closes the open batch and has it written.</summary>
    private void Write(DecisionBatch batch)
    {
        _watch.Check(batch);
        if (batch.HasWork)
        {
            _scope.Withdraw(_committed, batch.Cafe);
            _pending = batch.Cafe;
            _write = new(batch, _tools.Journal, _mailbox.Wake);
        }

        _open = null;
        _single.Closed();
        if (_write is null)
        {
            Finish(batch);
        }
    }

    /// <summary>A batch was written, or was not.</summary>
    private async ValueTask EndAsync(BatchWrite write)
    {
        var batch = write.Batch;
        try
        {
            var outcome = await write.Outcome;
            if (outcome.Committed)
            {
                _others.Settled();
                ReplaceState(batch.Cafe, outcome.Position);
                Finish(batch);
                return;
            }

            _others.Conflict(_committed);
            var again = batch.Commands.Concat(_open?.Commands ?? []);
            var (cafe, position) = await _others.CatchUpAsync(_committed, again);
            ReplaceState(cafe, position);
            DecideAgain(batch.Commands);
        }
        catch (BatchRefusedException fault)
        {
            _scope.GiveBack(_committed);
            _tools.Log.BatchRefused(_committed.CafeId, batch.Commands.Count, fault);
            await RefuseAsync(batch, fault);
        }
        catch (Exception fault)
        {
            if (fault is JournalUnavailableException)
            {
                _scope.GiveBack(_committed);
            }

            GiveUp(batch.Commands, fault);
        }
    }

    /// <summary>
    /// Answers everybody of a batch: it is durable, or changes nothing. What is due next is known before: whoever has the answer may count
    /// on it.
    /// </summary>
    private void Finish(DecisionBatch batch)
    {
        try
        {
            _stuck.Add(batch.StuckTimers);
            _watch.Committed();
            _review.Written(batch);
            _timer.Set(NextDue());
        }
        finally
        {
            batch.Complete();
        }
    }

    /// <summary>Has commands decided again, before everything that was decided after them.</summary>
    private void DecideAgain(IReadOnlyList<CommandTask> commands)
    {
        _mailbox.PutBack([.. commands, .. _open?.Commands ?? []]);
        _open = null;
        _pending = _committed;
    }

    /// <summary>Something in a batch can never be stored: from here on each command stands for itself, so that only the one at fault fails.</summary>
    private async ValueTask RefuseAsync(DecisionBatch batch, BatchRefusedException fault)
    {
        if (batch is { HasClock: false, Commands: [var alone] })
        {
            DecideAgain([]);
            await _refusals.ForGoodAsync(_committed, alone);
        }
        else if (batch.Commands.Count == 0)
        {
            DecideAgain([]);
            if (!_stuck.TryAddFirst(_committed))
            {
                // What cannot be stored is no command and nothing of the clock's: it has to wait.
                _mailbox.CheckBegins();
                GiveUp([], fault);
            }
        }
        else
        {
            DecideAgain(batch.Commands);
            _single.Begin(batch.Commands.Count);
        }
    }

    /// <summary>Refuses commands for now and drops the copy: where the journal's answer was lost, the next append finds what was written.</summary>
    private void GiveUp(IReadOnlyList<CommandTask> commands, Exception fault)
    {
        _others.Settled();
        _refusals.ForNow(_committed.CafeId, commands, fault);
        if (_open is not null)
        {
            DecideAgain([]);
        }

        _pending = _write?.Batch.Cafe ?? _committed;
        _timer.Set(_tools.Time.GetUtcNow() + TryAgain);
    }

    /// <summary>When the clock has something for the café next.</summary>
    private DateTimeOffset? NextDue() =>
        new[] { _stuck.NextDue(_committed), _review.At, _watch.NextCheck(_committed) }.Min();

    private void ReplaceState(Cafe cafe, long position)
    {
        var before = _committed;
        _committed = _pending = cafe;
        _snapshots.WriteIfDue(cafe);
        _scope.Adopt(before, cafe, position);
    }
}
