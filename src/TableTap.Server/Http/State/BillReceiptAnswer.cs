using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A line on the receipt of a bill.</summary>
/// <param name="LineId">The id of the line.</param>
/// <param name="OrderNumber">The round that it is of.</param>
/// <param name="Name">What the item is called.</param>
/// <param name="Details">What is special about it.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">What they cost, with the tax only where the menu's prices contain it.</param>
/// <param name="OrderedAt">When its round was ordered.</param>
/// <param name="TaxRate">The rate of their tax in percent; absent where the café counts no tax.</param>
internal sealed record ReceiptLine(
    [Id] string LineId,
    string OrderNumber,
    string Name,
    IReadOnlyList<string> Details,
    int Quantity,
    Money Price,
    DateTimeOffset OrderedAt,
    [Bounds(0, 100)] decimal? TaxRate = null
);

/// <summary>A payment on the receipt of a bill.</summary>
/// <param name="Tender"><c>cash</c>, <c>terminal</c>, <c>gateway</c> or <c>voucher</c>.</param>
/// <param name="Amount">What was paid; with its tip where a provider took it.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="Taxes">The tax in it, by rate: settled when it was booked; below zero at a rate of which too much was on an earlier receipt.</param>
/// <param name="PaymentId">The payment of the bill; absent where a guest paid one of the orders through a provider.</param>
/// <param name="At">When it came; absent where an earlier version counted it.</param>
/// <param name="ReceiptNumber">The number of its receipt; absent where the café counts no tax.</param>
/// <param name="Reference">The terminal's word for it.</param>
/// <param name="Provider">The provider that took it.</param>
/// <param name="LineIds">The lines that it paid for; absent where it was for no lines in particular.</param>
/// <param name="BillTotal">What the bill came to when it was recorded; absent where an earlier version did, and for orders paid through a provider.</param>
internal sealed record ReceiptPayment(
    Tender Tender,
    Money Amount,
    Money Tip,
    IReadOnlyList<TaxSum> Taxes,
    [Id] string? PaymentId = null,
    DateTimeOffset? At = null,
    [Bounds(1)] long? ReceiptNumber = null,
    string? Reference = null,
    string? Provider = null,
    [Id(Each = true)] IReadOnlyList<string>? LineIds = null,
    [Bounds(0)] Money? BillTotal = null
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/bills/{billId}/receipt</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="CafeName">What it is called, for the head of the receipt.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="BillNumber">What people call it.</param>
/// <param name="Status">Where it is.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="Lines">All that was ordered in all rounds and neither voided nor cancelled.</param>
/// <param name="Total">What that costs, with the tax.</param>
/// <param name="Taxes">The tax in it, by rate; none where the café counts none.</param>
/// <param name="Paid">What the café has for it, without tips.</param>
/// <param name="Due">What is still to come.</param>
/// <param name="Refunded">What went back.</param>
/// <param name="Payments">What was paid, in its order.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
/// <param name="TableNumber">Where the guests sit.</param>
/// <param name="ClosedAt">When it ended.</param>
/// <param name="Seller">Who sells; absent where the café's file says nothing of it.</param>
internal sealed record BillReceiptAnswer(
    [Id] string CafeId,
    string CafeName,
    string Currency,
    [Id] string BillId,
    string BillNumber,
    BillStatus Status,
    DateTimeOffset OpenedAt,
    IReadOnlyList<ReceiptLine> Lines,
    Money Total,
    IReadOnlyList<TaxSum> Taxes,
    Money Paid,
    Money Due,
    Money Refunded,
    IReadOnlyList<ReceiptPayment> Payments,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    string? TableNumber = null,
    DateTimeOffset? ClosedAt = null,
    SellerView? Seller = null
)
{
    /// <summary>The receipt of a bill; null where the café does not know the bill.</summary>
    public static BillReceiptAnswer? Of(StateView view, string billId)
    {
        var cafe = view.Cafe;
        if (Find(cafe, billId) is not { } bill)
        {
            return null;
        }

        var old = view.Snapshot.Orders.ToDictionary(one => one.Order.OrderId, one => one.Order);
        var receipt = BillReceipt.Of(
            bill,
            [
                .. bill
                    .OrderIds.Items.Select(id => cafe.Order(id) ?? old.GetValueOrDefault(id))
                    .OfType<Order>(),
            ],
            Currencies.DecimalsOf(cafe.Profile.Currency)
        );
        return new(
            cafe.CafeId,
            cafe.Profile.Name,
            cafe.Profile.Currency,
            bill.BillId,
            bill.BillNumber,
            bill.Status,
            bill.OpenedAt,
            [
                .. receipt.Orders.Items.SelectMany(order =>
                    order.LiveLines.Select(line => new ReceiptLine(
                        line.LineId,
                        order.OrderNumber,
                        line.Name,
                        line.Details.Items,
                        line.Quantity,
                        line.Price,
                        order.CreatedAt,
                        order.Tax?.RateOf(line)
                    ))
                ),
            ],
            receipt.Total,
            [.. receipt.Taxes.Items.Select(one => new TaxSum(one.Rate, one.Net, one.Tax))],
            receipt.Paid,
            receipt.Due,
            receipt.Refunded,
            [.. receipt.Payments.Items.Select(Payment)],
            view.Epoch,
            view.Positions,
            bill.TableNumber,
            bill.ClosedAt,
            SellerView.Of(cafe.Profile)
        );
    }

    /// <summary>The bill with this id, open or lately ended.</summary>
    public static Bill? Find(Cafe cafe, string billId) =>
        cafe.Bills.TryGet(billId, out var open) ? open
        : cafe.ClosedBills.TryGet(billId, out var closed) ? closed
        : null;

    private static ReceiptPayment Payment(ReceiptOfPayment one) =>
        new(
            one.Tender,
            one.Amount,
            one.Payment?.Tip ?? Money.Zero,
            [.. one.Taxes.Items.Select(tax => new TaxSum(tax.Rate, tax.Net, tax.Tax))],
            one.Payment?.PaymentId,
            one.At,
            one.ReceiptNumber,
            one.Payment?.Reference,
            one.Provider,
            one.LineIds.Count == 0 ? null : one.LineIds.Items,
            one.Payment?.BillTotal
        );
}
