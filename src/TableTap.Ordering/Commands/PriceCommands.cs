using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary>What is to be taken off a price: a discount of the café's file, a percentage or an amount.</summary>
/// <param name="DiscountId">The discount of the café's file.</param>
/// <param name="Percent">In percent, at most 100, which is a comp.</param>
/// <param name="Amount">The amount.</param>
/// <param name="Reason">Why, in words; needed but for a discount of the café's file.</param>
public sealed record NewDiscount(
    string? DiscountId = null,
    decimal? Percent = null,
    Money? Amount = null,
    string? Reason = null
);

/// <summary><c>discount_apply</c> with an order: the staff takes something off its price.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Discount">What is taken off.</param>
/// <param name="LineId">The line of the order; null for the whole order.</param>
public sealed record ApplyDiscount(string OrderId, NewDiscount Discount, string? LineId = null)
    : OrderCommand(OrderId);

/// <summary><c>discount_apply</c> with a bill: the staff takes something off all orders that are on it.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Discount">What is taken off; an amount is divided among the orders.</param>
/// <param name="LineId">The line of one of its orders; null for all of them.</param>
public sealed record ApplyBillDiscount(string BillId, NewDiscount Discount, string? LineId = null)
    : BillCommand(BillId);

/// <summary><c>discount_remove</c> with an order: the staff takes a discount back.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="AppliedId">The id with which it was given.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RemoveDiscount(string OrderId, string AppliedId, string Reason)
    : OrderCommand(OrderId);

/// <summary><c>discount_remove</c> with a bill: the staff takes a discount back that its orders have together.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="AppliedId">The id with which it was given.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RemoveBillDiscount(string BillId, string AppliedId, string Reason)
    : BillCommand(BillId);

/// <summary><c>service_charge_remove</c> with an order: a manager takes its service charge off.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RemoveServiceCharge(string OrderId, string Reason) : OrderCommand(OrderId);

/// <summary><c>service_charge_remove</c> with a bill: a manager takes the service charge off all orders that are on it.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RemoveBillServiceCharge(string BillId, string Reason) : BillCommand(BillId);
