namespace TableTap.Ordering;

/// <summary>Decides <see cref="EmployeeClockIn"/> and <see cref="EmployeeClockOut"/>, and the day's cut-off (docs/protocol.md §6).</summary>
internal static class Clocking
{
    /// <summary>Begins somebody's work: once, from 5 minutes before the shift, earlier only by a manager.</summary>
    public static Decision Decide(Draft draft, EmployeeClockIn command)
    {
        var refusal =
            StaffAccess.Find(draft, command.EmployeeId, out var person)
            ?? Inputs.Refuse(Inputs.Text("location", command.Location, draft.Limits.NameLength));
        if (refusal is not null)
        {
            return refusal;
        }

        if (draft.Cafe.Shifts.Contains(person.EmployeeId))
        {
            return Refusal.Conflict($"{person.Name} is clocked in already");
        }

        var planned = LocalTime.ShiftAt(
            draft.Cafe.Profile,
            person,
            draft.Now,
            draft.Limits.EarlyClockIn
        );
        if (planned is null && person.Shifts.Count > 0 && !draft.Actor.IsManager)
        {
            return Refusal.NotAllowed(
                $"There is no shift of yours now; you can clock in from {Counted.Of(draft.Limits.EarlyClockIn.TotalMinutes, "minute", "minutes")} before it, a manager at any time"
            );
        }

        ClockIn(draft, person, planned ?? Coming(draft, person), Inputs.Trimmed(command.Location));
        return draft.Accept();
    }

    /// <summary>Ends somebody's work, and the break they are on.</summary>
    public static Decision Decide(Draft draft, EmployeeClockOut command)
    {
        var refusal =
            StaffAccess.FindAtWork(draft, command.EmployeeId, out var person, out var shift)
            ?? Inputs.Refuse(Inputs.Text("location", command.Location, draft.Limits.NameLength));
        if (refusal is not null)
        {
            return refusal;
        }

        Leave(draft, person.Name, shift, Inputs.Trimmed(command.Location));
        return draft.Accept();
    }

    /// <summary>Clocks out whoever forgot.</summary>
    public static Decision Decide(Draft draft, ClockOutForgotten command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer does the day's cut-off");
        }

        if (
            draft.Cafe.Shifts.TryGet(command.EmployeeId, out var shift)
            && shift.CutOffAt <= draft.Now
        )
        {
            Leave(
                draft,
                draft.Cafe.Profile.Employee(shift.EmployeeId)?.Name ?? shift.EmployeeId,
                shift,
                null
            );
        }

        return draft.Accept();
    }

    /// <summary>The shift of the day that a manager has somebody begin early, so that the cut-off does not end it in its middle.</summary>
    private static (DateTimeOffset Start, DateTimeOffset End)? Coming(
        Draft draft,
        StaffRecord person
    ) =>
        draft.Limits.DayCutOff is { } timeOfDay
            ? LocalTime.ShiftAt(
                draft.Cafe.Profile,
                person,
                draft.Now,
                LocalTime.NextCutOff(draft.Cafe.Profile, timeOfDay, draft.Now) - draft.Now
            )
            : null;

    private static void ClockIn(
        Draft draft,
        StaffRecord person,
        (DateTimeOffset Start, DateTimeOffset End)? planned,
        string? location
    )
    {
        var cutOff = draft.Limits.DayCutOff is { } timeOfDay
            ? LocalTime.NextCutOff(draft.Cafe.Profile, timeOfDay, planned?.End ?? draft.Now)
            : (DateTimeOffset?)null;
        draft.Tell(
            new EmployeeClockedIn(
                draft.Now,
                person.EmployeeId,
                person.Name,
                Inputs.Trimmed(location),
                planned?.Start ?? draft.Now,
                planned?.End ?? cutOff,
                cutOff,
                draft.By
            )
        );
        Dispatch.Release(draft);
    }

    /// <summary>Ends a shift, and the break in it. Counters that nobody is left at give their untouched work away, as if they went down.</summary>
    private static void Leave(Draft draft, string name, Shift shift, string? location)
    {
        var staffed = Dispatch.Staffed(draft.Cafe);
        ClockOut(draft, name, shift, location);
        Dispatch.Clear(draft, [.. staffed.Except(Dispatch.Staffed(draft.Cafe))]);
    }

    /// <summary>Ends a shift, and the break in it. What that means for the work is the caller's.</summary>
    public static void ClockOut(Draft draft, string name, Shift shift, string? location)
    {
        if (shift.Break is { } pause)
        {
            Breaks.End(draft, shift.EmployeeId, name, pause);
        }

        draft.Tell(
            new EmployeeClockedOut(
                draft.Now,
                shift.EmployeeId,
                name,
                location ?? shift.Location,
                shift.Start,
                shift.End,
                draft.By
            )
        );
    }
}
