namespace TableTap.Ordering.Commands;

/// <summary><c>course_fire</c>: the counters may begin a course that is held.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Course">The number of the course; null for the next one.</param>
public sealed record FireCourse(string OrderId, int? Course = null) : OrderCommand(OrderId);

/// <summary><c>course_hold</c>: a course that nobody began waits until somebody fires it.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Course">The number of the course.</param>
public sealed record HoldCourse(string OrderId, int Course) : OrderCommand(OrderId);

/// <summary>The next course of an order is due; sent by the café's own timer.</summary>
/// <param name="OrderId">The id of the order.</param>
public sealed record FireDueCourse(string OrderId) : CafeCommand;
