using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What makes an order cost something else than its lines (docs/protocol.md §5, "Discounts"). Most orders have none of it.</summary>
/// <param name="Service">The service charge that it has; null for none.</param>
/// <param name="Discounts">What was taken off, in its order.</param>
/// <param name="Rounding">What the rounding of cash added; negative where it took off.</param>
/// <param name="BillTaxes">Its tax at the rates at which the rounding over its bill made it another one; none for none.</param>
public sealed record OrderAdjustments(
    OrderService? Service = null,
    EquatableList<AppliedDiscount> Discounts = default,
    Money Rounding = default,
    EquatableList<TaxAmount> BillTaxes = default
)
{
    /// <summary>The most discounts that an order may have.</summary>
    public const int MostDiscounts = 20;

    /// <summary>The discount that was given with this id.</summary>
    public AppliedDiscount? Find(string appliedId) =>
        Discounts.Items.FirstOrDefault(one => one.AppliedId == appliedId);

    /// <summary>The tax of the order with what the rounding over its bill made of it; at a rate at which the order costs something else since then, its own.</summary>
    /// <param name="own">Its tax, rounded by itself.</param>
    internal EquatableList<TaxAmount> OfBill(EquatableList<TaxAmount> own) =>
        BillTaxes.Count == 0
            ? own
            : own
                .Items.Select(one =>
                    BillTaxes
                        .Items.Where(other => other.Rate == one.Rate && other.Gross == one.Gross)
                        .DefaultIfEmpty(one)
                        .First()
                )
                .ToEquatableList();
}

/// <summary>The service charge of an order, as it was settled when the order was placed.</summary>
/// <param name="Percent">In percent of what the lines cost after discounts.</param>
/// <param name="TaxRate">The rate of its tax in percent; 0 where the café counts no tax.</param>
/// <param name="Decimals">How many decimals the café's currency has.</param>
public sealed record OrderService(decimal Percent, decimal TaxRate, int Decimals)
{
    /// <summary>The service charge of a new order; null where it has none.</summary>
    /// <param name="cafe">The café's profile.</param>
    /// <param name="type">Where the guest eats.</param>
    public static OrderService? Of(CafeProfile cafe, OrderType type) =>
        cafe.ServiceCharge is { } charge && (charge.OrderType ?? type) == type
            ? new(
                charge.Percent,
                cafe.Tax?.ClassOf(charge.TaxClassId)?.RateOf(type) ?? 0,
                Currencies.DecimalsOf(cafe.Currency)
            )
            : null;
}

/// <summary>Something that was taken off the price of a line or of a whole order: a percentage or an amount.</summary>
/// <param name="AppliedId">Its id; those that a bill has together have the same.</param>
/// <param name="LineId">The line; null for the whole order.</param>
/// <param name="Percent">In percent of what is left of the price; 100 is a comp. Null where it is an amount.</param>
/// <param name="Amount">The amount, without the shares of lines that were voided since; null where it is a percentage.</param>
/// <param name="Decimals">How many decimals the café's currency has.</param>
/// <param name="Reason">Why, in words; null where its name says it.</param>
/// <param name="By">Who gave it.</param>
/// <param name="DiscountId">The discount of the café's file that it is; null for one without a name.</param>
/// <param name="Name">What that was called.</param>
public sealed record AppliedDiscount(
    string AppliedId,
    string? LineId,
    decimal? Percent,
    Money? Amount,
    int Decimals,
    string? Reason,
    string By,
    string? DiscountId = null,
    string? Name = null
)
{
    private const decimal Whole = 100m;

    /// <summary>Whether it gives something for nothing.</summary>
    public bool IsComp => Percent == Whole;

    /// <summary>Whether it is an amount off the whole order, of which each line has its share.</summary>
    internal bool IsAmountOfWhole => LineId is null && Amount is not null;

    /// <summary>What it takes off a price.</summary>
    /// <param name="price">What is left of the price.</param>
    internal Money Of(Money price)
    {
        var off =
            Amount
            ?? Money.Rounded(price.ToDecimal() * Percent.GetValueOrDefault() / Whole, Decimals);
        return off < price ? off : price;
    }
}
