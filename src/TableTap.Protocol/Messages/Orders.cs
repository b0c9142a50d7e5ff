using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>A line of <c>order_created.items</c>.</summary>
public sealed record OrderLine(
    string LineId,
    string ItemId,
    string Name,
    int Quantity,
    IReadOnlyList<string> Customizations,
    Amount UnitPrice,
    Amount Total
);

/// <summary><c>order_created</c> (document, "Order Status Updates"); <c>estimatedTime</c> is in minutes.</summary>
public sealed record OrderCreated(
    string OrderId,
    string OrderNumber,
    OrderStatus Status,
    IReadOnlyList<OrderLine> Items,
    Amount Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? EstimatedTime,
    bool PaymentRequired,
    long OrderVersion,
    string? PaymentUrl = null
);

/// <summary><c>order_status_changed</c>; on the guest's channel <c>updatedBy</c> is who did it, or <c>system</c>.</summary>
public sealed record OrderStatusChanged(
    string OrderId,
    OrderStatus PreviousStatus,
    OrderStatus CurrentStatus,
    string UpdatedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? EstimatedTime,
    string Message,
    long OrderVersion
);

/// <summary><c>order_estimate_changed</c>, minutes from now (section 5).</summary>
public sealed record OrderEstimateChanged(
    string OrderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? PreviousEstimatedTime,
    double EstimatedTime,
    bool Delayed,
    string Reason,
    long OrderVersion
);

/// <summary><c>order_ready</c>: come and take it (section 5).</summary>
public sealed record OrderReady(
    string OrderId,
    string OrderNumber,
    string PickupLocation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PickupCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ExpiresAt,
    long OrderVersion
);

/// <summary>Whether and where the order can be rated.</summary>
public sealed record RatingInvitation(bool Enabled, string? Url = null);

/// <summary><c>order_completed</c>.</summary>
public sealed record OrderCompleted(
    string OrderId,
    DateTimeOffset CompletedAt,
    RatingInvitation Rating,
    long OrderVersion
);

/// <summary><c>order_cancelled</c>; on a counter's channel without money where none moved.</summary>
public sealed record OrderCancelled(
    string OrderId,
    CancelReason Reason,
    string Message,
    string CancelledBy,
    bool RefundRequired,
    Amount RefundAmount,
    long OrderVersion
);

/// <summary>A line of <c>order_assigned.items</c>.</summary>
public sealed record AssignedItem(
    string LineId,
    string ItemId,
    string Name,
    int Quantity,
    IReadOnlyList<string> Customizations,
    OrderPriority Priority,
    ItemStatus Status
);

/// <summary><c>order_assigned</c>: a counter's ticket (document, "Counter Orders"); <c>customerName</c> is first name and initial.</summary>
public sealed record OrderAssigned(
    string OrderId,
    string OrderNumber,
    IReadOnlyList<AssignedItem> Items,
    OrderType OrderType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CustomerName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? SpecialInstructions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? EstimatedTime,
    DateTimeOffset AssignedAt,
    long OrderVersion,
    string? TableNumber = null
);

/// <summary><c>order_priority_changed</c>.</summary>
public sealed record OrderPriorityChanged(
    string OrderId,
    OrderPriority PreviousPriority,
    OrderPriority CurrentPriority,
    string Reason,
    string UpdatedBy,
    long OrderVersion
);

/// <summary><c>order_item_updated</c> (section 2).</summary>
public sealed record OrderItemUpdated(
    string OrderId,
    string LineId,
    string CounterId,
    ItemStatus PreviousStatus,
    ItemStatus CurrentStatus,
    string UpdatedBy,
    long OrderVersion
);
