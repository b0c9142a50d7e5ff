using TableTap.Ordering.Values;

namespace TableTap.Ordering.Facts;

/// <summary>Something that was noticed about the running of a café; it changes no order.</summary>
/// <param name="At">When it happened.</param>
public abstract record WatchFact(DateTimeOffset At) : Fact(At);

/// <summary>Somebody at a counter listens to its orders again.</summary>
/// <param name="At">When it happened.</param>
/// <param name="CounterId">The id of the counter.</param>
public sealed record ScreenConnectedFact(DateTimeOffset At, string CounterId) : WatchFact(At);

/// <summary>Nobody at a counter listens to its orders any more.</summary>
/// <param name="At">When it happened.</param>
/// <param name="CounterId">The id of the counter.</param>
public sealed record ScreenLostFact(DateTimeOffset At, string CounterId) : WatchFact(At);

/// <summary>Somebody at a counter saw its tickets.</summary>
/// <param name="At">When it happened.</param>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="OrderIds">The orders whose tickets were not seen before.</param>
/// <param name="Through">The last sequence of the counter's orders that was seen.</param>
/// <param name="By">The id of who did it.</param>
public sealed record TicketsSeenFact(
    DateTimeOffset At,
    string CounterId,
    EquatableList<string> OrderIds,
    long Through,
    string By
) : WatchFact(At);

/// <summary>History was cut off before its time because the store is full.</summary>
/// <param name="At">When it happened.</param>
/// <param name="WholeAgainAt">When all that should be there is there again, if no more is cut off.</param>
public sealed record HistoryTrimmedFact(DateTimeOffset At, DateTimeOffset WholeAgainAt)
    : WatchFact(At);
