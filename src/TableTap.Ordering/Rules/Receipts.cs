using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What is settled for a receipt when money moves: its number, one for each movement in or back, counting up in a café without a gap, and
/// the tax on it, which stays whatever happens later (docs/protocol.md §5, "Tax").
/// </summary>
internal static class Receipts
{
    /// <summary>The number of the next receipt; null where the café counts no tax.</summary>
    /// <param name="draft">The decision in the making.</param>
    public static long? Next(DecisionDraft draft) =>
        draft.Cafe.Profile.Tax is null ? null : draft.Cafe.LastReceiptNumber + 1;

    /// <summary>The tax in a payment of a bill; null where none of its orders is taxed.</summary>
    /// <param name="draft">The decision in the making, before the payment is booked.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="amount">What the payment settles, without the rounding of cash.</param>
    /// <param name="lineIds">The lines that it is for; none where it is for no lines in particular.</param>
    public static EquatableList<TaxAmount>? Taxes(
        DecisionDraft draft,
        Bill bill,
        Money amount,
        EquatableList<string> lineIds = default
    )
    {
        var orders = bill
            .OrderIds.Items.Select(orderId => draft.Cafe.Order(orderId))
            .OfType<Order>()
            .ToList();
        return orders.Any(order => order.Tax is not null)
            ? BillPaymentTaxes.Of(
                bill,
                orders,
                amount,
                lineIds,
                Currencies.DecimalsOf(draft.Cafe.Profile.Currency)
            )
            : null;
    }

    /// <summary>The tax in what a provider brings for an order, which stands on the receipt of its bill; null where it is on none.</summary>
    /// <param name="draft">The decision in the making, before the payment is booked.</param>
    /// <param name="order">The order.</param>
    /// <param name="amount">What the payment settles, without a tip and without what goes back at once.</param>
    public static EquatableList<TaxAmount>? Taxes(DecisionDraft draft, Order order, Money amount)
    {
        if (order.Tax is null || !draft.Cafe.Bills.TryGet(order.BillId, out var bill))
        {
            return null;
        }

        var lines = order.LiveLines.Select(line => line.LineId).ToEquatableList();
        return amount.IsPositive
            ? Taxes(draft, bill, amount, lines)
            : default(EquatableList<TaxAmount>);
    }

    /// <summary>Books a refund with the tax that goes back: what was in the café's money less what is in it afterwards.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="was">The order as it was before money had to go back.</param>
    /// <param name="refund">The refund.</param>
    public static void Book(DecisionDraft draft, Order was, PaymentRefundedFact refund)
    {
        var after = CafeApply.Apply(draft.Cafe, refund).Order(refund.OrderId)!;
        draft.Emit(
            after.Tax is null
                ? refund
                : refund with
                {
                    Taxes = TaxDays.Sum([
                        .. was.KeptTaxes.Items,
                        .. after.KeptTaxes.Items.Select(one => -one),
                    ]),
                }
        );
    }
}
