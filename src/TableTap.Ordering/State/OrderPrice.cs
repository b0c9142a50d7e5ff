using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// What an order costs, worked out of its lines and its adjustments: first the discounts of lines, then those of the whole order, shared
/// among its lines by what is left of them; then the service charge; then the tax of what is left; at last the rounding of cash. Each step
/// is exact to the currency's minor unit (docs/protocol.md §5, "Discounts").
/// </summary>
public sealed class OrderPrice
{
    private readonly Dictionary<string, Money> _byLine = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Money> _byDiscount = new(StringComparer.Ordinal);
    private readonly Dictionary<(string AppliedId, string LineId), Money> _amounts = [];

    private OrderPrice(IReadOnlyList<OrderLine> lines, OrderTax? tax, OrderAdjustments adjustments)
    {
        foreach (var line in lines)
        {
            _byLine[line.LineId] = line.Price;
        }

        foreach (var discount in adjustments.Discounts.Items.OrderBy(one => one.LineId is null))
        {
            Apply(discount, lines);
        }

        var left = _byLine.Values.Aggregate(Money.Zero, (sum, one) => sum + one);
        ServiceCharge = adjustments.Service is { } service
            ? Money.Rounded(left.ToDecimal() * service.Percent / 100m, service.Decimals)
            : Money.Zero;
        Taxes = adjustments.OfBill(
            tax?.Of([
                .. lines.Select(line => (tax.RateOf(line), _byLine[line.LineId])),
                .. adjustments.Service is { } charge
                    ? new[] { (charge.TaxRate, ServiceCharge) }
                    : [],
            ])
                ?? default
        );
        BeforeRounding = tax is null ? left + ServiceCharge : OrderTax.Total(Taxes);
        // What costs nothing is not rounded.
        var rounded = BeforeRounding + adjustments.Rounding;
        Total =
            !BeforeRounding.IsPositive ? BeforeRounding
            : rounded.IsPositive ? rounded
            : Money.Zero;
    }

    /// <summary>What discounts take off the lines' prices, comps left out.</summary>
    public Money Discount { get; private set; }

    /// <summary>What of the lines' prices is given for nothing.</summary>
    public Money Comp { get; private set; }

    /// <summary>The service charge; without its tax where tax is added to prices.</summary>
    public Money ServiceCharge { get; }

    /// <summary>The tax of all of it, by rate; none where no tax is counted.</summary>
    public EquatableList<TaxAmount> Taxes { get; }

    /// <summary>What it costs with its tax before cash is rounded.</summary>
    public Money BeforeRounding { get; }

    /// <summary>What the guest pays.</summary>
    public Money Total { get; }

    /// <summary>What the rounding of cash added; negative where it took off.</summary>
    public Money Rounding => Total - BeforeRounding;

    /// <summary>The price of lines that have adjustments.</summary>
    /// <param name="lines">What is not voided of an order.</param>
    /// <param name="tax">How it is taxed; null for not at all.</param>
    /// <param name="adjustments">Its adjustments.</param>
    public static OrderPrice Of(
        IEnumerable<OrderLine> lines,
        OrderTax? tax,
        OrderAdjustments adjustments
    ) => new([.. lines], tax, adjustments);

    /// <summary>What is left of the price of a line, without tax where that is added; nothing of one that is voided.</summary>
    /// <param name="lineId">The id of the line.</param>
    public Money OfLine(string lineId) => _byLine.GetValueOrDefault(lineId);

    /// <summary>What a discount takes off.</summary>
    /// <param name="appliedId">The id with which it was given.</param>
    public Money Off(string appliedId) => _byDiscount.GetValueOrDefault(appliedId);

    /// <summary>What of an amount off the whole order is taken off one line.</summary>
    /// <param name="appliedId">The id with which it was given.</param>
    /// <param name="lineId">The id of the line.</param>
    internal Money AmountOff(string appliedId, string lineId) =>
        _amounts.GetValueOrDefault((appliedId, lineId));

    private void Apply(AppliedDiscount discount, IReadOnlyList<OrderLine> lines)
    {
        var of = lines
            .Where(line => discount.LineId is null || discount.LineId == line.LineId)
            .Select(line => line.LineId)
            .ToList();
        var left = of.Select(lineId => _byLine[lineId]).ToList();
        var off = discount.Of(left.Aggregate(Money.Zero, (sum, one) => sum + one));
        if (!off.IsPositive)
        {
            return;
        }

        var shares = MoneyShares.Of(
            off,
            [.. left.Select(one => one.ToDecimal())],
            discount.Decimals
        );
        for (var place = 0; place < of.Count; place++)
        {
            _byLine[of[place]] -= shares[place];
            if (discount.IsAmountOfWhole)
            {
                _amounts[(discount.AppliedId, of[place])] = shares[place];
            }
        }

        _byDiscount[discount.AppliedId] = off;
        if (discount.IsComp)
        {
            Comp += off;
        }
        else
        {
            Discount += off;
        }
    }
}
