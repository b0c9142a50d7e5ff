using TableTap.Ordering.Figures;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Reports;

/// <summary>
/// The tax in each payment of a bill. It is settled when the payment is booked, so that a receipt that was given stays as it was; with the
/// last payment the bill's tax is there, to the minor unit (docs/protocol.md §5, "Receipts of bills").
/// </summary>
internal static class BillPaymentTaxes
{
    private const decimal Percent = 100m;

    /// <summary>
    /// The tax in a payment that is booked now. The one that settles the bill has what is left of each rate; one for lines has the rates of
    /// these lines and their share of the service charge; any other has the same share of what is left of each rate.
    /// </summary>
    /// <param name="bill">The bill without the payment.</param>
    /// <param name="orders">Its orders.</param>
    /// <param name="amount">What the payment settles, without what the rounding of cash adds or takes off.</param>
    /// <param name="lineIds">The lines that it is for; none where it is for no lines in particular.</param>
    /// <param name="decimals">How many decimals the café's currency has.</param>
    public static EquatableList<TaxAmount> Of(
        Bill bill,
        IReadOnlyList<Order> orders,
        Money amount,
        EquatableList<string> lineIds,
        int decimals
    )
    {
        var whole = BillTax.Of(bill, orders);
        var left = Less(
            whole,
            TaxDays.Sum(Booked(bill, orders, decimals).SelectMany(one => one.Taxes.Items))
        );
        return amount == OrderTax.Total(left)
            ? left
            : TaxDays.Sum(
                Rule(decimals).Among(Weights(whole, left, Lines(orders, lineIds)), amount).Items
            );
    }

    /// <summary>
    /// All payments of a bill with their tax. Those that an earlier version booked have what is within all such payments until then, less
    /// what was within all before.
    /// </summary>
    /// <param name="bill">The bill.</param>
    /// <param name="orders">Its orders.</param>
    /// <param name="decimals">How many decimals the café's currency has.</param>
    public static IEnumerable<ReceiptOfPayment> Booked(
        Bill bill,
        IReadOnlyList<Order> orders,
        int decimals
    )
    {
        var (whole, rule) = (BillTax.Of(bill, orders), Rule(decimals));
        var (paid, before) = (Money.Zero, rule.Within(whole, Money.Zero));
        foreach (var payment in Payments(bill, orders))
        {
            if (payment.Settled is { } settled)
            {
                yield return payment.Of with
                {
                    Taxes = settled,
                };
                continue;
            }

            paid += payment.Of.Amount;
            var now = rule.Within(whole, paid);
            yield return payment.Of with
            {
                Taxes = Less(now, before),
            };
            before = now;
        }
    }

    /// <summary>What providers brought for its orders, then what was paid of the bill, each without its tax or with the one that was settled.</summary>
    private static IEnumerable<(ReceiptOfPayment Of, EquatableList<TaxAmount>? Settled)> Payments(
        Bill bill,
        IReadOnlyList<Order> orders
    )
    {
        foreach (
            var capture in orders
                .SelectMany(order => order.Payment.Captures.Items)
                .Where(capture => capture.PaidBy == Tender.Gateway)
        )
        {
            yield return (
                new(capture.PaidBy, capture.Amount, default)
                {
                    At = capture.At,
                    Provider = capture.Provider,
                    ReceiptNumber = capture.ReceiptNumber,
                },
                capture.Taxes
            );
        }

        var payments = bill.MergedPayments.Items.Concat(bill.Payments.Items);
        foreach (var payment in payments.OrderBy(one => one.At))
        {
            yield return (
                new(payment.Tender, payment.Amount, default)
                {
                    At = payment.At,
                    Payment = payment,
                    ReceiptNumber = payment.ReceiptNumber,
                    LineIds = payment.LineIds,
                },
                payment.Taxes
            );
        }
    }

    /// <summary>
    /// By what a payment is shared among rates: what its lines cost, as far as that is not booked yet; where it has no such lines, what is
    /// left of each rate; where nothing is left, all of the bill.
    /// </summary>
    private static List<(decimal Rate, decimal Weight)> Weights(
        EquatableList<TaxAmount> whole,
        EquatableList<TaxAmount> left,
        IEnumerable<(decimal Rate, decimal Gross)> lines
    )
    {
        var open = left
            .Items.Where(one => one.Gross.IsPositive)
            .ToDictionary(one => one.Rate, one => one.Gross.ToDecimal());
        List<(decimal Rate, decimal Weight)> own =
        [
            .. lines
                .GroupBy(line => line.Rate)
                .OrderByDescending(rate => rate.Key)
                .Select(rate =>
                    (
                        rate.Key,
                        Math.Min(rate.Sum(line => line.Gross), open.GetValueOrDefault(rate.Key))
                    )
                ),
        ];
        return own.Any(one => one.Weight > 0) ? own
            : open.Count > 0 ? [.. open.Select(one => (one.Key, one.Value))]
            : [.. whole.Items.Select(one => (one.Rate, one.Gross.ToDecimal()))];
    }

    /// <summary>What lines cost after discounts with their tax, and their shares of the service charge; none of orders without tax.</summary>
    private static IEnumerable<(decimal Rate, decimal Gross)> Lines(
        IReadOnlyList<Order> orders,
        EquatableList<string> lineIds
    )
    {
        foreach (var order in orders)
        {
            var own = order.LiveLines.Where(line => lineIds.Contains(line.LineId)).ToList();
            if (own.Count == 0 || order.Status == OrderStatus.Cancelled || order.Tax is not { } tax)
            {
                continue;
            }

            var price = order.Price;
            foreach (var line in own)
            {
                var (rate, left) = (tax.RateOf(line), price.OfLine(line.LineId).ToDecimal());
                yield return (rate, tax.WithTax(rate, left));
                if (order.Adjustments?.Service is { } service)
                {
                    yield return (
                        service.TaxRate,
                        tax.WithTax(service.TaxRate, left * service.Percent / Percent)
                    );
                }
            }
        }
    }

    private static EquatableList<TaxAmount> Less(
        EquatableList<TaxAmount> now,
        EquatableList<TaxAmount> before
    ) => TaxDays.Sum([.. now.Items, .. before.Items.Select(one => -one)]);

    private static OrderTax Rule(int decimals) =>
        new(Included: true, TaxRounding.Order, decimals, default);
}
