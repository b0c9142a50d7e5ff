using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Reports;

/// <summary>What goes on the receipt of a bill, and of each of its payments (docs/protocol.md §5, "Receipts of bills").</summary>
/// <param name="Bill">The bill.</param>
/// <param name="Orders">Its orders that were not cancelled, in the order in which they came on it.</param>
/// <param name="Total">What they cost, with the tax.</param>
/// <param name="Taxes">The tax in that, by rate.</param>
/// <param name="Paid">What the café has for them, without tips.</param>
/// <param name="Due">What is still to come.</param>
/// <param name="Refunded">What went back of their money.</param>
/// <param name="Payments">What was paid, in its order.</param>
public sealed record BillReceipt(
    Bill Bill,
    EquatableList<Order> Orders,
    Money Total,
    EquatableList<TaxAmount> Taxes,
    Money Paid,
    Money Due,
    Money Refunded,
    EquatableList<ReceiptOfPayment> Payments
)
{
    /// <summary>The receipt of a bill.</summary>
    /// <param name="bill">The bill.</param>
    /// <param name="orders">Its orders, in the order in which they came on it.</param>
    /// <param name="decimals">How many decimals the café's currency has.</param>
    public static BillReceipt Of(Bill bill, IReadOnlyList<Order> orders, int decimals)
    {
        var some = orders.Where(order => order.Status != OrderStatus.Cancelled).ToEquatableList();
        return new(
            bill,
            some,
            Sum(some.Items.Select(order => order.Total)),
            BillTax.Of(bill, orders),
            Sum(orders.Select(order => order.Payment.Kept)),
            Sum(orders.Select(BillSums.DueOf)),
            Sum(orders.Select(order => order.Payment.Refunded)),
            BillPaymentTaxes.Booked(bill, orders, decimals).ToEquatableList()
        );
    }

    private static Money Sum(IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero, (sum, one) => sum + one);
}
