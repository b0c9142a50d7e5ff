using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary><c>course_fire</c>: the counters may begin a course that is held, by default the next one (section 4).</summary>
public sealed record CourseFire(
    [Id] string OrderId,
    [Bounds(1, 9)] int? Course = null,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>course_hold</c>: a course that nobody began waits until somebody fires it (section 4).</summary>
public sealed record CourseHold(
    [Id] string OrderId,
    [Bounds(1, 9)] int Course,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary>
/// <c>course_changed</c>: a course of an order is held, fired or ready (section 5). <c>estimatedTime</c> is the minutes until what is fired is
/// ready, <c>lineIds</c> what is held or fired. Only a counter that holds some of it reads what it is to show: the items that it holds, with
/// what else stands on a ticket; <c>customerName</c> is first name and initial.
/// </summary>
public sealed record CourseChanged(
    [Id] string OrderId,
    string OrderNumber,
    [Bounds(1, 9)] int Course,
    CourseStatus Status,
    [Id] string UpdatedBy,
    [Bounds(1)] long OrderVersion,
    [Bounds(0)] double? EstimatedTime = null,
    [Id(Each = true)] IReadOnlyList<string>? LineIds = null,
    IReadOnlyList<AssignedItem>? Items = null,
    OrderType? OrderType = null,
    string? TableNumber = null,
    string? CustomerName = null
);
