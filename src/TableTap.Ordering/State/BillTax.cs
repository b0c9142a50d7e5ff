using TableTap.Ordering.Figures;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// The tax of a bill. Where it is rounded over all of it, the difference to what its orders have by themselves is in those that were rounded
/// furthest the other way: one minor unit of a rate in each, so that none is a whole one away from its exact tax
/// (docs/protocol.md §5, "Tax").
/// </summary>
internal static class BillTax
{
    /// <summary>The tax of a bill by rate, the highest first; of an open one, what it would be if the bill were paid now.</summary>
    /// <param name="bill">The bill.</param>
    /// <param name="orders">Its orders.</param>
    public static EquatableList<TaxAmount> Of(Bill bill, IReadOnlyList<Order> orders) =>
        TaxDays.Sum([
            .. orders
                .Where(order => order.Status != OrderStatus.Cancelled)
                .SelectMany(order => order.Taxes.Items),
            .. bill.Status == BillStatus.Open
                ? Differences(orders, HasReceipt).Select(one => one.More)
                : [],
        ]);

    /// <summary>Whether the tax of an order is on a receipt of its own: a provider brought money for it.</summary>
    /// <param name="order">The order.</param>
    public static bool HasReceipt(Order order) =>
        order.Payment.Captures.Items.Any(capture => capture.PaidBy == Tender.Gateway);

    /// <summary>
    /// What orders get of the difference that the rounding over the bill makes, each at most once for each rate. Where some keep their tax
    /// and the others are not enough, the rest of it stays.
    /// </summary>
    /// <param name="orders">The orders of the bill, in the order in which they came on it.</param>
    /// <param name="keepsTax">Whether the tax of an order stays what it is.</param>
    public static IEnumerable<BillTaxDifference> Differences(
        IReadOnlyList<Order> orders,
        Func<Order, bool> keepsTax
    ) =>
        orders
            .Where(order =>
                order.Status != OrderStatus.Cancelled
                && order.Tax is { Included: true, Rounding: TaxRounding.Bill }
            )
            .SelectMany(order => order.Taxes.Items.Select(own => (Order: order, Own: own)))
            .GroupBy(share => share.Own.Rate)
            .SelectMany(rate => OfRate([.. rate], keepsTax));

    private static IEnumerable<BillTaxDifference> OfRate(
        IReadOnlyList<(Order Order, TaxAmount Own)> shares,
        Func<Order, bool> keepsTax
    )
    {
        var (rate, rule) = (shares[0].Own.Rate, shares[0].Order.Tax!);
        var all = shares.Aggregate(
            new TaxAmount(rate, default, default),
            (sum, one) => new(rate, sum.Net + one.Own.Net, sum.Tax + one.Own.Tax)
        );
        var missing = rule.Contained(rate, all.Gross).Tax - all.Tax;
        if (missing == Money.Zero)
        {
            return [];
        }

        var unit = Currencies.UnitOf(rule.Decimals);
        var sign = missing.IsPositive ? 1 : -1;
        return shares
            .Where(share => IsWhole(share.Order) && !keepsTax(share.Order))
            .Reverse()
            .Select(share =>
                (
                    share.Order,
                    share.Own,
                    Off: sign * (OrderTax.Exact(rate, share.Own.Gross) - share.Own.Tax.ToDecimal())
                )
            )
            .Where(share => share.Off > 0)
            .OrderByDescending(share => share.Off)
            .Take((int)(sign * missing.Thousandths / unit.Thousandths))
            .Select(share => new BillTaxDifference(share.Order.OrderId, share.Own, unit * sign));
    }

    /// <summary>Whether nothing of an order's price was given back, so that all of it is kept once its bill is paid.</summary>
    private static bool IsWhole(Order order) => order.Payment.Kept + order.Due == order.TotalOfBill;
}

/// <summary>What an order gets of the difference that the rounding over its bill makes.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Own">Its tax at one rate, rounded by itself.</param>
/// <param name="Tax">How much more tax it is over the bill; negative for less.</param>
internal readonly record struct BillTaxDifference(string OrderId, TaxAmount Own, Money Tax)
{
    /// <summary>What is added to its net and its tax: together nothing.</summary>
    public TaxAmount More => new(Own.Rate, -Tax, Tax);

    /// <summary>Its net and its tax with that.</summary>
    public TaxAmount Rounded => new(Own.Rate, Own.Net - Tax, Own.Tax + Tax);
}
