using System.Threading.Channels;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
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

    private readonly LoopServices tools;
    private readonly DueTimer timer;
    private readonly StuckTimers stuck;
    private readonly ReviewSchedule review;
    private readonly SnapshotWriter snapshots;
    private readonly LoopMonitor watch;
    private readonly ScopeAnnouncer scope;
    private readonly Task running;
    private readonly Channel<CafeTask> mailbox = Channel.CreateBounded<CafeTask>(
        new BoundedChannelOptions(MailboxCapacity) { SingleReader = true }
    );
    private volatile Cafe committed;
    private volatile Cafe pending;

    /// <summary>Starts the loop.</summary>
    /// <param name="start">The café as the journal has it.</param>
    /// <param name="tools">What it works with.</param>
    /// <param name="position">A commit position that <paramref name="start"/> reaches, or a later one.</param>
    /// <param name="snapshotVersion">The version of the snapshot that <paramref name="start"/> rests on.</param>
    public CafeLoop(Cafe start, LoopServices tools, long position = 0, long snapshotVersion = 0)
    {
        committed = pending = start;
        this.tools = tools;
        stuck = new(tools.Time);
        review = new(tools.Time);
        if (start.IsConfigured)
        {
            review.Changed();
        }

        snapshots = new(tools, snapshotVersion);
        snapshots.WriteIfDue(start);
        watch = new(tools);
        timer = new(tools.Time, () => mailbox.Writer.TryWrite(CafeTask.WakeUpTask.Instance));
        scope = new(tools.Changed);
        scope.Adopt(null, start, position);
        mailbox.Writer.TryWrite(CafeTask.WakeUpTask.Instance);
        running = RunAsync();
    }

    /// <summary>The café as committed.</summary>
    public Cafe Cafe => committed;

    /// <summary>Whether the order is one of this café's, a moment before its commit included: readers may hear of it first.</summary>
    public bool Knows(string orderId) =>
        committed.Order(orderId) is not null || pending.Order(orderId) is not null;

    /// <summary>Puts something into the mailbox; false where it is full, or the loop has ended.</summary>
    public bool TryPost(CafeTask task) => mailbox.Writer.TryWrite(task);

    /// <summary>Has the café looked at: something beside it changed.</summary>
    public bool TryWake() => TryPost(CafeTask.WakeUpTask.Instance);

    /// <summary>Has the café's figures told though they may be the same.</summary>
    public bool TryAnnounceMetrics()
    {
        watch.WantFigures();
        return TryWake();
    }

    /// <summary>Decides what is in the mailbox and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        mailbox.Writer.TryComplete();
        await running;
        await snapshots.DisposeAsync();
        timer.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var commands = new List<CommandTask>();
        while (await mailbox.Reader.WaitToReadAsync())
        {
            commands.Clear();
            while (commands.Count < MaxBatchSize && mailbox.Reader.TryRead(out var task))
            {
                if (task is CommandTask command)
                {
                    commands.Add(command);
                }
            }

            timer.Set(await ProcessBatchAsync(commands));
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
            tools.Log.BatchRefused(committed.CafeId, commands.Count, fault);
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
        var reviews = clock && review.IsDue;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var round = new DecisionBatch(committed, tools);
            var failed = clock ? round.DecideDue(stuck.Commands()) : [];
            if (reviews)
            {
                round.Review();
                review.Done(round.Cafe);
            }

            foreach (var command in commands)
            {
                if (!command.IsDone)
                {
                    round.Decide(command);
                }
            }

            watch.Check(round);
            if (await CommitAsync(round))
            {
                round.Complete();
                stuck.Add(failed);
                watch.Committed();
                return NextDue();
            }

            await CatchUpAsync(commands);
        }

        throw new JournalContendedException(MaxAttempts);
    }

    /// <summary>
    /// Something in a round can never be stored: each command stands for itself, so that only the one at fault fails.
    /// </summary>
    private async ValueTask<DateTimeOffset?> OneByOneAsync(IReadOnlyList<CommandTask> commands)
    {
        pending = committed;
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
            pending = committed;
            await RefuseAsync(command);
            return null;
        }
        catch (BatchRefusedException)
        {
            pending = committed;
            stuck.AddFirst(committed);
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
            var round = new DecisionBatch(committed, tools);
            round.Refuse(command);
            await CommitAsync(round);
        }
        catch (Exception fault)
        {
            tools.Log.BatchFailed(committed.CafeId, fault);
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
                tools.Log.Contended(committed.CafeId, contended.Attempts);
                break;
            case JournalUnavailableException:
                tools.Log.JournalUnavailable(committed.CafeId, commands.Count, fault);
                break;
            default:
                tools.Log.BatchFailed(committed.CafeId, fault);
                break;
        }

        pending = committed;
        foreach (var command in commands)
        {
            command.Complete(Refused(command, CommandErrors.Unavailable));
        }

        return tools.Time.GetUtcNow() + TryAgain;
    }

    /// <summary>When the clock has something for the café next.</summary>
    private DateTimeOffset? NextDue() =>
        new[] { stuck.NextDue(committed), review.At, watch.NextCheck(committed) }.Min();

    private async ValueTask<bool> CommitAsync(DecisionBatch round)
    {
        if (!round.HasWork)
        {
            return true;
        }

        pending = round.Cafe;
        scope.Withdraw(committed, round.Cafe);
        var outcome = await AppendAsync(round.Batch);
        if (!outcome.Committed)
        {
            tools.Log.Conflict(committed.CafeId, committed.Version);
            return false;
        }

        ReplaceState(round.Cafe, outcome.Position);
        review.Changed();
        return true;
    }

    private async ValueTask<AppendOutcome> AppendAsync(AppendBatch batch)
    {
        try
        {
            return await tools.Journal.AppendAsync(batch, CancellationToken.None);
        }
        catch (Exception nothing)
            when (nothing is JournalUnavailableException or BatchRefusedException)
        {
            scope.GiveBack(committed);
            throw;
        }
    }

    /// <summary>Reads what others wrote, and the answers they gave to these very commands.</summary>
    private async ValueTask CatchUpAsync(IReadOnlyList<CommandTask> commands)
    {
        var cafe = await CafeStream.CatchUpAsync(tools.Journal, committed, CancellationToken.None);
        ReplaceState(cafe, (await tools.Journal.HeadsAsync([], CancellationToken.None)).Position);
        foreach (var command in commands)
        {
            if (
                !command.IsDone
                && command.Key is { } key
                && await tools.Journal.FindAnswerAsync(key, CancellationToken.None) is { } first
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
        var before = committed;
        committed = pending = cafe;
        snapshots.WriteIfDue(cafe);
        scope.Adopt(before, cafe, position);
    }

    private CommandOutcome Refused(CommandTask command, ErrorBody refusal) =>
        new(
            command.Request is { } request
                ? AnswerFrame.Refused(request.MessageId, refusal, tools.Time.GetUtcNow())
                : default,
            refusal
        );

    private sealed class JournalContendedException(int attempts)
        : Exception("Another writer was always first.")
    {
        public int Attempts => attempts;
    }
}
