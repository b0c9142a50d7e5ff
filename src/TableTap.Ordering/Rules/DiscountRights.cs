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

        var most = Most(draft, order);
        return Unnamed(order, _ => true) <= most
            ? null
            : Managers(
                rules.EmployeePercent > 0
                    ? $"more than {most} off this order, all discounts without a name together"
                    : "a discount without a name"
            );
    }

    /// <summary>The refusal of taking something off what was paid and handed over, which is money out of the till; null where it is allowed.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">The order.</param>
    public static Refusal? CheckOver(DecisionDraft draft, Order order) =>
        draft.Actor.IsManager || !order.Status.IsFinal || !CardPaymentDecider.IsPaid(order)
            ? null
            : Managers($"something back of {order.OrderNumber}, which is paid and completed");

    /// <summary>
    /// The refusal of what makes the discounts without a name that employees gave more than they may give; null where they stay within it.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="after">The order as it would be.</param>
    public static Refusal? CheckRest(DecisionDraft draft, Order after)
    {
        if (draft.Actor.IsManager || after.Adjustments is not { Discounts.Count: > 0 })
        {
            return null;
        }

        var most = Most(draft, after);
        return Unnamed(after, one => IsOfEmployee(draft, one)) <= most
            ? null
            : Managers(
                $"more than {most} off what is left of {after.OrderNumber}: take a discount without a name back first"
            );
    }

    /// <summary>Whether the sender may take a discount back: a manager any, an employee what an employee may give.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="discount">The discount.</param>
    public static Refusal? CheckRemoval(DecisionDraft draft, AppliedDiscount discount) =>
        draft.Actor.IsManager || IsOfEmployee(draft, discount)
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

    /// <summary>Whether no manager gave it; whoever is gone from the staff counts as one.</summary>
    private static bool IsOfEmployee(DecisionDraft draft, AppliedDiscount discount) =>
        discount.By == draft.By
        || draft.Cafe.Profile.Employee(discount.By) is { Role: Role.Employee };

    /// <summary>What employees may take off an order by discounts without a name.</summary>
    private static Money Most(DecisionDraft draft, Order order) =>
        Money.Rounded(
            order.LiveLines.Aggregate(Money.Zero, (sum, line) => sum + line.Price).ToDecimal()
                * (draft.Cafe.Profile.Discounts?.EmployeePercent ?? 0)
                / Whole,
            Currencies.DecimalsOf(draft.Cafe.Profile.Currency)
        );

    private static Money Unnamed(Order order, Func<AppliedDiscount, bool> counts)
    {
        var price = order.Price;
        return order
            .Adjustments!.Discounts.Items.Where(one =>
                one is { DiscountId: null, IsComp: false } && counts(one)
            )
            .Aggregate(Money.Zero, (sum, one) => sum + price.Off(one.AppliedId));
    }
}
