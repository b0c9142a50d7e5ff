namespace TableTap.Protocol;

/// <summary>An item of <c>order_create</c>; the server prices.</summary>
public sealed record OrderedItem(
    string ItemId,
    int Quantity,
    IReadOnlyList<string>? Customizations = null
);

/// <summary><c>order_create</c> (section 4).</summary>
public sealed record OrderCreate(
    string CafeId,
    IReadOnlyList<OrderedItem> Items,
    OrderType OrderType,
    PaymentMethod PaymentMethod = PaymentMethod.Card,
    string? TableNumber = null,
    string? SpecialInstructions = null,
    string? CustomerId = null,
    string? CustomerName = null
);

/// <summary><c>order_status_update</c> (sections 4 and 5).</summary>
public sealed record OrderStatusUpdate(
    string OrderId,
    OrderStatus Status,
    string? Reason = null,
    string? PickupCode = null,
    long? ExpectedVersion = null
);

/// <summary><c>order_item_update</c> (sections 4 and 5).</summary>
public sealed record OrderItemUpdate(
    string OrderId,
    string LineId,
    ItemStatus Status,
    string? Reason = null,
    long? ExpectedVersion = null
);

/// <summary><c>order_cancel</c>; <c>refundAmount</c> is a manager's (sections 4 and 5).</summary>
public sealed record OrderCancel(
    string OrderId,
    CancelReason Reason,
    string? Message = null,
    Amount? RefundAmount = null,
    long? ExpectedVersion = null
);

/// <summary><c>order_priority_update</c> (section 4).</summary>
public sealed record OrderPriorityUpdate(
    string OrderId,
    OrderPriority Priority,
    string Reason,
    long? ExpectedVersion = null
);

/// <summary><c>order_assign</c>: to a counter or to an employee (section 4).</summary>
public sealed record OrderAssign(
    string OrderId,
    string? CounterId = null,
    string? EmployeeId = null,
    long? ExpectedVersion = null
);

/// <summary><c>payment_record</c>: cash by staff, a gateway's result by a service (sections 4 and 5).</summary>
public sealed record PaymentRecord(
    string OrderId,
    PaymentMethod Method,
    Amount Amount,
    PaymentResult Result = PaymentResult.Success,
    Amount? Tip = null,
    string? ProviderEventId = null,
    string? Reason = null,
    long? ExpectedVersion = null
);

/// <summary><c>refund_issue</c> (section 4).</summary>
public sealed record RefundIssue(
    string OrderId,
    Amount Amount,
    string Reason,
    long? ExpectedVersion = null
);

/// <summary><c>order_rate</c>: 1 to 5 stars, once (section 4).</summary>
public sealed record OrderRate(string OrderId, int Stars, string? Comment = null);
