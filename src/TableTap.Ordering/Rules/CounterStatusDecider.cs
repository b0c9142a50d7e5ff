using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="UpdateCounterStatus"/>: one change with all that it means for the work (docs/protocol.md §5).</summary>
internal static class CounterStatusDecider
{
    private static readonly TimeSpan LongestDowntime = TimeSpan.FromHours(24);

    /// <summary>Takes a counter down or back. The same status again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateCounterStatus command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager takes a counter down or back");
        }

        if (draft.Cafe.Profile.Counter(command.CounterId) is not { } counter)
        {
            return Refusal.NotFound("counter", command.CounterId);
        }

        if (
            InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength),
                command.EstimatedDowntime is { } downtime
                && (downtime < TimeSpan.Zero || downtime > LongestDowntime)
                    ? new FieldProblem(
                        "estimatedDowntime",
                        $"from 0 to {Counted.Of(LongestDowntime.TotalMinutes, "minute", "minutes")}"
                    )
                    : null
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var previous = draft.Cafe.StatusOf(counter.CounterId);
        if (previous == command.Status && !IsMoreSpecific(draft, command))
        {
            return Decision.Nothing;
        }

        Change(draft, counter, previous, command);
        return draft.Accept();
    }

    /// <summary>Whether a counter that is down already is down for another reason or another time.</summary>
    private static bool IsMoreSpecific(DecisionDraft draft, UpdateCounterStatus command) =>
        command.Status != CounterStatus.Active
        && draft.Cafe.CounterStates.TryGet(command.CounterId, out var state)
        && (
            command.EstimatedDowntime is { } downtime && downtime != state.EstimatedDowntime
            || InputChecks.Trimmed(command.Reason) is { } reason && reason != state.Reason
        );

    /// <summary>For how long it is down; what is left of the time that was said before, where none is said now.</summary>
    private static TimeSpan? Downtime(DecisionDraft draft, UpdateCounterStatus command) =>
        command.Status == CounterStatus.Active ? null
        : command.EstimatedDowntime is { } said ? said
        : draft.Cafe.CounterStates.TryGet(command.CounterId, out var state)
        && state.BackAt > draft.Now
            ? state.BackAt - draft.Now
        : null;

    private static void Change(
        DecisionDraft draft,
        CounterProfile counter,
        CounterStatus previous,
        UpdateCounterStatus command
    )
    {
        var started = draft
            .Cafe.OpenOrders.Values.Where(order =>
                order.LinesAt(counter.CounterId).Any(line => line.Status == LineStatus.Started)
            )
            .Select(order => order.OrderId)
            .ToEquatableList();
        draft.Emit(
            new CounterStatusChangedFact(
                draft.Now,
                counter.CounterId,
                previous,
                command.Status,
                InputChecks.Trimmed(command.Reason),
                Downtime(draft, command),
                started,
                draft.By
            )
        );
        if (command.Status == CounterStatus.Active)
        {
            WorkDistribution.Release(draft);
        }
        else
        {
            WorkDistribution.Clear(draft, [counter.CounterId]);
        }

        EstimateUpdates.All(draft);
    }
}
