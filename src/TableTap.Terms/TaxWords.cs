using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Where tax is rounded to the currency's minor unit (docs/protocol.md §5, "Tax").</summary>
[JsonConverter(typeof(WireEnum<TaxRounding>))]
public enum TaxRounding
{
    /// <summary>Once for each rate, over all lines of an order that have it; the orders of a bill each by itself.</summary>
    Order,

    /// <summary>For each line of an order by itself.</summary>
    Line,

    /// <summary>
    /// Once for each rate, over all orders of a bill, when that ends as paid; until then, and of an order that is on no bill, as
    /// <see cref="Order"/>. Only where prices contain the tax.
    /// </summary>
    Bill,
}
