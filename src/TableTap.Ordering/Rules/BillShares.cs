using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What each line of a bill adds to what is due of it, exact to the currency's minor unit (docs/protocol.md §5, "Bills").</summary>
internal static class BillShares
{
    /// <summary>What is due of each line that is not voided, by its id: of each order all that is due, by what its lines cost after discounts with their tax.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="bill">The bill.</param>
    public static IReadOnlyDictionary<string, Money> ByLine(Cafe cafe, Bill bill)
    {
        var shares = new Dictionary<string, Money>(StringComparer.Ordinal);
        foreach (var orderId in bill.OrderIds)
        {
            var order = cafe.Order(orderId)!;
            var lines = order.LiveLines.ToList();
            var price = order.Adjustments is null ? null : order.Price;
            var due = MoneyShares.Of(
                BillSums.DueOf(order),
                [.. lines.Select(line => Weight(order, line, price))],
                Currencies.DecimalsOf(cafe.Profile.Currency)
            );
            for (var index = 0; index < lines.Count; index++)
            {
                shares[lines[index].LineId] = due[index];
            }
        }

        return shares;
    }

    private static decimal Weight(Order order, OrderLine line, OrderPrice? price)
    {
        var left = (price?.OfLine(line.LineId) ?? line.Price).ToDecimal();
        return order.Tax is { } tax ? tax.WithTax(tax.RateOf(line), left) : left;
    }
}
