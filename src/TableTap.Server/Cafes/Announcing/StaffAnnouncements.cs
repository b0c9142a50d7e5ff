using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>What the staff is told of each other (section 3); guests never hear it.</summary>
internal static class StaffAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, EmployeeClockedIn fact) =>
        pad.Write(
            "employee_status_changed",
            fact.At,
            new EmployeeStatusChanged(
                fact.EmployeeId,
                fact.Name,
                EmployeeStatus.ClockedIn,
                fact.Location,
                Planned(fact.ShiftStart, fact.ShiftEnd)
            ),
            told.Staff
        );

    public static void Tell(MessagePad pad, FactInPlace told, EmployeeClockedOut fact) =>
        pad.Write(
            "employee_status_changed",
            fact.At,
            new EmployeeStatusChanged(
                fact.EmployeeId,
                fact.Name,
                EmployeeStatus.ClockedOut,
                fact.Location,
                Planned(fact.ShiftStart, fact.ShiftEnd)
            ),
            told.Staff
        );

    public static void Tell(MessagePad pad, FactInPlace told, Ordering.BreakStarted fact) =>
        pad.Write(
            "break_started",
            fact.At,
            new Protocol.BreakStarted(
                fact.EmployeeId,
                fact.Name,
                fact.BreakType,
                fact.Duration.WireMinutes(),
                fact.CoveringEmployees.Items,
                fact.ReturnAt,
                fact.CounterIds.Items
            ),
            told.Staff
        );

    public static void Tell(MessagePad pad, FactInPlace told, Ordering.BreakEnded fact) =>
        pad.Write(
            "break_ended",
            fact.At,
            new Protocol.BreakEnded(fact.EmployeeId, fact.Name, fact.At, fact.OverBy.WireMinutes()),
            told.Staff
        );

    private static Protocol.Shift? Planned(DateTimeOffset start, DateTimeOffset? end) =>
        end is { } known ? new(start, known) : null;
}
