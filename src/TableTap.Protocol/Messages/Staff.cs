using System.Text.Json.Serialization;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>The beginning and the end of a planned shift.</summary>
public sealed record ShiftTimes(DateTimeOffset StartTime, DateTimeOffset EndTime);

/// <summary><c>employee_status_changed</c>: an employee clocked in or out (section 6).</summary>
public sealed record EmployeeStatusChanged(
    [Id] string EmployeeId,
    string Name,
    EmployeeStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Location,
    ShiftTimes? Shift = null
);

/// <summary><c>break_started</c>; <c>duration</c> in minutes (section 6).</summary>
public sealed record BreakStarted(
    [Id] string EmployeeId,
    string Name,
    BreakType BreakType,
    [Bounds(0)] double Duration,
    [Id(Each = true)] IReadOnlyList<string> CoveringEmployees,
    DateTimeOffset ReturnTime,
    [Id(Each = true)] IReadOnlyList<string> CounterIds
);

/// <summary><c>break_ended</c>; <c>overBy</c> in minutes, 0 where in time (section 6).</summary>
public sealed record BreakEnded(
    [Id] string EmployeeId,
    string Name,
    DateTimeOffset EndedAt,
    [Bounds(0)] double OverBy
);
