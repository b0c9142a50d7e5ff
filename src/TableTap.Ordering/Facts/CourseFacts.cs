using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Facts;

/// <summary>A line that is held, and the counter that will probably make it.</summary>
/// <param name="LineId">The id of the line.</param>
/// <param name="CounterId">The counter where it is shown; null where none can make it now.</param>
public sealed record HeldLine(string LineId, string? CounterId);

/// <summary>A course of an order waits at its counters; nobody begins it before it is fired.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Course">The number of the course.</param>
/// <param name="Lines">Its lines, each with its counter.</param>
/// <param name="By">Who held it back; <see cref="OrderMovedFact.System"/> for the order's own sequence.</param>
public sealed record CourseHeldFact(
    DateTimeOffset At,
    string OrderId,
    int Course,
    EquatableList<HeldLine> Lines,
    string By
) : OrderFact(At, OrderId);

/// <summary>A course of an order was fired: its counters may begin.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Course">The number of the course.</param>
/// <param name="LineIds">The lines that were held until now.</param>
/// <param name="By">Who fired it; <see cref="OrderMovedFact.System"/> where the last course was made.</param>
/// <param name="EstimatedTime">Minutes until all that is fired should be ready; at least 1.</param>
/// <param name="Expected">The estimate before it was corrected by the café's own error.</param>
public sealed record CourseFiredFact(
    DateTimeOffset At,
    string OrderId,
    int Course,
    EquatableList<string> LineIds,
    string By,
    int EstimatedTime,
    TimeSpan? Expected = null
) : OrderFact(At, OrderId);

/// <summary>All that was fired of an order is made, and a later course is held.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Course">The highest course that is made; 0 where what is made has none.</param>
public sealed record CourseReadyFact(DateTimeOffset At, string OrderId, int Course)
    : OrderFact(At, OrderId);

/// <summary>The next course of an order is fired by itself at a time, or not any more.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="FireAt">When it is fired if nobody does it before; null where its turn has not come after all.</param>
public sealed record CourseTimedFact(DateTimeOffset At, string OrderId, DateTimeOffset? FireAt)
    : OrderFact(At, OrderId);
