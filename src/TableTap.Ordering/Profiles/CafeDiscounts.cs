using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>What may be taken off prices, and by whom (docs/protocol.md §5, "Discounts"). In a café that says nothing of it only managers do.</summary>
/// <param name="Named">The discounts that have a name.</param>
/// <param name="EmployeePercent">What an employee may take off an order by discounts without a name, all together, in percent of what its lines cost.</param>
/// <param name="EmployeeComps">Whether an employee may give something for nothing.</param>
public sealed record CafeDiscounts(
    EquatableList<NamedDiscount> Named = default,
    decimal EmployeePercent = 0,
    bool EmployeeComps = false
)
{
    /// <summary>The discount with this id.</summary>
    public NamedDiscount? Find(string discountId) =>
        Named.Items.FirstOrDefault(one => one.DiscountId == discountId);
}

/// <summary>A discount that has a name: a percentage or an amount.</summary>
/// <param name="DiscountId">Its id, unique in the café (<see cref="Identifier"/>).</param>
/// <param name="Name">As people read it: <c>Staff meal</c>.</param>
/// <param name="Percent">What it takes off in percent, at most 100; null where it is an amount.</param>
/// <param name="Amount">What it takes off; null where it is a percentage.</param>
/// <param name="By">Who may give it at least: an employee or a manager.</param>
public sealed record NamedDiscount(
    string DiscountId,
    string Name,
    decimal? Percent = null,
    Money? Amount = null,
    Role By = Role.Manager
)
{
    /// <summary>The most decimals that a percentage may have.</summary>
    public const int Decimals = 3;

    /// <summary>Whether something can be so many percent of a price: more than nothing, at most all of it, with at most three decimals.</summary>
    public static bool IsPercent(decimal percent) =>
        percent is > 0 and <= 100 && decimal.Round(percent, Decimals) == percent;
}
