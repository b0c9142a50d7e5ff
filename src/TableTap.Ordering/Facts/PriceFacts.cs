using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>Something was taken off the price of an order, or of a line of it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="Discount">What is taken off, why, and who gave it.</param>
/// <param name="Off">How much that was at that moment.</param>
public sealed record DiscountAppliedFact(
    DateTimeOffset At,
    string OrderId,
    AppliedDiscount Discount,
    Money Off
) : OrderFact(At, OrderId);

/// <summary>A discount was taken back: the price is as it was without it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="AppliedId">The id with which it was given.</param>
/// <param name="Off">How much it had taken off at that moment.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="By">Who took it back.</param>
public sealed record DiscountRemovedFact(
    DateTimeOffset At,
    string OrderId,
    string AppliedId,
    Money Off,
    string Reason,
    string By
) : OrderFact(At, OrderId);

/// <summary>An order has no service charge any more.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="Amount">How much it was at that moment.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="By">Who took it off.</param>
public sealed record ServiceChargeRemovedFact(
    DateTimeOffset At,
    string OrderId,
    Money Amount,
    string Reason,
    string By
) : OrderFact(At, OrderId);

/// <summary>
/// The bill of an order ended as paid, and the rounding of the tax over all of it made the order's own another one. What it costs stays what
/// it was.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="Taxes">Its net and tax from now on, at the rates at which they are others.</param>
public sealed record OrderTaxRoundedFact(
    DateTimeOffset At,
    string OrderId,
    EquatableList<TaxAmount> Taxes
) : OrderFact(At, OrderId);
