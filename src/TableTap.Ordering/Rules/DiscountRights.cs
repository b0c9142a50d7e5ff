using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Who may take what off a price (docs/protocol.md §5, "Discounts").</summary>
internal static class DiscountRights
{
    private const decimal Whole = 100m;

    /// <summary>The refusal of a discount that the sender may not give; null where they may.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="discount">What is to be taken off.</param>
    /// <param name="order">The order with that discount.</param>
    public static Refusal? Check(DecisionDraft draft, AppliedDiscount discount, Order order)
    {
        if (draft.Actor.IsManager)
        {
            return null;
        }

        var rules = draft.Cafe.Profile.Discounts ?? new();
        if (discount.DiscountId is { } id)
        {
            return rules.Find(id) is { By: Role.Employee } ? null : Managers(discount.Name!);
        }

        if (discount.IsComp)
        {
            return rules.EmployeeComps ? null : Managers("something for nothing");
        }

        var most = Money.Rounded(
            Price(order).ToDecimal() * rules.EmployeePercent / Whole,
            discount.Decimals
        );
        return Unnamed(order) <= most
            ? null
            : Managers(
                rules.EmployeePercent > 0
                    ? $"more than {most} off this order, all discounts without a name together"
                    : "a discount without a name"
            );
    }

    /// <summary>Whether the sender may take a discount back: a manager any, an employee what an employee may give.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="discount">The discount.</param>
    public static Refusal? CheckRemoval(DecisionDraft draft, AppliedDiscount discount) =>
        draft.Actor.IsManager
        || discount.By == draft.By
        || draft.Cafe.Profile.Employee(discount.By) is { Role: Role.Employee }
            ? null
            : Managers("back what a manager took off") with
            {
                Message = "Only a manager takes back what a manager gave",
            };

    private static Refusal Managers(string what) =>
        Refusal.NotAllowed($"Only a manager gives {what}") with
        {
            RequiredRole = Role.Manager,
        };

    private static Money Price(Order order) =>
        order.LiveLines.Aggregate(Money.Zero, (sum, line) => sum + line.Price);

    private static Money Unnamed(Order order)
    {
        var price = order.Price;
        return order
            .Adjustments!.Discounts.Items.Where(one => one is { DiscountId: null, IsComp: false })
            .Aggregate(Money.Zero, (sum, one) => sum + price.Off(one.AppliedId));
    }
}
