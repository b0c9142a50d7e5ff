using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What facts make of the price of an order.</summary>
internal static class PriceApply
{
    /// <summary>The order with what a fact makes of its price; as it is for every other fact.</summary>
    public static Order Apply(Order order, OrderFact fact) =>
        fact switch
        {
            DiscountAppliedFact f => With(order, f.Discount),
            DiscountRemovedFact f => With(
                order,
                now =>
                    now with
                    {
                        Discounts = now
                            .Discounts.Items.Where(one => one.AppliedId != f.AppliedId)
                            .ToEquatableList(),
                    }
            ),
            ServiceChargeRemovedFact => With(order, now => now with { Service = null }),
            PaymentProcessedFact { Rounding: { } rounding } => With(
                order,
                now => now with { Rounding = now.Rounding + rounding }
            ),
            _ => order,
        };

    /// <summary>Whether a fact can change what of an order's price is taxed at which rate.</summary>
    public static bool IsOf(Fact fact) =>
        fact is DiscountAppliedFact or DiscountRemovedFact or ServiceChargeRemovedFact;

    /// <summary>The order with one discount more.</summary>
    public static Order With(Order order, AppliedDiscount discount) =>
        With(order, now => now with { Discounts = now.Discounts.Add(discount) });

    private static Order With(Order order, Func<OrderAdjustments, OrderAdjustments> change)
    {
        var account = order.Account ?? new();
        return order with
        {
            Account = account with { Adjustments = change(account.Adjustments ?? new()) },
        };
    }
}
