using System.Text.Json.Serialization;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>An option that was chosen for a line, with the names of its group and of itself.</summary>
public sealed record Choice([Id] string GroupId, string Group, [Id] string OptionId, string Name);

/// <summary>
/// A line of an order with its prices, as in <c>order_created.items</c>; <c>customizations</c> lists the names of what was chosen, too.
/// </summary>
public sealed record PricedItem(
    [Id] string LineId,
    [Id] string ItemId,
    string Name,
    [Bounds(1)] int Quantity,
    IReadOnlyList<string> Customizations,
    [Bounds(0)] Money UnitPrice,
    [Bounds(0)] Money Total,
    IReadOnlyList<Choice>? Choices = null,
    string? Note = null,
    IReadOnlyList<Allergen>? Allergies = null,
    [Bounds(1)] int? MinAge = null,
    [Bounds(0, 100)] decimal? TaxRate = null,
    [Bounds(1, 9)] int? Course = null
);

/// <summary>What is taxed at one rate, which is in percent; <c>net</c> is without the tax (section 5).</summary>
public sealed record TaxShare(
    [Bounds(0, 100)] decimal Rate,
    [Bounds(0)] Money Net,
    [Bounds(0)] Money Tax
);

/// <summary>The order of which something is made again.</summary>
public sealed record RemakeOf([Id] string OrderId, string OrderNumber);

/// <summary>
/// <c>order_created</c> (section 5); <c>estimatedTime</c> is in minutes. The form for the staff has no links, and says
/// who waits where: <c>customerName</c> is first name and initial.
/// </summary>
public sealed record OrderCreated(
    [Id] string OrderId,
    string OrderNumber,
    OrderStatus Status,
    IReadOnlyList<PricedItem> Items,
    [Bounds(0)] Money Total,
    [Bounds(0)] [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? EstimatedTime,
    bool PaymentRequired,
    [Bounds(1)] long OrderVersion,
    string? PaymentUrl = null,
    string? CustomerName = null,
    OrderType? OrderType = null,
    string? TableNumber = null,
    RemakeOf? RemakeOf = null,
    IReadOnlyList<TaxShare>? Taxes = null,
    bool? TaxIncluded = null,
    [Id] string? BillId = null,
    DateTimeOffset? ScheduledFor = null,
    [Bounds(0)] Money? ServiceCharge = null,
    [Bounds(0)] Money? CashDue = null
);

/// <summary><c>order_status_changed</c>; on the guest's channel <c>updatedBy</c> is who did it, or <c>system</c> (section 5).</summary>
public sealed record OrderStatusChanged(
    [Id] string OrderId,
    OrderStatus PreviousStatus,
    OrderStatus CurrentStatus,
    [Id] string UpdatedBy,
    [Bounds(0)] [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? EstimatedTime,
    string Message,
    [Bounds(1)] long OrderVersion
);

/// <summary><c>order_estimate_changed</c>, minutes from now (section 5).</summary>
public sealed record OrderEstimateChanged(
    [Id] string OrderId,
    [Bounds(0)]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        double? PreviousEstimatedTime,
    [Bounds(0)] double EstimatedTime,
    bool Delayed,
    string Reason,
    [Bounds(1)] long OrderVersion
);

/// <summary><c>order_ready</c>: come and take it (section 5).</summary>
public sealed record OrderReady(
    [Id] string OrderId,
    string OrderNumber,
    string PickupLocation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PickupCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ExpiresAt,
    [Bounds(1)] long OrderVersion
);

/// <summary>Whether and where the order can be rated.</summary>
public sealed record RatingInvitation(bool Enabled, string? Url = null);

/// <summary><c>order_completed</c>: the guest has the order, and may be invited to rate it (section 5).</summary>
public sealed record OrderCompleted(
    [Id] string OrderId,
    DateTimeOffset CompletedAt,
    RatingInvitation Rating,
    [Bounds(1)] long OrderVersion
);

/// <summary><c>order_cancelled</c>; on a counter's channel without money where none moved (section 5).</summary>
public sealed record OrderCancelled(
    [Id] string OrderId,
    CancelReason Reason,
    string Message,
    [Id] string CancelledBy,
    bool RefundRequired,
    [Bounds(0)] Money RefundAmount,
    [Bounds(1)] long OrderVersion
);

/// <summary>
/// A line that a counter has to make, as in <c>order_assigned.items</c>; whoever starts one with <c>allergies</c> confirms them.
/// </summary>
public sealed record AssignedItem(
    [Id] string LineId,
    [Id] string ItemId,
    string Name,
    [Bounds(1)] int Quantity,
    IReadOnlyList<string> Customizations,
    OrderPriority Priority,
    LineStatus Status,
    IReadOnlyList<Choice>? Choices = null,
    string? Note = null,
    IReadOnlyList<Allergen>? Allergies = null,
    [Bounds(1)] int? MinAge = null,
    [Bounds(1, 9)] int? Course = null
);

/// <summary>
/// <c>order_assigned</c>: a counter's ticket (section 5); <c>customerName</c> is first name and initial.
/// </summary>
public sealed record OrderAssigned(
    [Id] string OrderId,
    string OrderNumber,
    IReadOnlyList<AssignedItem> Items,
    OrderType OrderType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CustomerName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? SpecialInstructions,
    [Bounds(0)] [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? EstimatedTime,
    DateTimeOffset AssignedAt,
    [Bounds(1)] long OrderVersion,
    string? TableNumber = null,
    RemakeOf? RemakeOf = null,
    string? RemakeReason = null,
    DateTimeOffset? ScheduledFor = null
);

/// <summary>
/// <c>order_scheduled</c>: an order is taken for later, or for another time than before (section 5). Only the staff reads who it is for and
/// what is in it; <c>customerName</c> is first name and initial.
/// </summary>
public sealed record OrderScheduled(
    [Id] string OrderId,
    string OrderNumber,
    DateTimeOffset ScheduledFor,
    [Id] string UpdatedBy,
    [Bounds(1)] long OrderVersion,
    DateTimeOffset? PreviousScheduledFor = null,
    string? CustomerName = null,
    OrderType? OrderType = null,
    string? TableNumber = null,
    IReadOnlyList<AssignedItem>? Items = null
);

/// <summary>
/// <c>order_fired</c>: the time of an order for later has come (section 5). <c>estimatedTime</c> and <c>lateBy</c> are minutes; the latter is
/// there where it will be ready after its time.
/// </summary>
public sealed record OrderFired(
    [Id] string OrderId,
    string OrderNumber,
    DateTimeOffset ScheduledFor,
    [Id] string UpdatedBy,
    [Bounds(1)] long OrderVersion,
    [Bounds(0)] double? EstimatedTime = null,
    [Bounds(1)] int? LateBy = null
);

/// <summary><c>order_note_added</c>: what the staff wrote to the guest; who did, for the staff alone (section 5).</summary>
public sealed record OrderNoteAdded(
    [Id] string OrderId,
    string Message,
    [Bounds(1)] long OrderVersion,
    [Id] string? AddedBy = null
);

/// <summary><c>order_priority_changed</c>: the order is more or less urgent than before, and why (section 5).</summary>
public sealed record OrderPriorityChanged(
    [Id] string OrderId,
    OrderPriority PreviousPriority,
    OrderPriority CurrentPriority,
    string Reason,
    [Id] string UpdatedBy,
    [Bounds(1)] long OrderVersion
);

/// <summary>
/// <c>order_item_updated</c> (section 5); <c>counterId</c> is null while no counter has the line. Only the guest, who hears of voided lines
/// alone, reads what the order costs now, and where that is paid while it is to be paid by card.
/// </summary>
public sealed record OrderItemUpdated(
    [Id] string OrderId,
    [Id] string LineId,
    [Id] [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CounterId,
    LineStatus PreviousStatus,
    LineStatus CurrentStatus,
    [Id] string UpdatedBy,
    [Bounds(1)] long OrderVersion,
    [Bounds(0)] Money? Total = null,
    string? PaymentUrl = null,
    IReadOnlyList<TaxShare>? Taxes = null
);
