using System.Diagnostics;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Reports;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// What one batch of the loop decides on a working copy of the café, each command on the facts of those before it. Nothing
/// of it counts until it is committed; dropped, it leaves no trace. Lives on one thread.
/// </summary>
/// <param name="start">The café as committed, or as the batch before leaves it.</param>
/// <param name="tools">What decisions need.</param>
/// <param name="earlier">The batch before, while it is being written: this one counts only if that one does.</param>
internal sealed class DecisionBatch(Cafe start, LoopServices tools, DecisionBatch? earlier = null)
{
    private static readonly Dictionary<AnswerKey, StoredAnswer> NoAnswers = [];
    private readonly IReadOnlyDictionary<AnswerKey, StoredAnswer> _before =
        earlier?._answers ?? NoAnswers;
    private readonly Dictionary<string, EquatableList<OrderFact>> _ended = [];
    private readonly HashSet<string> _lookedUp = [];
    private readonly List<CommandTask> _commands = [];
    private readonly List<Activity> _traces = [];
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private bool _touchesAll;
    private readonly string _cafeId = start.CafeId;
    private readonly long _version = start.Version;
    private readonly MessageBatch _messages = new(tools.Ids);
    private readonly List<NewFact> _facts = [];
    private readonly List<IndexEntry> _index = [];
    private readonly Dictionary<AnswerKey, StoredAnswer> _answers = [];
    private readonly List<AuditLine> _audit = [];
    private readonly List<(CommandTask Task, CommandOutcome Outcome)> _outcomes = [];

    /// <summary>The café as it was before this batch.</summary>
    public Cafe Start { get; } = start;

    /// <summary>The orders whose own alerts this batch may have changed; null where it may have changed those of every order.</summary>
    public IReadOnlyCollection<string>? TouchedOrders => _touchesAll ? null : _touched;

    /// <summary>The café as this batch leaves it.</summary>
    public Cafe Cafe { get; private set; } = start;

    /// <summary>The commands that were taken in, in order.</summary>
    public IReadOnlyList<CommandTask> Commands => _commands;

    /// <summary>The spans of those of its commands that are gathered.</summary>
    public IReadOnlyList<Activity> Traces => _traces;

    /// <summary>Whether it looked at what is due by the clock.</summary>
    public bool HasClock { get; private set; }

    /// <summary>Whether it held the café's promises against how it stands.</summary>
    public bool HasReview { get; private set; }

    /// <summary>Timers that failed or changed nothing: they would come again at once, and must hold up no other.</summary>
    public IReadOnlyCollection<CafeCommand> StuckTimers { get; private set; } = [];

    /// <summary>Whether there is something to write.</summary>
    public bool HasWork =>
        _facts.Count + _answers.Count + _audit.Count + _messages.Drafts.Count > 0;

    /// <summary>What is to be committed.</summary>
    public AppendBatch ToCommit =>
        new(
            CafeStream.Of(_cafeId),
            _version,
            _facts,
            _messages.Drafts,
            [.. _answers.Values],
            _audit
        )
        {
            Index = _index,
        };

    /// <summary>Answers everybody; only after the commit.</summary>
    public void Complete()
    {
        if (_outcomes.Count > 0)
        {
            CommandTask.Complete(_outcomes);
        }
    }

    /// <summary>Takes in the facts of orders that have left the café; before anything is decided, and all of them up to <see cref="Cafe"/>.</summary>
    /// <param name="orderIds">The orders to look for.</param>
    public async ValueTask TakeEndedAsync(IReadOnlyList<string> orderIds)
    {
        var ended = await EndedOrderLookup.FactsAsync(
            tools.Journal,
            _cafeId,
            orderIds,
            CancellationToken.None
        );
        _lookedUp.UnionWith(orderIds);
        foreach (var (orderId, facts) in ended)
        {
            _ended.Add(orderId, facts);
        }
    }

    /// <summary>Whether it knows what is to be known of every order that a command names.</summary>
    public bool KnowsOrdersOf(CafeCommand command)
    {
        foreach (var orderId in EndedOrders.NamedBy(Cafe, command))
        {
            if (!_lookedUp.Contains(orderId))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes a command in and decides it.</summary>
    public void Add(CommandTask command)
    {
        _commands.Add(command);
        if (command.Trace is not { } trace)
        {
            Decide(command);
            return;
        }

        var messages = _messages.Drafts.Count;
        using (Realtime.Observability.Traces.Decide(trace))
        {
            Decide(command);
        }

        _traces.Add(trace);
        foreach (var draft in _messages.Drafts.Skip(messages))
        {
            draft.Trace = new(trace, _cafeId);
        }
    }

    /// <summary>Decides a command; a fault in it harms nobody else.</summary>
    public void Decide(CommandTask task)
    {
        var now = tools.Time.GetUtcNow();
        if (
            task.Key is { } key
            && (_answers.TryGetValue(key, out var first) || _before.TryGetValue(key, out first))
        )
        {
            Repeat(task, first, now);
            return;
        }

        if (task.IsIdTaken)
        {
            Refuse(task, CommandErrors.UsedForSomethingElse, now, remember: false);
            return;
        }

        var mark = (
            Facts: _facts.Count,
            Index: _index.Count,
            Messages: _messages.Drafts.Count,
            Cafe
        );
        try
        {
            if (task.Request is { } request && tools.IsRevoked(request.Sender))
            {
                Refuse(task, CommandErrors.Revoked, now);
                return;
            }

            if (task.Request is { } staff && !staff.Sender.HoldsIn(Cafe))
            {
                Refuse(task, CommandErrors.NotOfTheStaff, now);
                return;
            }

            var actor = task.Request is { } from ? SenderActor.Of(from.Sender, Cafe) : Actor.System;
            var decision = CafeDecider.Decide(
                Cafe,
                task.Command,
                new DecisionContext(now, actor, tools.Ids.Source)
                {
                    TakesCards = tools.Links.TakesCards,
                    EndedOrder = orderId =>
                        _ended.TryGetValue(orderId, out var facts) ? facts : null,
                }
            );
            Announce(decision);
            if (decision.IsAccepted)
            {
                Accept(task, decision, now);
            }
            else
            {
                Refuse(task, RefusalTable.Body(decision.Refusal), now);
            }
        }
        catch (Exception fault)
        {
            _facts.RemoveRange(mark.Facts, _facts.Count - mark.Facts);
            _index.RemoveRange(mark.Index, _index.Count - mark.Index);
            _messages.CutTo(mark.Messages);
            Cafe = mark.Cafe;
            tools.Log.CommandFailed(_cafeId, task.Command.GetType().Name, fault);
            Refuse(task, CommandErrors.Internal, now);
        }
    }

    /// <summary>Tells the café's figures; they are no fact.</summary>
    public void Announce(CafeReport report, DateTimeOffset at) =>
        MetricsAnnouncements.Announce(_messages, _cafeId, report, at);

    /// <summary>Refuses a command that could be decided but not stored.</summary>
    public void Refuse(CommandTask task) =>
        Refuse(task, CommandErrors.Internal, tools.Time.GetUtcNow());

    /// <summary>Decides what is due by the clock.</summary>
    /// <param name="stuck">Timers to leave out.</param>
    public void DecideDue(HashSet<CafeCommand> stuck)
    {
        HasClock = true;
        var failed = new List<CafeCommand>();
        while (CafeTimers.Next(Cafe, stuck) is { } timer && timer.At <= tools.DueBy(Cafe.CafeId))
        {
            var before = Cafe.Version;
            Decide(new CommandTask(timer.Command));
            if (Cafe.Version == before)
            {
                failed.Add(timer.Command);
                stuck.Add(timer.Command);
            }
        }

        StuckTimers = failed;
    }

    /// <summary>Lets the café hold its promises against how it stands.</summary>
    public void Review()
    {
        HasReview = true;
        Decide(new CommandTask(new ReviewCafe()));
    }

    private void Announce(Decision decision)
    {
        var before = Cafe;
        foreach (var (fact, after) in decision.Changes)
        {
            _facts.Add(FactTable.Write(fact));
            if (OrderIndex.EntryOf(fact, after) is { } entry)
            {
                _index.Add(entry);
            }

            FactTable.Tell(_messages, new(Cafe, after, fact, tools.Links));
            Touch(fact, after);
            Cafe = after;
        }

        AvailabilityAnnouncements.Announce(_messages, before, Cafe, decision.Facts);
        Remember(decision);
    }

    private void Touch(Fact fact, Cafe after)
    {
        if (AlertSchedule.OrdersOf(fact, after) is { } orders)
        {
            _touched.UnionWith(orders);
        }
        else
        {
            _touchesAll = true;
        }
    }

    /// <summary>An order that came back may have left again before the next command of this batch names it.</summary>
    private void Remember(Decision decision)
    {
        foreach (var (fact, _) in decision.Changes)
        {
            if (
                fact is OrderFact happened and not OrderReturnedFact
                && _ended.TryGetValue(happened.OrderId, out var facts)
            )
            {
                _ended[happened.OrderId] = facts.Add(happened);
            }
        }
    }

    private void Accept(CommandTask task, Decision decision, DateTimeOffset now)
    {
        if (task.Request is not { } request)
        {
            _outcomes.Add((task, default));
            return;
        }

        End(
            task,
            CommandReply.Processed(
                _cafeId,
                request,
                task.Hash,
                ResultPayload.Of(decision, tools.Links),
                now
            )
        );
    }

    private void Refuse(CommandTask task, ErrorBody error, DateTimeOffset now, bool remember = true)
    {
        if (task.Request is not { } request)
        {
            _outcomes.Add((task, new(default, error)));
            return;
        }

        // Before there is a café, no rule of it refused anything.
        var hash = remember && Cafe.IsConfigured ? task.Hash : null;
        End(task, CommandReply.Refused(_cafeId, request, hash, error, now));
    }

    /// <summary>The same command came twice at once: one answer for both. Another command under the id is none.</summary>
    private void Repeat(CommandTask task, StoredAnswer first, DateTimeOffset now)
    {
        if (first.RequestHash.Span.SequenceEqual(task.Hash))
        {
            _outcomes.Add((task, new(first.Frame, null)));
            return;
        }

        Refuse(task, CommandErrors.UsedForSomethingElse, now, remember: false);
    }

    /// <summary>Ends a command: its answer is kept, audited and given with this batch's commit.</summary>
    private void End(CommandTask task, CommandReply answer)
    {
        if (answer.Remembered is { } remembered)
        {
            _answers.Add(remembered.Key, remembered);
        }

        if (answer.Line is { } line)
        {
            _audit.Add(line);
        }

        _outcomes.Add((task, new(answer.Frame, answer.Refusal)));
    }
}
