using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>
/// The open bills of which nothing is due, which the day's cut-off ends; worked out once for as long as the same bills have something due.
/// </summary>
internal sealed class SettledBills
{
    private readonly EquatableMap<Bill> _bills;

    /// <summary>Looks at the bills of a café.</summary>
    /// <param name="cafe">The café.</param>
    public SettledBills(Cafe cafe)
    {
        _bills = cafe.Bills;
        foreach (var bill in cafe.Bills.Values)
        {
            if (!(FirstOpenedAt <= bill.OpenedAt) && IsSettled(cafe, bill))
            {
                FirstOpenedAt = bill.OpenedAt;
            }
        }
    }

    /// <summary>When the oldest of them was opened; null where there are none.</summary>
    public DateTimeOffset? FirstOpenedAt { get; }

    /// <summary>Whether nothing is due of a bill.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="bill">The bill.</param>
    public static bool IsSettled(Cafe cafe, Bill bill) =>
        bill.OrderIds.Items.All(orderId => cafe.Order(orderId) is not { } order || !IsDue(order));

    /// <summary>Whether something is due of an order.</summary>
    /// <param name="order">The order.</param>
    public static bool IsDue(Order order) => BillSums.DueOf(order).IsPositive;

    /// <summary>Whether they are those of a café that has these bills.</summary>
    /// <param name="bills">Its open bills.</param>
    public bool IsOf(EquatableMap<Bill> bills) => ReferenceEquals(_bills.Items, bills.Items);
}
