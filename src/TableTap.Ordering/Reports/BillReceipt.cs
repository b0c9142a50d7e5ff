using TableTap.Ordering.Figures;
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
        var taxes = TaxDays.Sum(some.Items.SelectMany(order => order.Taxes.Items));
        return new(
            bill,
            some,
            Sum(some.Items.Select(order => order.Total)),
            taxes,
            Sum(orders.Select(order => order.Payment.Kept)),
            Sum(orders.Select(BillSums.DueOf)),
            Sum(orders.Select(order => order.Payment.Refunded)),
            Of(bill, orders, taxes, decimals).ToEquatableList()
        );
    }

    /// <summary>
    /// Each payment with its share of the tax: what is within all that was paid until then, less what was within all before. So the shares
    /// of a bill that is wholly paid are its tax, to the minor unit.
    /// </summary>
    private static IEnumerable<ReceiptOfPayment> Of(
        Bill bill,
        IReadOnlyList<Order> orders,
        EquatableList<TaxAmount> taxes,
        int decimals
    )
    {
        var rule = new OrderTax(Included: true, TaxRounding.Order, decimals, default);
        var (paid, before) = (Money.Zero, rule.Within(taxes, Money.Zero));
        foreach (
            var capture in orders
                .SelectMany(order => order.Payment.Captures.Items)
                .Where(capture => capture.PaidBy == Tender.Gateway)
        )
        {
            paid += capture.Amount;
            var now = rule.Within(taxes, paid);
            yield return new(capture.PaidBy, capture.Amount, Less(now, before))
            {
                Provider = capture.Provider,
                ReceiptNumber = capture.ReceiptNumber,
            };
            before = now;
        }

        var payments = bill.MergedPayments.Items.Concat(bill.Payments.Items);
        foreach (var payment in payments.OrderBy(one => one.At))
        {
            paid += payment.Amount;
            var now = rule.Within(taxes, paid);
            yield return new(payment.Tender, payment.Amount, Less(now, before))
            {
                Payment = payment,
                ReceiptNumber = payment.ReceiptNumber,
                LineIds = payment.LineIds,
            };
            before = now;
        }
    }

    private static EquatableList<TaxAmount> Less(
        EquatableList<TaxAmount> now,
        EquatableList<TaxAmount> before
    ) =>
        TaxDays.Sum([
            .. now.Items,
            .. before.Items.Select(one => new TaxAmount(one.Rate, -one.Net, -one.Tax)),
        ]);

    private static Money Sum(IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero, (sum, one) => sum + one);
}

/// <summary>A payment on the receipt of a bill.</summary>
/// <param name="Tender">How the money came in.</param>
/// <param name="Amount">What was paid; with its tip where a provider took it.</param>
/// <param name="Taxes">Its share of the tax, by rate.</param>
public sealed record ReceiptOfPayment(Tender Tender, Money Amount, EquatableList<TaxAmount> Taxes)
{
    /// <summary>The payment of the bill; null where a guest paid one of the orders through a provider.</summary>
    public BillPayment? Payment { get; init; }

    /// <summary>The provider; null where there is none.</summary>
    public string? Provider { get; init; }

    /// <summary>The number of its receipt; null where the café counts no tax.</summary>
    public long? ReceiptNumber { get; init; }

    /// <summary>The lines that it paid for; none where it was for no lines in particular.</summary>
    public EquatableList<string> LineIds { get; init; }
}
