using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What a bill comes to, by the orders that are on it at the moment.</summary>
/// <param name="Total">What its orders cost; cancelled ones cost nothing.</param>
/// <param name="Paid">What the café has for them, without tips.</param>
/// <param name="Due">What is still to be paid.</param>
public readonly record struct BillSums(Money Total, Money Paid, Money Due)
{
    /// <summary>The sums of a bill.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="bill">The bill.</param>
    public static BillSums Of(Cafe cafe, Bill bill)
    {
        var sums = default(BillSums);
        foreach (var orderId in bill.OrderIds)
        {
            if (cafe.Order(orderId) is { } order)
            {
                sums = new(
                    sums.Total + TotalOf(order),
                    sums.Paid + order.Payment.Kept,
                    sums.Due + DueOf(order)
                );
            }
        }

        return sums;
    }

    /// <summary>What an order adds to its bill.</summary>
    /// <param name="order">The order.</param>
    public static Money TotalOf(Order order) =>
        order.Status == OrderStatus.Cancelled ? Money.Zero : order.Total;

    /// <summary>What is still to be paid of an order; of one that was paid nothing, also where some of it went back.</summary>
    /// <param name="order">The order.</param>
    public static Money DueOf(Order order) =>
        order.Payment.Status
            is PaymentStatus.Paid
                or PaymentStatus.Refunded
                or PaymentStatus.PartiallyRefunded
        || TotalOf(order) - order.Payment.Kept is not { IsPositive: true } due
            ? Money.Zero
            : due;
}
