using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>What <c>discount_apply</c> takes off: a discount of the café's file, so many percent, or an amount (section 5).</summary>
[ExactlyOne("discountId", "percent", "amount")]
public sealed record DiscountToApply(
    [Id] string? DiscountId = null,
    [Bounds(0.001, 100)] decimal? Percent = null,
    [Bounds(0.001)] Money? Amount = null
);

/// <summary>
/// <c>discount_apply</c>: takes something off an order or off all orders of a bill, or off one line of them; 100 percent is a comp
/// (section 5).
/// </summary>
[ExactlyOne("orderId", "billId")]
public sealed record DiscountApply(
    DiscountToApply Discount,
    [Id] string? OrderId = null,
    [Id] string? BillId = null,
    [Id] string? LineId = null,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary><c>discount_remove</c>: takes a discount of an order or of a bill back, with a reason (section 5).</summary>
[ExactlyOne("orderId", "billId")]
public sealed record DiscountRemove(
    [Id] string AppliedId,
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Reason,
    [Id] string? OrderId = null,
    [Id] string? BillId = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary><c>service_charge_remove</c>: takes the service charge off an order or a bill, with a reason (section 5).</summary>
[ExactlyOne("orderId", "billId")]
public sealed record ServiceChargeRemove(
    [Text(TextLimits.Sentence, Min = 1, UpperIsDefault = true)] string Reason,
    [Id] string? OrderId = null,
    [Id] string? BillId = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary>
/// A discount that an order or a bill has; <c>off</c> is what it takes off, 100 <c>percent</c> is a comp. <c>reason</c> and <c>by</c> are
/// for the staff (section 5).
/// </summary>
public sealed record DiscountShare(
    [Id] string AppliedId,
    [Bounds(0)] Money Off,
    [Id] string? LineId = null,
    [Id] string? DiscountId = null,
    string? Name = null,
    [Bounds(0, 100)] decimal? Percent = null,
    [Bounds(0)] Money? Amount = null,
    string? Reason = null,
    [Id] string? By = null
);

/// <summary>
/// <c>order_total_changed</c>: an order costs something else than before, by a discount or without its service charge; <c>due</c> is what is
/// still to be paid of it (section 5).
/// </summary>
public sealed record OrderTotalChanged(
    [Id] string OrderId,
    string OrderNumber,
    [Bounds(0)] Money Total,
    [Bounds(0)] Money Due,
    [Bounds(1)] long OrderVersion,
    [Bounds(0)] Money? Discount = null,
    [Bounds(0)] Money? Comp = null,
    [Bounds(0)] Money? ServiceCharge = null,
    Money? Rounding = null,
    [Bounds(0)] Money? CashDue = null,
    IReadOnlyList<DiscountShare>? Discounts = null,
    IReadOnlyList<TaxShare>? Taxes = null,
    string? PaymentUrl = null
);
