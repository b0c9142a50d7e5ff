using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>Somebody who works in the café.</summary>
/// <param name="EmployeeId">The user id, unique on the server.</param>
/// <param name="Name">As colleagues read it.</param>
/// <param name="Role"><see cref="Role.Employee"/> or <see cref="Role.Manager"/>.</param>
/// <param name="Counters">Ids of the counters assigned.</param>
/// <param name="Shifts">The weekly plan; empty when the café does not plan shifts, then any time is right.</param>
public sealed record StaffRecord(
    string EmployeeId,
    string Name,
    Role Role,
    EquatableList<string> Counters,
    EquatableList<PlannedShift> Shifts = default
);

/// <summary>A shift that comes every week, in the café's local time.</summary>
/// <param name="Day">The day it starts on.</param>
/// <param name="Start">Time of day.</param>
/// <param name="End">Time after the same midnight; over 24 h when it ends the next day.</param>
public sealed record PlannedShift(DayOfWeek Day, TimeSpan Start, TimeSpan End);
