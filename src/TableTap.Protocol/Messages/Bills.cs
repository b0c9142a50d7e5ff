using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary><c>bill_open</c>: a table or a guest pays later (section 5).</summary>
public sealed record BillOpen(
    [Text(TextLimits.Table, Min = 1)] string? TableNumber = null,
    [Text(TextLimits.Name, UpperIsDefault = true)] string? Name = null,
    [Id] string? CafeId = null
);

/// <summary><c>bill_join</c>: a guest joins the bill of their table (section 5).</summary>
public sealed record BillJoin(
    [Text(TextLimits.Table, Min = 1)] string TableNumber,
    [Id] string? CafeId = null
);

/// <summary>
/// <c>bill_update</c>: another table, somebody else who looks after it, or another bill that its orders go on (section 5).
/// </summary>
[ExactlyOne("tableNumber", "employeeId", "mergeInto")]
public sealed record BillUpdate(
    [Id] string BillId,
    [Text(TextLimits.Table, Min = 1)] string? TableNumber = null,
    [Id] string? EmployeeId = null,
    [Id] string? MergeInto = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary>The lines of one part of <c>bill_split</c>.</summary>
public sealed record PartOfSplit(
    [Count(1, 500), Id(Each = true)] IReadOnlyList<string> LineIds,
    [Text(TextLimits.Name, UpperIsDefault = true)] string? Name = null
);

/// <summary><c>bill_split</c>: in so many equal <c>ways</c>, or in <c>parts</c> of lines (section 5).</summary>
[ExactlyOne("ways", "parts")]
public sealed record BillSplit(
    [Id] string BillId,
    [Bounds(1, 50)] int? Ways = null,
    [Count(1, 50)] IReadOnlyList<PartOfSplit>? Parts = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary><c>bill_pay</c>: the staff has money for a bill, in cash or by a card at a terminal of the café (section 5).</summary>
public sealed record BillPay(
    [Id] string BillId,
    [OneOf<PaymentMethod>(PaymentMethod.Card, PaymentMethod.Cash)] PaymentMethod Method,
    [Bounds(0)] Money Amount,
    [Bounds(0)] Money? Tip = null,
    [Id] string? PartId = null,
    [Text(TextLimits.Provider)] string? Reference = null,
    [Bounds(0)] Money? Tendered = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary><c>bill_close</c>: ends a bill; with something due by a manager, with a reason (section 5).</summary>
public sealed record BillClose(
    [Id] string BillId,
    [Text(TextLimits.Sentence, UpperIsDefault = true)] string? Reason = null,
    [Bounds(0)] long? ExpectedVersion = null,
    [Id] string? CafeId = null
);

/// <summary>
/// An order of a bill, as in <c>bill_changed.orders</c>; <c>paymentUrl</c> is for the guest who ordered it, while something is due.
/// </summary>
public sealed record BilledOrder(
    [Id] string OrderId,
    string OrderNumber,
    OrderStatus Status,
    [Bounds(0)] Money Total,
    [Bounds(0)] Money Due,
    string? PaymentUrl = null
);

/// <summary>A part of a bill that somebody pays for themselves; <c>amount</c> is what it came to when the bill was divided.</summary>
public sealed record PartOfBill(
    [Id] string PartId,
    [Bounds(0)] Money Amount,
    bool Paid,
    [Id(Each = true)] IReadOnlyList<string>? LineIds = null,
    string? Name = null
);

/// <summary>
/// A payment of a bill; <c>reference</c> is the terminal's word for it, <c>voucher</c> the end of the code of one that paid like a card.
/// </summary>
public sealed record PaidOfBill(
    [Id] string PaymentId,
    DateTimeOffset At,
    [OneOf<PaymentMethod>(PaymentMethod.Card, PaymentMethod.Cash)] PaymentMethod Method,
    [Bounds(0)] Money Amount,
    [Bounds(0)] Money Tip,
    [Id] string? PartId = null,
    [Bounds(1)] long? ReceiptNumber = null,
    string? Reference = null,
    [Id] string? By = null,
    Money? Rounding = null,
    string? Voucher = null
);

/// <summary>
/// <c>bill_changed</c>: the whole bill as it is now (section 5); <c>employeeId</c>, <c>payments</c> and <c>reason</c> for the staff alone.
/// <c>cashDue</c> is what is due in cash, where the café rounds it.
/// </summary>
public sealed record BillChanged(
    [Id] string BillId,
    string BillNumber,
    BillStatus Status,
    IReadOnlyList<BilledOrder> Orders,
    [Bounds(0)] Money Total,
    [Bounds(0)] Money Paid,
    [Bounds(0)] Money Due,
    DateTimeOffset OpenedAt,
    [Bounds(1)] long BillVersion,
    string? TableNumber = null,
    string? Name = null,
    [Id] string? EmployeeId = null,
    IReadOnlyList<PartOfBill>? Parts = null,
    IReadOnlyList<PaidOfBill>? Payments = null,
    DateTimeOffset? ClosedAt = null,
    [Id] string? MergedInto = null,
    string? Reason = null,
    [Bounds(0)] Money? Discount = null,
    [Bounds(0)] Money? Comp = null,
    [Bounds(0)] Money? ServiceCharge = null,
    Money? Rounding = null,
    [Bounds(0)] Money? CashDue = null,
    IReadOnlyList<DiscountShare>? Discounts = null
);
