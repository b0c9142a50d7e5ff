namespace TableTap.Ordering;

/// <summary>Decides what managers do about alerts: <see cref="AlertAcknowledge"/> and <see cref="AlertSnooze"/> (docs/protocol.md §6).</summary>
internal static class AlertCare
{
    /// <summary>Somebody looks after it. The first one counts; once more is acknowledged.</summary>
    public static Decision Decide(Draft draft, AlertAcknowledge command)
    {
        if (Find(draft, command.AlertId, out var alert) is { } refusal)
        {
            return refusal;
        }

        if (alert.State != AlertState.Acknowledged)
        {
            draft.Tell(new AlertAcknowledged(draft.Now, alert.AlertId, draft.By));
        }

        return draft.Accept();
    }

    /// <summary>It is silent for a while. The same end again is acknowledged.</summary>
    public static Decision Decide(Draft draft, AlertSnooze command)
    {
        if (Find(draft, command.AlertId, out var alert) is { } refusal)
        {
            return refusal;
        }

        var limits = draft.Limits.Alerts;
        var until = command.Until ?? draft.Now + limits.Snooze;
        if (until <= draft.Now || until > draft.Now + limits.LongestSnooze)
        {
            return Refusal.Invalid(
                "until",
                $"in the future, at most {Counted.Of(limits.LongestSnooze.TotalHours, "hour", "hours")} from now"
            );
        }

        if (alert.SnoozedUntil != until)
        {
            draft.Tell(new AlertSnoozed(draft.Now, alert.AlertId, until, draft.By));
        }

        return draft.Accept();
    }

    private static Refusal? Find(Draft draft, string alertId, out Alert alert)
    {
        alert = draft.Cafe.Alerts.Find(alertId)!;
        return !draft.Actor.IsManager ? Refusal.NotAllowed("Only a manager may do that")
            : alert is null ? Refusal.NotFound("alert", alertId)
            : null;
    }
}
