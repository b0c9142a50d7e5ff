using System.Text.Json.Serialization;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>
/// <c>item_availability_changed</c>: an item, a customisation or an option, everywhere or at one counter, and how many are left where that
/// is counted; orders only for the staff (section 3).
/// </summary>
[ExactlyOne("itemId", "customization", "optionId")]
public sealed record ItemAvailabilityChanged(
    bool Available,
    [Id] string? ItemId = null,
    string? Customization = null,
    [Id] string? CounterId = null,
    [Id(Each = true)] IReadOnlyList<string>? AffectedOrders = null,
    [Id] string? OptionId = null,
    [Bounds(0)] int? Remaining = null,
    DateTimeOffset? BackAt = null
);

/// <summary>
/// <c>menu_changed</c>: the café has another menu than before; a client loads it anew. A later menu has a greater revision (section 3).
/// </summary>
public sealed record MenuChanged([Bounds(1)] long Revision);

/// <summary><c>announcement</c>: a message from the café to the people on the channel (section 3).</summary>
public sealed record Announcement(
    [Id] string AnnouncementId,
    string Message,
    DateTimeOffset? ExpiresAt = null
);

/// <summary>
/// <c>wait_time_changed</c>, in minutes; none where nobody is at work, then <c>until</c> says when somebody is (section 3).
/// </summary>
public sealed record WaitTimeChanged(
    OrderType OrderType,
    IntakeMode Mode,
    [Bounds(0)] double? Minutes = null,
    DateTimeOffset? Until = null
);

/// <summary><c>board_changed</c>: an order's place on the pickup board changed (section 3).</summary>
public sealed record BoardChanged(
    string OrderNumber,
    BoardStatus Status,
    string? PickupLocation = null
);

/// <summary><c>counter_status_changed</c>; the form on <c>general</c> has no orders, no staff id and no reason (section 5).</summary>
public sealed record CounterStatusChanged(
    [Id] string CounterId,
    string Name,
    CounterStatus PreviousStatus,
    CounterStatus CurrentStatus,
    [Bounds(0)] double? EstimatedDowntime = null,
    string? Reason = null,
    [Id(Each = true)] IReadOnlyList<string>? AffectedOrders = null,
    [Id] string? UpdatedBy = null
);

/// <summary><c>maintenance_scheduled</c>, <c>maintenance_started</c>, <c>maintenance_ended</c>: work on the server (section 3).</summary>
public sealed record Maintenance(
    [Id] string MaintenanceId,
    DateTimeOffset StartsAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? EndsAt,
    string Message
);
