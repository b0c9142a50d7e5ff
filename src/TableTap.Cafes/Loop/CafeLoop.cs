using System.Threading.Channels;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// The one writer of a café in this process: drain the mailbox, decide everything on a working copy, append once, then
/// answer. If another process was first, read what is new and decide again. Thread-safe.
/// </summary>
public sealed class CafeLoop : IAsyncDisposable
{
    private const int MailboxCapacity = 4096;
    private const int MaxBatchSize = 256;
    private const int MaxAttempts = 16;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly LoopServices _tools;
    private readonly DueTimer _timer;
    private readonly StuckTimers _stuck;
    private readonly ReviewSchedule _review;
    private readonly SnapshotWriter _snapshots;
    private readonly LoopMonitor _watch;
    private readonly ScopeAnnouncer _scope;
    private readonly Task _running;
    private readonly Channel<CafeTask> _mailbox = Channel.CreateBounded<CafeTask>(
        new BoundedChannelOptions(MailboxCapacity) { SingleReader = true }
    );
    private volatile Cafe _committed;
    private volatile Cafe _pending;

    /// <summary>Starts the loop of a café with the state it had when it was loaded.</summary>
    /// <param name="start">The café as the journal has it.</param>
    /// <param name="tools">What it works with.</param>
    /// <param name="position">A commit position that <paramref name="start"/> reaches, or a later one.</param>
    /// <param name="snapshotVersion">The version of the snapshot that <paramref name="start"/> rests on.</param>
    public CafeLoop(Cafe start, LoopServices tools, long position = 0, long snapshotVersion = 0)
    {
        _committed = _pending = start;
        _tools = tools;
        _stuck = new(tools.Time);
        _review = new(tools.Time);
        if (start.IsConfigured)
        {
            _review.Changed();
        }

        _snapshots = new(tools, snapshotVersion);
        _snapshots.WriteIfDue(start);
        _watch = new(tools);
        _timer = new(tools.Time, () => _mailbox.Writer.TryWrite(CafeTask.WakeUpTask.Instance));
        _scope = new(tools.Changed);
        _scope.Adopt(null, start, position);
        _mailbox.Writer.TryWrite(
            start.ParkedEvents.Count > 0
                ? new CommandTask(new ResumeParkedEvents())
                : CafeTask.WakeUpTask.Instance
        );
        _running = RunAsync();
    }

    /// <summary>The café as committed.</summary>
    public Cafe Cafe => _committed;

    /// <summary>Whether the order is one of this café's, a moment before its commit included: readers may hear of it first.</summary>
    public bool Knows(string orderId) =>
        _committed.Order(orderId) is not null || _pending.Order(orderId) is not null;

    /// <summary>Puts something into the mailbox; false where it is full, or the loop has ended.</summary>
    public bool TryPost(CafeTask task) => _mailbox.Writer.TryWrite(task);

    /// <summary>Has the café looked at: something beside it changed.</summary>
    public bool TryWake() => TryPost(CafeTask.WakeUpTask.Instance);

    /// <summary>Has the café's figures told though they may be the same.</summary>
    public bool TryAnnounceMetrics()
    {
        _watch.WantFigures();
        return TryWake();
    }

    /// <summary>Decides what is in the mailbox and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _mailbox.Writer.TryComplete();
        await _running;
        await _snapshots.DisposeAsync();
        _timer.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var commands = new List<CommandTask>();
        while (await _mailbox.Reader.WaitToReadAsync())
        {
            commands.Clear();
            while (commands.Count < MaxBatchSize && _mailbox.Reader.TryRead(out var task))
            {
                if (task is CommandTask command)
                {
                    commands.Add(command);
                }
            }

            _timer.Set(await ProcessBatchAsync(commands));
        }
    }

    /// <summary>One turn; says when the next one is due by the clock.</summary>
    private async ValueTask<DateTimeOffset?> ProcessBatchAsync(IReadOnlyList<CommandTask> commands)
    {
        try
        {
            return await DecideAsync(commands, clock: true);
        }
        catch (BatchRefusedException fault)
        {
            _tools.Log.BatchRefused(_committed.CafeId, commands.Count, fault);
            return await OneByOneAsync(commands);
        }
        catch (Exception fault)
        {
            return GiveUp(commands, fault);
        }
    }

    /// <summary>Decides commands together, and what is due by the clock.</summary>
    private async ValueTask<DateTimeOffset?> DecideAsync(
        IReadOnlyList<CommandTask> commands,
        bool clock
    )
    {
        var reviews = clock && _review.IsDue;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var round = new DecisionBatch(
                _committed,
                _tools,
                await EndedOrdersAsync(commands, clock)
            );
            var failed = clock ? round.DecideDue(_stuck.Commands()) : [];
            if (reviews)
            {
                round.Review();
                _review.Done(round.Cafe);
            }

            foreach (var command in commands)
            {
                if (!command.IsDone)
                {
                    round.Decide(command);
                }
            }

            _watch.Check(round);
            if (await CommitAsync(round))
            {
                round.Complete();
                _stuck.Add(failed);
                _watch.Committed();
                return NextDue();
            }

            await CatchUpAsync(commands);
        }

        throw new JournalContendedException(MaxAttempts);
    }

    /// <summary>The orders that have left the café and that something to decide is about, from the journal.</summary>
    private async ValueTask<Dictionary<string, EquatableList<OrderFact>>?> EndedOrdersAsync(
        IReadOnlyList<CommandTask> commands,
        bool clock
    )
    {
        var due = clock ? CafeTimers.Due(_committed, _tools.Time.GetUtcNow()) : [];
        var named = commands
            .Where(command => !command.IsDone)
            .Select(command => command.Command)
            .Concat(due)
            .SelectMany(command => EndedOrders.NamedBy(_committed, command))
            .Distinct()
            .ToList();
        return named.Count == 0
            ? null
            : await EndedOrderLookup.FactsAsync(
                _tools.Journal,
                _committed.CafeId,
                named,
                CancellationToken.None
            );
    }

    /// <summary>
    /// Something in a round can never be stored: each command stands for itself, so that only the one at fault fails.
    /// </summary>
    private async ValueTask<DateTimeOffset?> OneByOneAsync(IReadOnlyList<CommandTask> commands)
    {
        _pending = _committed;
        var later = await ProcessAloneAsync(null);
        foreach (var command in commands.Where(command => !command.IsDone))
        {
            later = await ProcessAloneAsync(command) ?? later;
        }

        return later ?? NextDue();
    }

    /// <summary>Decides one command, or what is due by the clock; says when to look again where that failed.</summary>
    private async ValueTask<DateTimeOffset?> ProcessAloneAsync(CommandTask? command)
    {
        IReadOnlyList<CommandTask> alone = command is null ? [] : [command];
        try
        {
            await DecideAsync(alone, clock: command is null);
            return null;
        }
        catch (BatchRefusedException) when (command is not null)
        {
            _pending = _committed;
            await RefuseAsync(command);
            return null;
        }
        catch (BatchRefusedException)
        {
            _pending = _committed;
            _stuck.AddFirst(_committed);
            return null;
        }
        catch (Exception fault)
        {
            return GiveUp(alone, fault);
        }
    }

    /// <summary>Refuses what cannot be stored. Its refusal is audited like any other.</summary>
    private async ValueTask RefuseAsync(CommandTask command)
    {
        try
        {
            var round = new DecisionBatch(_committed, _tools);
            round.Refuse(command);
            await CommitAsync(round);
        }
        catch (Exception fault)
        {
            _tools.Log.BatchFailed(_committed.CafeId, fault);
        }

        command.Complete(Refused(command, CommandErrors.Internal));
    }

    /// <summary>
    /// Refuses everything for now. The copy is dropped: where the journal's answer was lost, the next append conflicts and
    /// finds what was written.
    /// </summary>
    private DateTimeOffset GiveUp(IReadOnlyList<CommandTask> commands, Exception fault)
    {
        switch (fault)
        {
            case JournalContendedException contended:
                _tools.Log.Contended(_committed.CafeId, contended.Attempts);
                break;
            case JournalUnavailableException:
                _tools.Log.JournalUnavailable(_committed.CafeId, commands.Count, fault);
                break;
            default:
                _tools.Log.BatchFailed(_committed.CafeId, fault);
                break;
        }

        _pending = _committed;
        foreach (var command in commands)
        {
            command.Complete(Refused(command, CommandErrors.Unavailable));
        }

        return _tools.Time.GetUtcNow() + TryAgain;
    }

    /// <summary>When the clock has something for the café next.</summary>
    private DateTimeOffset? NextDue() =>
        new[] { _stuck.NextDue(_committed), _review.At, _watch.NextCheck(_committed) }.Min();

    private async ValueTask<bool> CommitAsync(DecisionBatch round)
    {
        if (!round.HasWork)
        {
            return true;
        }

        _pending = round.Cafe;
        _scope.Withdraw(_committed, round.Cafe);
        var outcome = await AppendAsync(round.Batch);
        if (!outcome.Committed)
        {
            _tools.Log.Conflict(_committed.CafeId, _committed.Version);
            return false;
        }

        ReplaceState(round.Cafe, outcome.Position);
        _review.Changed();
        return true;
    }

    private async ValueTask<AppendOutcome> AppendAsync(AppendBatch batch)
    {
        try
        {
            return await _tools.Journal.AppendAsync(batch, CancellationToken.None);
        }
        catch (Exception nothing)
            when (nothing is JournalUnavailableException or BatchRefusedException)
        {
            _scope.GiveBack(_committed);
            throw;
        }
    }

    /// <summary>Reads what others wrote, and the answers they gave to these very commands.</summary>
    private async ValueTask CatchUpAsync(IReadOnlyList<CommandTask> commands)
    {
        var cafe = await CafeStream.CatchUpAsync(
            _tools.Journal,
            _committed,
            CancellationToken.None
        );
        ReplaceState(cafe, (await _tools.Journal.HeadsAsync([], CancellationToken.None)).Position);
        foreach (var command in commands)
        {
            if (
                !command.IsDone
                && command.Key is { } key
                && await _tools.Journal.FindAnswerAsync(key, CancellationToken.None) is { } first
            )
            {
                if (first.RequestHash.Span.SequenceEqual(command.Hash))
                {
                    command.Complete(new(first.Frame, null));
                }
                else
                {
                    command.IsIdTaken = true;
                }
            }
        }
    }

    private void ReplaceState(Cafe cafe, long position)
    {
        var before = _committed;
        _committed = _pending = cafe;
        _snapshots.WriteIfDue(cafe);
        _scope.Adopt(before, cafe, position);
    }

    private CommandOutcome Refused(CommandTask command, ErrorBody refusal) =>
        new(
            command.Request is { } request
                ? AnswerFrame.Refused(request.MessageId, refusal, _tools.Time.GetUtcNow())
                : default,
            refusal
        );

    private sealed class JournalContendedException(int attempts)
        : Exception("Another writer was always first.")
    {
        public int Attempts => attempts;
    }
}
