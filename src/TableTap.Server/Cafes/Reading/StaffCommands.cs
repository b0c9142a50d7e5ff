using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>Commands on the staff, from the wire to the café (section 4).</summary>
internal static class StaffCommands
{
    public static (CafeCommand, CommandTarget) ClockIn(Protocol.EmployeeClock data) =>
        (
            new EmployeeClockIn(data.EmployeeId, data.Location),
            new(data.CafeId, EmployeeId: data.EmployeeId)
        );

    public static (CafeCommand, CommandTarget) ClockOut(Protocol.EmployeeClock data) =>
        (
            new EmployeeClockOut(data.EmployeeId, data.Location),
            new(data.CafeId, EmployeeId: data.EmployeeId)
        );

    public static (CafeCommand, CommandTarget) Read(Protocol.BreakStart data) =>
        (
            new BreakStart(
                data.BreakType,
                TimeSpan.FromMinutes(data.Duration),
                (data.CoveringEmployees ?? []).ToEquatableList(),
                data.EmployeeId
            ),
            new(data.CafeId, EmployeeId: data.EmployeeId)
        );

    public static (CafeCommand, CommandTarget) Read(Protocol.BreakEnd data) =>
        (new BreakEnd(data.EmployeeId), new(data.CafeId, EmployeeId: data.EmployeeId));
}
