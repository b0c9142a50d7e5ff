using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>An employee clocked in and began to work.</summary>
/// <param name="At">When it happened.</param>
/// <param name="EmployeeId">The id of the employee.</param>
/// <param name="Name">The name of the employee.</param>
/// <param name="Location">Where they said they work.</param>
/// <param name="ShiftStart">Start of the shift.</param>
/// <param name="ShiftEnd">Its end, if there is one.</param>
/// <param name="CutOffAt">When they are clocked out if they forget.</param>
/// <param name="By">Who clocked them in.</param>
public sealed record EmployeeClockedInFact(
    DateTimeOffset At,
    string EmployeeId,
    string Name,
    string? Location,
    DateTimeOffset ShiftStart,
    DateTimeOffset? ShiftEnd,
    DateTimeOffset? CutOffAt,
    string By
) : Fact(At);

/// <summary>An employee clocked out, or the café clocked them out.</summary>
/// <param name="At">When it happened.</param>
/// <param name="EmployeeId">The id of the employee.</param>
/// <param name="Name">The name of the employee.</param>
/// <param name="Location">Where they said they worked.</param>
/// <param name="ShiftStart">Start of the shift.</param>
/// <param name="ShiftEnd">Its planned end, if there was one.</param>
/// <param name="By">Who clocked them out; <see cref="OrderMovedFact.System"/> at the day's cut-off.</param>
public sealed record EmployeeClockedOutFact(
    DateTimeOffset At,
    string EmployeeId,
    string Name,
    string? Location,
    DateTimeOffset ShiftStart,
    DateTimeOffset? ShiftEnd,
    string By
) : Fact(At);

/// <summary>Somebody went on a break; those who cover get their counters.</summary>
/// <param name="At">When it happened.</param>
/// <param name="EmployeeId">The id of the employee.</param>
/// <param name="Name">The name of the employee.</param>
/// <param name="BreakType">What the break is for.</param>
/// <param name="Duration">How long; more than nothing, at most 4 h.</param>
/// <param name="ReturnAt">When they will be back.</param>
/// <param name="CoveringEmployees">Who stands in.</param>
/// <param name="CounterIds">The counters that are covered.</param>
/// <param name="By">Who said so.</param>
public sealed record BreakStartedFact(
    DateTimeOffset At,
    string EmployeeId,
    string Name,
    BreakType BreakType,
    TimeSpan Duration,
    DateTimeOffset ReturnAt,
    EquatableList<string> CoveringEmployees,
    EquatableList<string> CounterIds,
    string By
) : Fact(At);

/// <summary>Somebody is back; those who covered lose the counters.</summary>
/// <param name="At">When it happened.</param>
/// <param name="EmployeeId">The id of the employee.</param>
/// <param name="Name">The name of the employee.</param>
/// <param name="OverBy">How long over the announced time; zero when in time.</param>
/// <param name="By">Who said so.</param>
public sealed record BreakEndedFact(
    DateTimeOffset At,
    string EmployeeId,
    string Name,
    TimeSpan OverBy,
    string By
) : Fact(At);
