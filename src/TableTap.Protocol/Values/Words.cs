using System.Text.Json.Serialization;

namespace TableTap.Protocol;

#pragma warning disable CS1591 // The words are those of the specification's tables; each enumeration says where.

/// <summary>Wire status of an order (section 5).</summary>
[JsonConverter(typeof(WireEnum<OrderStatus>))]
public enum OrderStatus
{
    Pending,
    Confirmed,
    Preparing,
    Ready,
    Completed,
    Cancelled,
}

/// <summary>Status of an order line at its counter (section 5).</summary>
[JsonConverter(typeof(WireEnum<ItemStatus>))]
public enum ItemStatus
{
    Queued,
    Started,
    Ready,
    Voided,
}

/// <summary>Status of an order's payment (section 5).</summary>
[JsonConverter(typeof(WireEnum<PaymentStatus>))]
public enum PaymentStatus
{
    Pending,
    Processing,
    Paid,
    Failed,
    Refunded,
    PartiallyRefunded,
}

/// <summary>How far a refund is (section 5, "Money").</summary>
[JsonConverter(typeof(WireEnum<RefundStatus>))]
public enum RefundStatus
{
    Pending,
    Succeeded,
    Failed,
}

/// <summary>How an order is paid (section 5).</summary>
[JsonConverter(typeof(WireEnum<PaymentMethod>))]
public enum PaymentMethod
{
    Card,
    Cash,
}

/// <summary>Outcome of a payment attempt: in <c>payment_record.result</c> and <c>payment_processed.status</c>.</summary>
[JsonConverter(typeof(WireEnum<PaymentResult>))]
public enum PaymentResult
{
    Success,
    Failed,
}

/// <summary>Where the order is taken (section 4).</summary>
[JsonConverter(typeof(WireEnum<OrderType>))]
public enum OrderType
{
    Takeaway,

    [JsonStringEnumMemberName("dine-in")]
    DineIn,
}

/// <summary>How urgent an order is (section 4).</summary>
[JsonConverter(typeof(WireEnum<OrderPriority>))]
public enum OrderPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>Why an order was cancelled (section 4).</summary>
[JsonConverter(typeof(WireEnum<CancelReason>))]
public enum CancelReason
{
    CustomerRequest,
    ItemUnavailable,
    PaymentFailed,
    Other,
}

/// <summary>State of a counter (section 4).</summary>
[JsonConverter(typeof(WireEnum<CounterStatus>))]
public enum CounterStatus
{
    Active,
    Inactive,
    Maintenance,
    Cleaning,
}

/// <summary>Whether somebody is at work (section 6).</summary>
[JsonConverter(typeof(WireEnum<EmployeeStatus>))]
public enum EmployeeStatus
{
    ClockedIn,
    ClockedOut,
}

/// <summary>Kind of a break (section 4).</summary>
[JsonConverter(typeof(WireEnum<BreakType>))]
public enum BreakType
{
    Rest,
    Meal,
    Lunch,
    Other,
}

/// <summary>Whether the café takes orders (section 6). <c>intake_update</c> takes <c>normal</c> and <c>paused</c>.</summary>
[JsonConverter(typeof(WireEnum<IntakeMode>))]
public enum IntakeMode
{
    Normal,
    Busy,
    Paused,
}

/// <summary>What the pickup board shows of an order (section 2).</summary>
[JsonConverter(typeof(WireEnum<BoardStatus>))]
public enum BoardStatus
{
    Preparing,
    Ready,
    Removed,
}

/// <summary>How bad an alert is (section 6).</summary>
[JsonConverter(typeof(WireEnum<AlertSeverity>))]
public enum AlertSeverity
{
    Warning,
    Critical,
}

/// <summary>The alert table's rows (section 6).</summary>
[JsonConverter(typeof(WireEnum<AlertCategory>))]
public enum AlertCategory
{
    QueueLength,
    OrderOverdue,
    OrderUnacknowledged,
    ReadyUncollected,
    CounterUnavailable,
    DisplayOffline,
    Staffing,
    PaymentFailures,
    ItemUnavailable,
    Intake,
    HistoryTrimmed,
}

/// <summary>Where an alert is in its life (section 6).</summary>
[JsonConverter(typeof(WireEnum<AlertState>))]
public enum AlertState
{
    Firing,
    Acknowledged,
    Snoozed,
}

/// <summary>Who an announcement is for (section 4).</summary>
[JsonConverter(typeof(WireEnum<Audience>))]
public enum Audience
{
    Guests,
    Staff,
    Everyone,

    [JsonStringEnumMemberName("system:maintenance")]
    SystemMaintenance,
}

/// <summary>Why a subscription failed (section 3).</summary>
[JsonConverter(typeof(WireEnum<SubscriptionFailure>))]
public enum SubscriptionFailure
{
    InsufficientPermissions,
    InvalidChannel,
    UnknownChannel,
    SubscriptionLimitExceeded,
    HistoryUnavailable,
}

/// <summary>Status of an acknowledged command (document, "Message Delivery Acknowledgment").</summary>
[JsonConverter(typeof(WireEnum<AcknowledgementStatus>))]
public enum AcknowledgementStatus
{
    Processed,
}
