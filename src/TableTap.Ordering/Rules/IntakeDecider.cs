using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="UpdateIntake"/>, and ends a pause by rule (docs/protocol.md §4).</summary>
internal static class IntakeDecider
{
    /// <summary>Stops or begins to take orders. The same again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateIntake command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager stops or opens the intake");
        }

        if (
            InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength),
                command.Mode == IntakeMode.Busy
                    ? new FieldProblem("mode", "normal or paused")
                    : null,
                command.Until is null ? null
                    : command.Mode != IntakeMode.Paused
                        ? new FieldProblem("until", "only a pause has an end")
                    : command.Until <= draft.Now ? new FieldProblem("until", "in the future")
                    : null
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var mode =
            command.Mode == IntakeMode.Paused ? IntakeMode.Paused : LoadControl.WhenOpened(draft);
        var reason = InputChecks.Trimmed(command.Reason);
        var current = draft.Cafe.Intake;
        var same =
            mode == current.Mode
            && (
                mode == IntakeMode.Normal
                || current.IsByHand
                    && (
                        mode == IntakeMode.Busy
                        || (current.Until, current.Reason) == (command.Until, reason)
                    )
            );
        return same ? Decision.Nothing : Change(draft, mode, command.Until, reason);
    }

    /// <summary>Decides the command <see cref="ResumeIntake"/>: ends a pause whose time is over.</summary>
    public static Decision Decide(DecisionDraft draft, ResumeIntake command)
    {
        _ = command;
        return !draft.Actor.IsSystem ? Refusal.NotAllowed("Only the café's own timer ends a pause")
            : draft.Cafe.Intake is { Mode: IntakeMode.Paused, Until: { } until }
            && until <= draft.Now
                ? Change(draft, LoadControl.Mode(draft), null, null)
            : Decision.Nothing;
    }

    private static Decision Change(
        DecisionDraft draft,
        IntakeMode mode,
        DateTimeOffset? until,
        string? reason
    )
    {
        draft.Emit(new IntakeChangedFact(draft.Now, mode, until, reason, draft.By));
        WaitTimeUpdates.UpdateAll(draft);
        return draft.Accept();
    }
}
