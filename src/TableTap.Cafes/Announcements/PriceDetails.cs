using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What makes an order cost something else than its lines, as the wire tells it; absent where there is nothing of it (section 5).</summary>
public static class PriceDetails
{
    /// <summary>An amount that is told only where it is one.</summary>
    /// <param name="amount">The amount.</param>
    public static Money? Some(Money amount) => amount == Money.Zero ? null : amount;

    /// <summary>What is due in cash; null where the café does not round it, or nothing is due.</summary>
    /// <param name="cafe">The café's profile.</param>
    /// <param name="due">What is due.</param>
    public static Money? CashDue(CafeProfile cafe, Money due) =>
        cafe.CashRounding is null || !due.IsPositive ? null : cafe.InCash(due);

    /// <summary>The discounts of an order; null where it has none.</summary>
    /// <param name="order">The order.</param>
    /// <param name="forStaff">Whether the staff reads it: guests read neither why something was given nor by whom.</param>
    public static IReadOnlyList<DiscountShare>? Of(Order order, bool forStaff)
    {
        if (order.Adjustments is not { Discounts.Count: > 0 } adjustments)
        {
            return null;
        }

        var price = order.Price;
        return
        [
            .. adjustments.Discounts.Items.Select(one =>
                Of(one, price.Off(one.AppliedId), forStaff)
            ),
        ];
    }

    /// <summary>The discounts of the orders of a bill, those that were given together as one; null where there are none.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="forStaff">Whether the staff reads it.</param>
    public static IReadOnlyList<DiscountShare>? Of(IEnumerable<Order> orders, bool forStaff)
    {
        var all = orders
            .Where(order =>
                order is { Status: not OrderStatus.Cancelled, Adjustments.Discounts.Count: > 0 }
            )
            .SelectMany(order => Of(order, forStaff)!)
            .GroupBy(one => one.AppliedId, StringComparer.Ordinal)
            .Select(together =>
                together.First() with
                {
                    Off = Sum(together.Select(one => one.Off)),
                    Amount = together.First().Amount is null
                        ? null
                        : Sum(together.Select(one => one.Amount!.Value)),
                }
            )
            .ToList();
        return all.Count == 0 ? null : all;
    }

    private static DiscountShare Of(AppliedDiscount one, Money off, bool forStaff) =>
        new(
            one.AppliedId,
            off,
            one.LineId,
            one.DiscountId,
            one.Name,
            one.Percent,
            one.Amount,
            forStaff ? one.Reason : null,
            forStaff ? one.By : null
        );

    private static Money Sum(IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero, (sum, one) => sum + one);
}
