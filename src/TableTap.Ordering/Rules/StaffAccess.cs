using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>Finds the person a command of the staff is about.</summary>
internal static class StaffAccess
{
    /// <summary>The staff record: one's own, or for a manager anybody's.</summary>
    public static Refusal? Find(DecisionDraft draft, string? employeeId, out StaffRecord person)
    {
        var id = employeeId ?? draft.By;
        person = draft.Cafe.Profile.Employee(id)!;
        return !draft.Actor.IsEmployee ? Refusal.NotAllowed("Only the staff may do that")
            : id != draft.By && !draft.Actor.IsManager
                ? Refusal.NotAllowed("Only a manager may do that for somebody else")
            : person is null ? Refusal.NotFound("employee", id)
            : null;
    }

    /// <summary>The staff record and the shift of somebody who must be at work.</summary>
    public static Refusal? FindAtWork(
        DecisionDraft draft,
        string? employeeId,
        out StaffRecord person,
        out Shift shift
    )
    {
        shift = null!;
        return Find(draft, employeeId, out person)
            ?? (
                draft.Cafe.Shifts.TryGet(person.EmployeeId, out shift!)
                    ? null
                    : Refusal.Conflict($"{person.Name} is not clocked in")
            );
    }
}
