using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>A planned shift.</summary>
public sealed record Shift(DateTimeOffset StartTime, DateTimeOffset EndTime);

/// <summary><c>employee_status_changed</c> (document, "Staff Coordination").</summary>
public sealed record EmployeeStatusChanged(
    string EmployeeId,
    string Name,
    EmployeeStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Location,
    Shift? Shift = null
);

/// <summary><c>break_started</c>; <c>duration</c> in minutes (section 2).</summary>
public sealed record BreakStarted(
    string EmployeeId,
    string Name,
    BreakType BreakType,
    double Duration,
    IReadOnlyList<string> CoveringEmployees,
    DateTimeOffset ReturnTime,
    IReadOnlyList<string> CounterIds
);

/// <summary><c>break_ended</c>; <c>overBy</c> in minutes, 0 where in time (section 2).</summary>
public sealed record BreakEnded(
    string EmployeeId,
    string Name,
    DateTimeOffset EndedAt,
    double OverBy
);
