namespace TableTap.Ordering;

/// <summary>The time to pay is over; sent by the café's own timer.</summary>
/// <param name="OrderId">Which order.</param>
public sealed record PaymentExpire(string OrderId) : CafeCommand;

/// <summary>A pause of the intake is over; sent by the café's own timer.</summary>
public sealed record IntakeResume : CafeCommand;

/// <summary>The day is over for somebody who forgot to clock out; sent by the café's own timer.</summary>
/// <param name="EmployeeId">Who.</param>
public sealed record ClockOutForgotten(string EmployeeId) : CafeCommand;

/// <summary>The café looks again at what it promised and at its load; sent by the owner of the clock (<see cref="Reviewing"/>).</summary>
public sealed record CafeReview : CafeCommand;

/// <summary>The demo opens: it is configured, and its people clock in; sent by the server at its start.</summary>
public sealed record DemoOpen : CafeCommand;

/// <summary>The day's cut-off has come, and orders of the day are still open.</summary>
public sealed record DayEnd : CafeCommand;
