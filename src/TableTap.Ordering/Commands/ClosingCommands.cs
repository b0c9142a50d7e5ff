using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>day_close</c>: a manager closes the day.</summary>
/// <param name="Counted">What was counted in the drawer, the float with it; null where nobody counted.</param>
/// <param name="ExpectedNumber">The number that the closing shall have; another one is a conflict. Null: whichever is the next.</param>
public sealed record CloseDay(Money? Counted = null, long? ExpectedNumber = null) : CafeCommand;
