using TableTap.Ordering.Commands;
using TableTap.Ordering.Values;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Commands;

/// <summary>Commands on the staff, from the wire to the café (section 4).</summary>
internal static class StaffCommandReaders
{
    /// <summary>The rows of these commands in the table of all commands.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<EmployeeClock>("employee_clock_in", ClockIn),
        CommandRow.Of<EmployeeClock>("employee_clock_out", ClockOut),
        CommandRow.Of<BreakStart>("break_start", Read),
        CommandRow.Of<BreakEnd>("break_end", Read),
    ];

    private static (CafeCommand, CommandTarget) ClockIn(EmployeeClock data) =>
        (
            new ClockInEmployee(data.EmployeeId, data.Location),
            new(data.CafeId, EmployeeId: data.EmployeeId)
        );

    private static (CafeCommand, CommandTarget) ClockOut(EmployeeClock data) =>
        (
            new ClockOutEmployee(data.EmployeeId, data.Location),
            new(data.CafeId, EmployeeId: data.EmployeeId)
        );

    private static (CafeCommand, CommandTarget) Read(BreakStart data) =>
        (
            new StartBreak(
                data.BreakType,
                TimeSpan.FromMinutes(data.Duration),
                (data.CoveringEmployees ?? []).ToEquatableList(),
                data.EmployeeId
            ),
            new(data.CafeId, EmployeeId: data.EmployeeId)
        );

    private static (CafeCommand, CommandTarget) Read(BreakEnd data) =>
        (new EndBreak(data.EmployeeId), new(data.CafeId, EmployeeId: data.EmployeeId));
}
