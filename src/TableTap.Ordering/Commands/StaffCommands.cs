using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>employee_clock_in</c>: an employee begins to work.</summary>
/// <param name="EmployeeId">Who; the sender where it is not given.</param>
/// <param name="Location">Where they work.</param>
public sealed record ClockInEmployee(string? EmployeeId = null, string? Location = null)
    : CafeCommand;

/// <summary><c>employee_clock_out</c>: an employee stops working and goes home.</summary>
/// <param name="EmployeeId">Who; the sender where it is not given.</param>
/// <param name="Location">Where they worked.</param>
public sealed record ClockOutEmployee(string? EmployeeId = null, string? Location = null)
    : CafeCommand;

/// <summary><c>break_start</c>: an employee goes on a break.</summary>
/// <param name="BreakType">What the break is for.</param>
/// <param name="Duration">How long; more than nothing, at most 4 h.</param>
/// <param name="CoveringEmployees">Who stands in.</param>
/// <param name="EmployeeId">Whose break; the sender's where it is not given.</param>
public sealed record StartBreak(
    BreakType BreakType,
    TimeSpan Duration,
    EquatableList<string> CoveringEmployees = default,
    string? EmployeeId = null
) : CafeCommand;

/// <summary><c>break_end</c>: an employee is back from a break.</summary>
/// <param name="EmployeeId">Whose break; the sender's where it is not given.</param>
public sealed record EndBreak(string? EmployeeId = null) : CafeCommand;
