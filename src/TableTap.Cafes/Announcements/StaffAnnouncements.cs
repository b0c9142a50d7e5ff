using TableTap.Ordering.Facts;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Cafes.Announcements;

/// <summary>What the staff is told of each other (section 3); guests never hear it.</summary>
internal static class StaffAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, EmployeeClockedInFact fact) =>
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

    public static void Announce(MessageBatch pad, FactContext told, EmployeeClockedOutFact fact) =>
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

    public static void Announce(MessageBatch pad, FactContext told, BreakStartedFact fact) =>
        pad.Write(
            "break_started",
            fact.At,
            new BreakStarted(
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

    public static void Announce(MessageBatch pad, FactContext told, BreakEndedFact fact) =>
        pad.Write(
            "break_ended",
            fact.At,
            new BreakEnded(fact.EmployeeId, fact.Name, fact.At, fact.OverBy.WireMinutes()),
            told.Staff
        );

    private static ShiftTimes? Planned(DateTimeOffset start, DateTimeOffset? end) =>
        end is { } known ? new(start, known) : null;
}
