using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides <see cref="ClockInEmployee"/> and <see cref="ClockOutEmployee"/>, and the day's cut-off (docs/protocol.md §6).
/// </summary>
internal static class ClockInDecider
{
    /// <summary>Begins somebody's work: once, from 5 minutes before the shift, earlier only by a manager.</summary>
    public static Decision Decide(DecisionDraft draft, ClockInEmployee command)
    {
        var refusal =
            StaffAccess.Find(draft, command.EmployeeId, out var person)
            ?? InputChecks.Refuse(
                InputChecks.Text("location", command.Location, draft.Limits.NameLength)
            );
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

        draft.Emit(
            ClockedIn(
                draft.Cafe.Profile,
                person,
                draft.Now,
                planned ?? Coming(draft, person),
                InputChecks.Trimmed(command.Location),
                draft.By
            )
        );
        WorkDistribution.Release(draft);
        return draft.Accept();
    }

    /// <summary>Ends somebody's work, and the break they are on.</summary>
    public static Decision Decide(DecisionDraft draft, ClockOutEmployee command)
    {
        var refusal =
            StaffAccess.FindAtWork(draft, command.EmployeeId, out var person, out var shift)
            ?? InputChecks.Refuse(
                InputChecks.Text("location", command.Location, draft.Limits.NameLength)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        Leave(draft, person.Name, shift, InputChecks.Trimmed(command.Location));
        return draft.Accept();
    }

    /// <summary>Decides the command <see cref="ClockOutAbsentee"/>: clocks out who forgot to do so.</summary>
    public static Decision Decide(DecisionDraft draft, ClockOutAbsentee command)
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
        DecisionDraft draft,
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

    /// <summary>The beginning of somebody's work, without that anybody asked for it: in their shift, at their first counter.</summary>
    public static EmployeeClockedInFact ClockedIn(
        CafeProfile profile,
        StaffRecord person,
        DateTimeOffset now
    ) =>
        ClockedIn(
            profile,
            person,
            now,
            LocalTime.ShiftAt(profile, person, now, TimeSpan.Zero),
            person
                .Counters.Items.Select(counterId => profile.Counter(counterId)?.Name)
                .FirstOrDefault(),
            OrderMovedFact.System
        );

    private static EmployeeClockedInFact ClockedIn(
        CafeProfile profile,
        StaffRecord person,
        DateTimeOffset now,
        (DateTimeOffset Start, DateTimeOffset End)? planned,
        string? location,
        string by
    )
    {
        var cutOff = profile.Limits.DayCutOff is { } timeOfDay
            ? LocalTime.NextCutOff(profile, timeOfDay, planned?.End ?? now)
            : (DateTimeOffset?)null;
        return new(
            now,
            person.EmployeeId,
            person.Name,
            location,
            planned?.Start ?? now,
            planned?.End ?? cutOff,
            cutOff,
            by
        );
    }

    /// <summary>
    /// Ends a shift, and the break in it. Counters that nobody is left at give their untouched work away, as if they went down.
    /// </summary>
    private static void Leave(DecisionDraft draft, string name, Shift shift, string? location)
    {
        var staffed = WorkDistribution.Staffed(draft.Cafe);
        ClockOut(draft, name, shift, location);
        WorkDistribution.Clear(draft, [.. staffed.Except(WorkDistribution.Staffed(draft.Cafe))]);
    }

    /// <summary>Ends a shift, and the break in it. What that means for the work is the caller's.</summary>
    public static void ClockOut(DecisionDraft draft, string name, Shift shift, string? location)
    {
        if (shift.Break is { } pause)
        {
            BreakDecider.End(draft, shift.EmployeeId, name, pause);
        }

        draft.Emit(
            new EmployeeClockedOutFact(
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
