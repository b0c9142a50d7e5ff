using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>
/// The open bills of which nothing is due, which the day's cut-off ends; worked out once for as long as the same bills have something due.
/// </summary>
internal sealed class SettledBills
{
    private readonly EquatableMap<Bill> _bills;

    /// <summary>Looks at the bills of a café.</summary>
    /// <param name="bills">Its open bills.</param>
    /// <param name="find">Finds an order of it.</param>
    public SettledBills(EquatableMap<Bill> bills, Func<string, Order?> find)
    {
        _bills = bills;
        foreach (var bill in bills.Values)
        {
            if (!(FirstOpenedAt <= bill.OpenedAt) && IsSettled(bill, find))
            {
                FirstOpenedAt = bill.OpenedAt;
            }
        }
    }

    /// <summary>When the oldest of them was opened; null where there are none.</summary>
    public DateTimeOffset? FirstOpenedAt { get; }

    /// <summary>Whether nothing is due of a bill.</summary>
    /// <param name="bill">The bill.</param>
    /// <param name="find">Finds an order of the café.</param>
    public static bool IsSettled(Bill bill, Func<string, Order?> find) =>
        bill.OrderIds.Items.All(orderId => find(orderId) is not { } order || !IsDue(order));

    /// <summary>Whether something is due of an order.</summary>
    /// <param name="order">The order.</param>
    public static bool IsDue(Order order) => order.Due.IsPositive;

    /// <summary>Whether they are those of a café that has these bills.</summary>
    /// <param name="bills">Its open bills.</param>
    public bool IsOf(EquatableMap<Bill> bills) => ReferenceEquals(_bills.Items, bills.Items);
}
