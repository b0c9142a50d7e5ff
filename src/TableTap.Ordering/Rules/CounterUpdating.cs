namespace TableTap.Ordering;

/// <summary>Decides <see cref="CounterStatusUpdate"/>: one change with all that it means for the work (docs/protocol.md §5).</summary>
internal static class CounterUpdating
{
    private static readonly TimeSpan LongestDowntime = TimeSpan.FromHours(24);

    /// <summary>Takes a counter down or back. The same status again is acknowledged.</summary>
    public static Decision Decide(Draft draft, CounterStatusUpdate command)
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
            Inputs.Refuse(
                Inputs.Text("reason", command.Reason, draft.Limits.TextLength),
                command.EstimatedDowntime is { } downtime
                && (downtime < TimeSpan.Zero || downtime > LongestDowntime)
                    ? new Problem(
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
        if (previous == command.Status && !SaysMore(draft, command))
        {
            return Decision.Nothing;
        }

        Change(draft, counter, previous, command);
        return draft.Accept();
    }

    /// <summary>Whether a counter that is down already is down for another reason or another time.</summary>
    private static bool SaysMore(Draft draft, CounterStatusUpdate command) =>
        command.Status != CounterStatus.Active
        && draft.Cafe.CounterStates.TryGet(command.CounterId, out var state)
        && (
            command.EstimatedDowntime is { } downtime && downtime != state.EstimatedDowntime
            || Inputs.Trimmed(command.Reason) is { } reason && reason != state.Reason
        );

    /// <summary>For how long it is down; what is left of the time that was said before, where none is said now.</summary>
    private static TimeSpan? Downtime(Draft draft, CounterStatusUpdate command) =>
        command.Status == CounterStatus.Active ? null
        : command.EstimatedDowntime is { } said ? said
        : draft.Cafe.CounterStates.TryGet(command.CounterId, out var state)
        && state.BackAt > draft.Now
            ? state.BackAt - draft.Now
        : null;

    private static void Change(
        Draft draft,
        CounterProfile counter,
        CounterStatus previous,
        CounterStatusUpdate command
    )
    {
        var started = draft
            .Cafe.OpenOrders.Values.Where(order =>
                order.LinesAt(counter.CounterId).Any(line => line.Status == LineStatus.Started)
            )
            .Select(order => order.OrderId)
            .ToEquatableList();
        draft.Tell(
            new CounterStatusChanged(
                draft.Now,
                counter.CounterId,
                previous,
                command.Status,
                Inputs.Trimmed(command.Reason),
                Downtime(draft, command),
                started,
                draft.By
            )
        );
        if (command.Status == CounterStatus.Active)
        {
            Dispatch.Release(draft);
        }
        else
        {
            Dispatch.Clear(draft, [counter.CounterId]);
        }

        Reestimating.All(draft);
    }
}
