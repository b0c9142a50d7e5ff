using TableTap.Ordering.Profiles;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>Things of the menu that are taxed in the same way.</summary>
/// <param name="TaxClassId">Its id, as in the items' <c>taxClass</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rate">In percent.</param>
/// <param name="TakeawayRate">The same for takeaway orders.</param>
internal sealed record MenuTaxClass(
    [Id] string TaxClassId,
    string Name,
    [Bounds(0, 100)] decimal Rate,
    [Bounds(0, 100)] decimal TakeawayRate
);

/// <summary>How the prices of the menu are taxed.</summary>
/// <param name="Included">Whether they contain the tax; where not, an order costs as much more.</param>
/// <param name="Rounding">Where tax is rounded to the currency's minor unit.</param>
/// <param name="Decimals">How many decimals an amount of the currency has, from 0 to 3.</param>
/// <param name="Classes">The classes of its items.</param>
internal sealed record MenuTax(
    bool Included,
    TaxRounding Rounding,
    [Bounds(0, 3)] int Decimals,
    IReadOnlyList<MenuTaxClass> Classes
)
{
    /// <summary>How a café taxes; null where it counts no tax.</summary>
    public static MenuTax? Of(CafeProfile cafe) =>
        cafe.Tax is not { } tax
            ? null
            : new(
                tax.Included,
                tax.Rounding,
                Currencies.DecimalsOf(cafe.Currency),
                [
                    .. tax.Classes.Items.Select(one => new MenuTaxClass(
                        one.TaxClassId,
                        one.Name,
                        one.RateOf(OrderType.DineIn),
                        one.RateOf(OrderType.Takeaway)
                    )),
                ]
            );
}

/// <summary>What is added to the price of orders for the service.</summary>
/// <param name="Percent">In percent of what the lines cost after discounts.</param>
/// <param name="Decimals">How many decimals an amount of the currency has, from 0 to 3: it is rounded to them, a half up.</param>
/// <param name="OrderType">The orders that have it; absent for all.</param>
/// <param name="TaxClass">How it is taxed: an id of the menu's tax classes; absent where the café counts no tax.</param>
internal sealed record MenuServiceCharge(
    [Bounds(0, 100)] decimal Percent,
    [Bounds(0, 3)] int Decimals,
    OrderType? OrderType = null,
    [Id] string? TaxClass = null
)
{
    /// <summary>The service charge of a café; null where it has none.</summary>
    public static MenuServiceCharge? Of(CafeProfile cafe) =>
        cafe.ServiceCharge is { } charge
            ? new(
                charge.Percent,
                Currencies.DecimalsOf(cafe.Currency),
                charge.OrderType,
                cafe.Tax?.ClassOf(charge.TaxClassId)?.TaxClassId
            )
            : null;
}

/// <summary>A discount that has a name.</summary>
/// <param name="DiscountId">Its id, by which the staff gives it.</param>
/// <param name="Name">Its name.</param>
/// <param name="By">Who may give it at least.</param>
/// <param name="Percent">What it takes off in percent; absent where it is an amount.</param>
/// <param name="Amount">What it takes off; absent where it is a percentage.</param>
internal sealed record MenuDiscount(
    [Id] string DiscountId,
    string Name,
    Role By,
    [Bounds(0, 100)] decimal? Percent = null,
    [Bounds(0)] Money? Amount = null
);

/// <summary>What may be taken off prices, and by whom.</summary>
/// <param name="Named">The discounts that have a name.</param>
/// <param name="EmployeePercent">What an employee may take off an order by others, all together, in percent.</param>
/// <param name="EmployeeComps">Whether an employee may give something for nothing.</param>
internal sealed record MenuDiscounts(
    IReadOnlyList<MenuDiscount> Named,
    [Bounds(0, 100)] decimal EmployeePercent,
    bool EmployeeComps
)
{
    /// <summary>The discounts of a café; null where its file says nothing of them.</summary>
    public static MenuDiscounts? Of(CafeProfile cafe) =>
        cafe.Discounts is { } discounts
            ? new(
                [
                    .. discounts.Named.Items.Select(one => new MenuDiscount(
                        one.DiscountId,
                        one.Name,
                        one.By,
                        one.Percent,
                        one.Amount
                    )),
                ],
                discounts.EmployeePercent,
                discounts.EmployeeComps
            )
            : null;
}
