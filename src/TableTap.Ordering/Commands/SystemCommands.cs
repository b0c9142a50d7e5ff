using TableTap.Ordering.Rules;

namespace TableTap.Ordering.Commands;

/// <summary>The time to pay is over; sent by the café's own timer.</summary>
/// <param name="OrderId">The id of the order.</param>
public sealed record ExpirePayment(string OrderId) : CafeCommand;

/// <summary>A pause of the intake is over; sent by the café's own timer.</summary>
public sealed record ResumeIntake : CafeCommand;

/// <summary>The day is over for somebody who forgot to clock out; sent by the café's own timer.</summary>
/// <param name="EmployeeId">The id of the employee.</param>
public sealed record ClockOutAbsentee(string EmployeeId) : CafeCommand;

/// <summary>The café checks again what it promised and its load; sent by the owner of the clock (<see cref="ReviewDecider"/>).</summary>
public sealed record ReviewCafe : CafeCommand;

/// <summary>The demo opens: it is configured, and its people clock in; sent by the server at its start.</summary>
public sealed record OpenDemo : CafeCommand;

/// <summary>The day's cut-off has come, and orders of the day are still open.</summary>
public sealed record EndDay : CafeCommand;
