namespace TableTap.Ordering;

/// <summary>Decides <see cref="IntakeUpdate"/>, and ends a pause by rule (docs/protocol.md §4).</summary>
internal static class IntakeUpdating
{
    /// <summary>Stops or begins to take orders. The same again is acknowledged.</summary>
    public static Decision Decide(Draft draft, IntakeUpdate command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager stops or opens the intake");
        }

        if (
            Inputs.Refuse(
                Inputs.Text("reason", command.Reason, draft.Limits.TextLength),
                command.Until is null ? null
                    : command.Mode != IntakeMode.Paused
                        ? new Problem("until", "only a pause has an end")
                    : command.Until <= draft.Now ? new Problem("until", "in the future")
                    : null
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var intake = new Intake(command.Mode, command.Until, Inputs.Trimmed(command.Reason));
        var same =
            intake.Mode == IntakeMode.Normal
                ? draft.Cafe.Intake.Mode == IntakeMode.Normal
                : intake == draft.Cafe.Intake;
        return same ? Decision.Nothing : Change(draft, intake);
    }

    /// <summary>Decides <see cref="IntakeResume"/>.</summary>
    public static Decision Decide(Draft draft, IntakeResume command)
    {
        _ = command;
        return draft.Actor.Role != Role.System
                ? Refusal.NotAllowed("Only the café's own timer ends a pause")
            : draft.Cafe.Intake is { Mode: IntakeMode.Paused, Until: { } until }
            && until <= draft.Now
                ? Change(draft, Intake.Normal)
            : Decision.Nothing;
    }

    private static Decision Change(Draft draft, Intake intake)
    {
        draft.Tell(
            new IntakeChanged(draft.Now, intake.Mode, intake.Until, intake.Reason, draft.By)
        );
        return draft.Accept();
    }
}
