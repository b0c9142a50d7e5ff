using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact of the staff makes of who is there.</summary>
internal static class StaffApply
{
    /// <summary>The café after one more fact of its staff.</summary>
    public static Cafe Apply(Cafe cafe, Fact fact) =>
        fact switch
        {
            EmployeeClockedInFact f => cafe with
            {
                Shifts = cafe.Shifts.Set(
                    f.EmployeeId,
                    new Shift(f.EmployeeId, f.At, f.Location, f.ShiftStart, f.ShiftEnd, f.CutOffAt)
                ),
            },
            EmployeeClockedOutFact f => cafe with { Shifts = cafe.Shifts.Remove(f.EmployeeId) },
            BreakStartedFact f => WithBreak(
                cafe,
                f.EmployeeId,
                new Break(f.BreakType, f.At, f.ReturnAt, f.CoveringEmployees, f.CounterIds)
            ),
            BreakEndedFact f => WithBreak(cafe, f.EmployeeId, null),
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "A fact that nothing applies."
            ),
        };

    private static Cafe WithBreak(Cafe cafe, string employeeId, Break? pause) =>
        cafe with
        {
            Shifts = cafe.Shifts.Set(
                employeeId,
                cafe.Shifts.Items[employeeId] with
                {
                    Break = pause,
                }
            ),
        };
}
