using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary><c>employee_clock_in</c> and <c>employee_clock_out</c>; oneself, or another by a manager (section 6).</summary>
public sealed record EmployeeClock(
    [Id] string? EmployeeId = null,
    [Text(TextLimits.Name, UpperIsDefault = true)] string? Location = null,
    [Id] string? CafeId = null
);

/// <summary><c>break_start</c>; <c>duration</c> in minutes (section 6).</summary>
public sealed record BreakStart(
    BreakType BreakType,
    [Bounds(1, 480)] double Duration,
    [Count(0, 50), Id(Each = true)] IReadOnlyList<string>? CoveringEmployees = null,
    [Id] string? EmployeeId = null,
    [Id] string? CafeId = null
);

/// <summary><c>break_end</c>: an employee is back from a break; the sender where none is named (section 6).</summary>
public sealed record BreakEnd([Id] string? EmployeeId = null, [Id] string? CafeId = null);

/// <summary><c>counter_status_update</c>; <c>estimatedDowntime</c> in minutes (section 5).</summary>
public sealed record CounterStatusUpdate(
    [Id] string CounterId,
    CounterStatus Status,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Bounds(0, 10080)] double? EstimatedDowntime = null
);

/// <summary>
/// <c>item_availability_update</c>: an item, a customisation or an option of a choice group; <c>remaining</c> counts it down (section 4).
/// </summary>
[ExactlyOne("itemId", "customization", "optionId")]
public sealed record ItemAvailabilityUpdate(
    bool Available,
    [Id] string? ItemId = null,
    [Text(TextLimits.Name, Min = 1, UpperIsDefault = true)] string? Customization = null,
    [Id] string? CounterId = null,
    [Id] string? CafeId = null,
    [Id] string? OptionId = null,
    [Bounds(1, TextLimits.Countdown)] int? Remaining = null,
    bool? BackNextDay = null
);

/// <summary><c>intake_update</c>: <c>normal</c> or <c>paused</c> (section 4).</summary>
public sealed record IntakeUpdate(
    [OneOf<IntakeMode>(IntakeMode.Normal, IntakeMode.Paused)] IntakeMode Mode,
    DateTimeOffset? Until = null,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Id] string? CafeId = null
);

/// <summary><c>orders_settle</c>: all orders that are left over are <c>completed</c> or <c>cancelled</c> at once (section 4).</summary>
public sealed record OrdersSettle(
    [OneOf<OrderStatus>(OrderStatus.Completed, OrderStatus.Cancelled)] OrderStatus Status,
    [Text(TextLimits.Sentence)] string? Reason = null,
    [Id] string? CafeId = null
);

/// <summary><c>day_close</c>: a manager closes the day (section 5).</summary>
public sealed record DayClose(
    [Bounds(0)] Money? Counted = null,
    [Bounds(1)] long? ExpectedNumber = null,
    [Id] string? CafeId = null
);

/// <summary><c>alert_acknowledge</c>: the sender takes care of an alert (section 6).</summary>
public sealed record AlertAcknowledge([Id] string AlertId, [Id] string? CafeId = null);

/// <summary><c>alert_snooze</c>; without <c>until</c> for the server's usual while (section 6).</summary>
public sealed record AlertSnooze(
    [Id] string AlertId,
    DateTimeOffset? Until = null,
    [Id] string? CafeId = null
);

/// <summary><c>announcement_publish</c>: sends a message to guests, staff, both, or everybody on the server (section 4).</summary>
public sealed record AnnouncementPublish(
    Audience Audience,
    [Text(TextLimits.Sentence, Min = 1)] string Message,
    DateTimeOffset? ExpiresAt = null,
    [Id] string? CafeId = null,
    DateTimeOffset? StartsAt = null,
    [Id] string? AnnouncementId = null
);
