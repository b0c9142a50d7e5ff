using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// How an order is taxed; it was settled when the order was placed, whatever the café's file says later. All of it is exact to the
/// currency's minor unit: net and tax of the rates always add up to what the guest pays (docs/protocol.md §5, "Tax").
/// </summary>
/// <param name="Included">Whether the prices of the lines contain the tax.</param>
/// <param name="Rounding">Where tax is rounded.</param>
/// <param name="Decimals">How many decimals the café's currency has.</param>
public sealed record OrderTax(bool Included, TaxRounding Rounding, int Decimals)
{
    private const decimal Percent = 100m;

    /// <summary>How a café taxes its next order; null where it does not.</summary>
    /// <param name="cafe">The café's profile.</param>
    public static OrderTax? Of(CafeProfile cafe) =>
        cafe.Tax is { } tax
            ? new(tax.Included, tax.Rounding, Currencies.DecimalsOf(cafe.Currency))
            : null;

    /// <summary>What lines cost with their tax.</summary>
    /// <param name="tax">How they are taxed; null for not at all.</param>
    /// <param name="lines">The lines of an order.</param>
    public static Money Total(OrderTax? tax, IEnumerable<OrderLine> lines) =>
        tax is null or { Included: true }
            ? lines.Aggregate(Money.Zero, (sum, line) => sum + line.Price)
            : Total(tax.Of(lines));

    /// <summary>What amounts come to.</summary>
    /// <param name="amounts">One for each rate.</param>
    public static Money Total(EquatableList<TaxAmount> amounts) =>
        amounts.Items.Aggregate(Money.Zero, (sum, one) => sum + one.Gross);

    /// <summary>The tax of lines, by rate; the highest first.</summary>
    /// <param name="lines">The lines of an order.</param>
    public EquatableList<TaxAmount> Of(IEnumerable<OrderLine> lines) =>
        lines
            .GroupBy(line => line.TaxRate ?? 0)
            .OrderByDescending(rate => rate.Key)
            .Select(rate => Of(rate.Key, [.. rate.Select(line => line.Price)]))
            .ToEquatableList();

    /// <summary>The tax in a part of what an order costs: of each rate the same share, to the minor unit.</summary>
    /// <param name="whole">The tax of the order.</param>
    /// <param name="part">The part of its total; not negative.</param>
    public EquatableList<TaxAmount> Within(EquatableList<TaxAmount> whole, Money part)
    {
        var total = Total(whole);
        if (part == total || whole.Count == 0)
        {
            return whole;
        }

        var shares = MoneyShares.Of(
            part,
            [.. whole.Items.Select(one => one.Gross.ToDecimal())],
            Decimals
        );
        return whole
            .Items.Select((one, place) => Contained(one.Rate, shares[place]))
            .ToEquatableList();
    }

    private TaxAmount Of(decimal rate, IReadOnlyList<Money> prices)
    {
        var price = prices.Aggregate(Money.Zero, (sum, one) => sum + one);
        if (Rounding == TaxRounding.Order)
        {
            return Included ? Contained(rate, price) : Added(rate, price);
        }

        var tax = prices
            .Select(one => (Included ? Contained(rate, one) : Added(rate, one)).Tax)
            .Aggregate(Money.Zero, (sum, one) => sum + one);
        return Included ? new(rate, price - tax, tax) : new(rate, price, tax);
    }

    private TaxAmount Contained(decimal rate, Money gross)
    {
        var tax = Money.Rounded(gross.ToDecimal() * rate / (Percent + rate), Decimals);
        return new(rate, gross - tax, tax);
    }

    private TaxAmount Added(decimal rate, Money net) =>
        new(rate, net, Money.Rounded(net.ToDecimal() * rate / Percent, Decimals));
}
