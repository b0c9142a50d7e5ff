using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>Somebody who is clocked in (docs/protocol.md §6).</summary>
/// <param name="EmployeeId">The id of the employee.</param>
/// <param name="ClockedInAt">When they clocked in.</param>
/// <param name="Location">Where they said they work.</param>
/// <param name="Start">Start of the shift: the planned one, else when they clocked in.</param>
/// <param name="End">End of the shift: the planned one, else the café's cut-off; null when there is neither.</param>
/// <param name="CutOffAt">When they are clocked out if they forget.</param>
/// <param name="Break">The break they are on.</param>
public sealed record Shift(
    string EmployeeId,
    DateTimeOffset ClockedInAt,
    string? Location,
    DateTimeOffset Start,
    DateTimeOffset? End,
    DateTimeOffset? CutOffAt,
    Break? Break = null
);

/// <summary>A break that an employee is on.</summary>
/// <param name="Type">What the break is for.</param>
/// <param name="StartedAt">When the break began.</param>
/// <param name="ReturnAt">When they said to be back.</param>
/// <param name="Covering">Who stands in.</param>
/// <param name="CounterIds">The counters that those who stand in get.</param>
public sealed record Break(
    BreakType Type,
    DateTimeOffset StartedAt,
    DateTimeOffset ReturnAt,
    EquatableList<string> Covering,
    EquatableList<string> CounterIds
);
