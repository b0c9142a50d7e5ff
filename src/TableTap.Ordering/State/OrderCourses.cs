using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>How far an order with courses is (docs/protocol.md §5, "Courses"). Orders without held courses keep no room for it.</summary>
public sealed record OrderCourses
{
    /// <summary>The bounds of a course's number.</summary>
    public const int First = 1;

    /// <summary>The highest number of a course.</summary>
    public const int Last = 9;

    /// <summary>When a course was fired last; null while only what is made first was given to the counters.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>The highest course that was made while a later one is held; 0 where one is being made.</summary>
    public int Made { get; init; }

    /// <summary>When the next course is fired by itself; null where it is not.</summary>
    public DateTimeOffset? FireAt { get; init; }

    /// <summary>The courses that somebody of the staff holds back: none of them is fired by itself before they fire it.</summary>
    public EquatableList<int> Kept { get; init; }
}
