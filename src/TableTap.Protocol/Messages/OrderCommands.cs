using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>An item of <c>order_create</c>; the server prices. <c>options</c> are chosen of the item's groups, by their ids.</summary>
public sealed record OrderedItem(
    [Id] string ItemId,
    [Bounds(1, 20, UpperIsDefault = true)] int Quantity,
    [
        Count(0, 10, UpperIsDefault = true),
        Text(TextLimits.Name, Min = 1, Each = true, UpperIsDefault = true)
    ]
        IReadOnlyList<string>? Customizations = null,
    [Count(0, TextLimits.OptionsPerLine), Id(Each = true)] IReadOnlyList<string>? Options = null,
    [Text(TextLimits.Note)] string? Note = null,
    [Count(0, 14)] IReadOnlyList<Allergen>? Allergies = null,
    [Bounds(1, 9)] int? Course = null
);

/// <summary>
/// <c>order_create</c>: places an order, by default of 1 to 50 lines and paid by card; <c>scheduledFor</c> is when it is to be ready (section 4).
/// </summary>
public sealed record OrderCreate(
    [Id] string CafeId,
    [Count(1, 50, UpperIsDefault = true)] IReadOnlyList<OrderedItem> Items,
    OrderType OrderType,
    [OneOf<PaymentMethod>(PaymentMethod.Card, PaymentMethod.Cash)]
        PaymentMethod PaymentMethod = PaymentMethod.Card,
    [Text(TextLimits.Table, Min = 1)] string? TableNumber = null,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? SpecialInstructions = null,
    [Id] string? CustomerId = null,
    [Text(TextLimits.Name, Min = 1, UpperIsDefault = true)] string? CustomerName = null,
    [Bounds(0)] Money? ExpectedTotal = null,
    [Count(0, 14)] IReadOnlyList<Allergen>? Allergies = null,
    bool? OnBill = null,
    [Id] string? BillId = null,
    DateTimeOffset? ScheduledFor = null
);

/// <summary><c>order_status_update</c>: moves an order on, or recalls it (section 5).</summary>
public sealed record OrderStatusUpdate(
    [Id] string OrderId,
    [OneOf<OrderStatus>(
        OrderStatus.Confirmed,
        OrderStatus.Preparing,
        OrderStatus.Ready,
        OrderStatus.Completed
    )]
        OrderStatus Status,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Text(TextLimits.PickupCode)] string? PickupCode = null,
    [Bounds(0)] long? ExpectedVersion = null,
    bool? AllergiesSeen = null,
    bool? AgeChecked = null
);

/// <summary><c>order_item_update</c>: moves one line of an order on, or recalls it (section 5).</summary>
public sealed record OrderItemUpdate(
    [Id] string OrderId,
    [Id] string LineId,
    [OneOf<LineStatus>(LineStatus.Queued, LineStatus.Started, LineStatus.Ready, LineStatus.Voided)]
        LineStatus Status,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Bounds(0)] long? ExpectedVersion = null,
    bool? AllergiesSeen = null
);

/// <summary><c>order_cancel</c>; <c>refundAmount</c> is a manager's (section 5).</summary>
public sealed record OrderCancel(
    [Id] string OrderId,
    CancelReason Reason,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Message = null,
    [Bounds(0)] Money? RefundAmount = null,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_priority_update</c>: changes how urgent an order is, with a reason (section 4).</summary>
public sealed record OrderPriorityUpdate(
    [Id] string OrderId,
    OrderPriority Priority,
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Reason,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_assign</c>: to a counter or to an employee (section 4).</summary>
[ExactlyOne("counterId", "employeeId")]
public sealed record OrderAssign(
    [Id] string OrderId,
    [Id] string? CounterId = null,
    [Id] string? EmployeeId = null,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>payment_record</c>: cash by staff, a gateway's result by a service (section 5).</summary>
public sealed record PaymentRecord(
    [Id] string OrderId,
    [OneOf<PaymentMethod>(PaymentMethod.Card, PaymentMethod.Cash)] PaymentMethod Method,
    [Bounds(0)] Money Amount,
    PaymentResult Result = PaymentResult.Success,
    [Bounds(0)] Money? Tip = null,
    [Text(TextLimits.Provider, Min = 1)] string? ProviderEventId = null,
    [Text(TextLimits.Provider)] string? Reason = null,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>refund_issue</c>: gives a guest money back, with a reason; at least 0.001 (section 5).</summary>
public sealed record RefundIssue(
    [Id] string OrderId,
    [Bounds(0.001)] Money Amount,
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Reason,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>refund_update</c>: says how a refund is, or hands it over to the provider again (section 5).</summary>
public sealed record RefundUpdate(
    [Id] string OrderId,
    [Id] string RefundId,
    RefundStatus Status,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_reopen</c>: an order was not handed over after all; with a reason (section 4).</summary>
public sealed record OrderReopen(
    [Id] string OrderId,
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Reason,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_remake</c>: lines of an order are made again, all of them where none is named (section 4).</summary>
public sealed record OrderRemake(
    [Id] string OrderId,
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Reason,
    [Count(1, 50, UpperIsDefault = true), Id(Each = true)] IReadOnlyList<string>? LineIds = null,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_note_add</c>: writes to the guest of an order (section 4).</summary>
public sealed record OrderNoteAdd(
    [Id] string OrderId,
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Message,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_reschedule</c>: an order for later is for another time, until the counters get it (section 4).</summary>
public sealed record OrderReschedule(
    [Id] string OrderId,
    DateTimeOffset ScheduledFor,
    [Bounds(0)] long? ExpectedVersion = null
);

/// <summary><c>order_rate</c>: 1 to 5 stars, once (section 4).</summary>
public sealed record OrderRate(
    [Id] string OrderId,
    [Bounds(1, 5)] int Stars,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Comment = null
);
