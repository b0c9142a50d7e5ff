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
/// <param name="Rates">The rate of each of its items, each once.</param>
public sealed record OrderTax(
    bool Included,
    TaxRounding Rounding,
    int Decimals,
    EquatableList<ItemRate> Rates
)
{
    private const decimal Percent = 100m;

    /// <summary>How a café taxes an order; null where it does not.</summary>
    /// <param name="cafe">The café's profile.</param>
    /// <param name="type">Where the guest eats.</param>
    /// <param name="lines">The lines of the order, of items of the menu.</param>
    public static OrderTax? Of(CafeProfile cafe, OrderType type, EquatableList<OrderLine> lines) =>
        cafe.Tax is { } tax
            ? new(
                tax.Included,
                tax.Rounding,
                Currencies.DecimalsOf(cafe.Currency),
                lines
                    .Items.Select(line => line.ItemId)
                    .Distinct()
                    .Select(itemId => new ItemRate(
                        itemId,
                        tax.ClassOf(cafe.Item(itemId)!)!.RateOf(type)
                    ))
                    .ToEquatableList()
            )
            : null;

    /// <summary>The rate of a line in percent; 0 for what is none of its items.</summary>
    /// <param name="line">The line of the order.</param>
    public decimal RateOf(OrderLine line)
    {
        foreach (var item in Rates)
        {
            if (item.ItemId == line.ItemId)
            {
                return item.Rate;
            }
        }

        return 0;
    }

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
        Of(lines.Select(line => (RateOf(line), line.Price)));

    /// <summary>The tax of prices, by rate; the highest first.</summary>
    /// <param name="prices">Each price with the rate of its tax in percent.</param>
    public EquatableList<TaxAmount> Of(IEnumerable<(decimal Rate, Money Price)> prices) =>
        prices
            .GroupBy(one => one.Rate)
            .OrderByDescending(rate => rate.Key)
            .Select(rate => Of(rate.Key, [.. rate.Select(one => one.Price)]))
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

        return Among([.. whole.Items.Select(one => (one.Rate, one.Gross.ToDecimal()))], part);
    }

    /// <summary>The tax in an amount that is shared among rates, to the minor unit.</summary>
    /// <param name="rates">Each rate with what it weighs; at least one, no weight negative.</param>
    /// <param name="amount">The amount with its tax; not negative.</param>
    internal EquatableList<TaxAmount> Among(
        IReadOnlyList<(decimal Rate, decimal Weight)> rates,
        Money amount
    )
    {
        var shares = MoneyShares.Of(amount, [.. rates.Select(one => one.Weight)], Decimals);
        return rates.Select((one, place) => Contained(one.Rate, shares[place])).ToEquatableList();
    }

    /// <summary>What a price comes to with its tax, not rounded.</summary>
    /// <param name="rate">The rate of its tax in percent.</param>
    /// <param name="price">The price as the menu has it.</param>
    internal decimal WithTax(decimal rate, decimal price) =>
        Included ? price : price * (1 + rate / Percent);

    private TaxAmount Of(decimal rate, IReadOnlyList<Money> prices)
    {
        var price = prices.Aggregate(Money.Zero, (sum, one) => sum + one);
        if (Rounding != TaxRounding.Line)
        {
            return Included ? Contained(rate, price) : Added(rate, price);
        }

        var tax = prices
            .Select(one => (Included ? Contained(rate, one) : Added(rate, one)).Tax)
            .Aggregate(Money.Zero, (sum, one) => sum + one);
        return Included ? new(rate, price - tax, tax) : new(rate, price, tax);
    }

    /// <summary>The tax that a price contains, rounded once.</summary>
    /// <param name="rate">The rate in percent.</param>
    /// <param name="gross">The price.</param>
    internal TaxAmount Contained(decimal rate, Money gross)
    {
        var tax = Money.Rounded(Exact(rate, gross), Decimals);
        return new(rate, gross - tax, tax);
    }

    /// <summary>The same, not rounded.</summary>
    /// <param name="rate">The rate in percent.</param>
    /// <param name="gross">The price.</param>
    internal static decimal Exact(decimal rate, Money gross) =>
        gross.ToDecimal() * rate / (Percent + rate);

    private TaxAmount Added(decimal rate, Money net) =>
        new(rate, net, Money.Rounded(net.ToDecimal() * rate / Percent, Decimals));
}

/// <summary>The rate of an item of an order.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Rate">In percent.</param>
public sealed record ItemRate(string ItemId, decimal Rate);
