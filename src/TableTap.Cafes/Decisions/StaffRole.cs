using TableTap.Ordering.State;
using TableTap.Realtime.Authentication;

namespace TableTap.Cafes.Decisions;

/// <summary>A role of the staff holds only while the café's record has the person (section 1).</summary>
public static class StaffRole
{
    /// <summary>Whether the caller's role holds in a café of theirs: for a role of the staff, by the café's record as it is at this commit.</summary>
    /// <param name="caller">The person or back end that a token speaks for.</param>
    /// <param name="cafe">The café to look at.</param>
    public static bool HoldsIn(this Identity caller, Cafe cafe) =>
        caller.Owns(cafe.CafeId)
        && (!caller.IsOfStaff || cafe.Profile.Employee(caller.UserId) is not null);
}
