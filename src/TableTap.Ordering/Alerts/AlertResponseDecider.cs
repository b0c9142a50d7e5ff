using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>
/// Decides what managers do about alerts: <see cref="AcknowledgeAlert"/> and <see cref="SnoozeAlert"/> (docs/protocol.md §6).
/// </summary>
internal static class AlertResponseDecider
{
    /// <summary>Somebody takes care of the alert. The first one counts; once more is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, AcknowledgeAlert command)
    {
        if (Find(draft, command.AlertId, out var alert) is { } refusal)
        {
            return refusal;
        }

        if (alert.State != AlertState.Acknowledged)
        {
            draft.Emit(new AlertAcknowledgedFact(draft.Now, alert.AlertId, draft.By));
        }

        return draft.Accept();
    }

    /// <summary>It is silent for a while. The same end again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, SnoozeAlert command)
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
            draft.Emit(new AlertSnoozedFact(draft.Now, alert.AlertId, until, draft.By));
        }

        return draft.Accept();
    }

    private static Refusal? Find(DecisionDraft draft, string alertId, out ActiveAlert alert)
    {
        alert = draft.Cafe.Alerts.Find(alertId)!;
        return !draft.Actor.IsManager ? Refusal.NotAllowed("Only a manager may do that")
            : alert is null ? Refusal.NotFound("alert", alertId)
            : null;
    }
}
