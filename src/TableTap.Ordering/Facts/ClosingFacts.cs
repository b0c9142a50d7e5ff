using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>A manager closed the day: what moved since the closing before has its number, and what comes is the next one's.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Closing">The closing, as it stays.</param>
public sealed record DayClosedFact(DateTimeOffset At, Closing Closing) : Fact(At);
