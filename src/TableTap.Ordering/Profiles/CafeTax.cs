using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>How a café's sales are taxed (docs/protocol.md §5, "Tax"). A café that has none neither shows nor counts any.</summary>
/// <param name="Classes">What is taxed in which way, at least one; items that name none have the first.</param>
/// <param name="Included">Whether the prices of the menu contain the tax; where not, it is added to them.</param>
/// <param name="Rounding">Where tax is rounded; default once for each rate of an order. Over the bill only where prices contain the tax.</param>
public sealed record CafeTax(
    EquatableList<TaxClass> Classes,
    bool Included = true,
    TaxRounding Rounding = TaxRounding.Order
)
{
    /// <summary>The class of an item; null where it names one that is not there.</summary>
    /// <param name="item">The item of the menu.</param>
    public TaxClass? ClassOf(MenuItem item) => ClassOf(item.TaxClassId);

    /// <summary>The class with an id, the first where none is named; null where there is no such class.</summary>
    /// <param name="taxClassId">The id; null for none.</param>
    public TaxClass? ClassOf(string? taxClassId) =>
        taxClassId is { } id
            ? Classes.Items.FirstOrDefault(one => one.TaxClassId == id)
            : Classes.Items.FirstOrDefault();
}

/// <summary>Things that are taxed in the same way.</summary>
/// <param name="TaxClassId">Its id, unique in the café (<see cref="Identifier"/>).</param>
/// <param name="Name">As people read it: <c>Food</c>.</param>
/// <param name="Rate">In percent, from 0 to 100, with at most three decimals.</param>
/// <param name="TakeawayRate">The same for takeaway orders; null where it is no other.</param>
public sealed record TaxClass(
    string TaxClassId,
    string Name,
    decimal Rate,
    decimal? TakeawayRate = null
)
{
    /// <summary>The most decimals that a rate may have.</summary>
    public const int Decimals = 3;

    /// <summary>The rate for an order of a type, in percent.</summary>
    /// <param name="type">Where the guest eats.</param>
    public decimal RateOf(OrderType type) =>
        type == OrderType.Takeaway ? TakeawayRate ?? Rate : Rate;
}
