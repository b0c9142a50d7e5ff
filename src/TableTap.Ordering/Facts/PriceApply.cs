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
            DiscountRemovedFact f => Without(order, f.AppliedId),
            LineMovedFact { To: LineStatus.Voided } f => WithoutShares(order, f.LineId),
            ServiceChargeRemovedFact => With(order, now => now with { Service = null }),
            OrderTaxRoundedFact f => With(order, now => now with { BillTaxes = f.Taxes }),
            PaymentProcessedFact { Rounding: { } rounding } => Rounded(order, rounding),
            PaymentRefundedFact { Rounding: { } rounding } => Rounded(order, rounding),
            _ => order,
        };

    /// <summary>Whether a fact can change what of an order's price is taxed at which rate.</summary>
    public static bool IsOf(Fact fact) =>
        fact is DiscountAppliedFact or DiscountRemovedFact or ServiceChargeRemovedFact;

    /// <summary>Whether a fact can change the tax in an order's price, without a move of its money or its lines.</summary>
    public static bool IsOfTax(Fact fact) => IsOf(fact) || fact is OrderTaxRoundedFact;

    /// <summary>The order with one discount more.</summary>
    public static Order With(Order order, AppliedDiscount discount) =>
        With(order, now => now with { Discounts = now.Discounts.Add(discount) });

    /// <summary>The order with one discount less.</summary>
    public static Order Without(Order order, string appliedId) =>
        With(
            order,
            now =>
                now with
                {
                    Discounts = now
                        .Discounts.Items.Where(one => one.AppliedId != appliedId)
                        .ToEquatableList(),
                }
        );

    /// <summary>The order whose line is about to be voided: it takes its share of each amount off the whole along.</summary>
    private static Order WithoutShares(Order order, string lineId)
    {
        if (order.Adjustments?.Discounts.Items.Any(one => one.IsAmountOfWhole) != true)
        {
            return order;
        }

        var price = order.Price;
        return With(
            order,
            now =>
                now with
                {
                    Discounts = now
                        .Discounts.Items.Select(one =>
                            one.IsAmountOfWhole
                                ? one with
                                {
                                    Amount = one.Amount - price.AmountOff(one.AppliedId, lineId),
                                }
                                : one
                        )
                        .ToEquatableList(),
                }
        );
    }

    private static Order Rounded(Order order, Money rounding) =>
        With(order, now => now with { Rounding = now.Rounding + rounding });

    private static Order With(Order order, Func<OrderAdjustments, OrderAdjustments> change)
    {
        var account = order.Account ?? new();
        return order with
        {
            Account = account with { Adjustments = change(account.Adjustments ?? new()) },
        };
    }
}
