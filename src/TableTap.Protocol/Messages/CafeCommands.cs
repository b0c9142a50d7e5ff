namespace TableTap.Protocol;

/// <summary><c>employee_clock_in</c> and <c>employee_clock_out</c>; oneself, or another by a manager (section 4).</summary>
public sealed record EmployeeClock(
    string? EmployeeId = null,
    string? Location = null,
    string? CafeId = null
);

/// <summary><c>break_start</c>; <c>duration</c> in minutes (section 4).</summary>
public sealed record BreakStart(
    BreakType BreakType,
    double Duration,
    IReadOnlyList<string>? CoveringEmployees = null,
    string? EmployeeId = null,
    string? CafeId = null
);

/// <summary><c>break_end</c> (section 4).</summary>
public sealed record BreakEnd(string? EmployeeId = null, string? CafeId = null);

/// <summary><c>counter_status_update</c>; <c>estimatedDowntime</c> in minutes (section 4).</summary>
public sealed record CounterStatusUpdate(
    string CounterId,
    CounterStatus Status,
    string? Reason = null,
    double? EstimatedDowntime = null
);

/// <summary><c>item_availability_update</c>: an item or a customisation (section 4).</summary>
public sealed record ItemAvailabilityUpdate(
    bool Available,
    string? ItemId = null,
    string? Customization = null,
    string? CounterId = null,
    string? CafeId = null
);

/// <summary><c>intake_update</c>: <c>normal</c> or <c>paused</c> (section 4).</summary>
public sealed record IntakeUpdate(
    IntakeMode Mode,
    DateTimeOffset? Until = null,
    string? Reason = null,
    string? CafeId = null
);

/// <summary><c>alert_acknowledge</c> (section 4).</summary>
public sealed record AlertAcknowledge(string AlertId, string? CafeId = null);

/// <summary><c>alert_snooze</c> (section 4).</summary>
public sealed record AlertSnooze(string AlertId, DateTimeOffset Until, string? CafeId = null);

/// <summary><c>announcement_publish</c> (section 4).</summary>
public sealed record AnnouncementPublish(
    Audience Audience,
    string Message,
    DateTimeOffset? ExpiresAt = null,
    string? CafeId = null
);
