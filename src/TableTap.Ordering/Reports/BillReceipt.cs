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

/// <summary>A payment on the receipt of a bill.</summary>
/// <param name="Tender">How the money came in.</param>
/// <param name="Amount">What was paid; with its tip where a provider took it.</param>
/// <param name="Taxes">The tax in it, by rate, without the tip's; below zero at a rate of which too much was on an earlier receipt.</param>
public sealed record ReceiptOfPayment(Tender Tender, Money Amount, EquatableList<TaxAmount> Taxes)
{
    /// <summary>When it came; null where an earlier version counted it and no journal says so.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The payment of the bill; null where a guest paid one of the orders through a provider.</summary>
    public BillPayment? Payment { get; init; }

    /// <summary>The provider; null where there is none.</summary>
    public string? Provider { get; init; }

    /// <summary>The number of its receipt; null where the café counts no tax.</summary>
    public long? ReceiptNumber { get; init; }

    /// <summary>The lines that it paid for; none where it was for no lines in particular.</summary>
    public EquatableList<string> LineIds { get; init; }
}
