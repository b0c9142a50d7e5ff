using System.Globalization;
using System.Text;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// What <c>receiptUrl</c> opens in the demo: what was paid, and for what. Its address is the secret of the order's owner.
/// Thread-safe.
/// </summary>
/// <param name="cafes">The cafés.</param>
internal sealed class ReceiptPage(CafeHost cafes)
{
    /// <summary>The path, before the transaction's id.</summary>
    public const string Path = "/receipts";

    /// <summary>What reading the address does.</summary>
    public static ApiOperation Operation { get; } =
        new("showReceipt", "GET", Path + "/{transactionId}", ApiTags.Demo, "What receiptUrl opens")
        {
            Answer = ApiBody.Page,
        };

    /// <summary>Shows the receipt of the payment that the address names.</summary>
    /// <param name="context">The request.</param>
    public async Task ShowAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["transactionId"] as string ?? "";
        var found = await cafes.FindPaymentAsync(id, context.RequestAborted);
        await (
            found is null
                ? DemoPage.WriteAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    "receipt",
                    "<h1>No such receipt</h1>"
                )
                : DemoPage.WriteAsync(
                    context,
                    StatusCodes.Status200OK,
                    "receipt",
                    Receipt(found, id)
                )
        );
    }

    private static string Receipt(CafeOrder found, string transactionId)
    {
        var (order, currency) = (found.Order, found.Cafe.Profile.Currency);
        string Of(Money amount) => $"{Currencies.Text(currency, amount)} {DemoPage.Text(currency)}";

        var html = new StringBuilder();
        html.Append($"<h1>{DemoPage.Text(found.Cafe.Profile.Name)}</h1>");
        if (found.Cafe.Profile.Seller is { } seller)
        {
            string?[] lines = [seller.Name, .. seller.Address.Items, seller.TaxNumber];
            var told = lines.OfType<string>().Select(DemoPage.Text);
            html.Append($"<p>{string.Join("<br>", told)}</p>");
        }

        var capture = order.Payment.Captures.Items.FirstOrDefault(one =>
            one.TransactionId == transactionId
        );
        var number = capture?.ReceiptNumber;
        html.Append(
            $"<p>Receipt {(number is null ? "" : $"{number} ")}for {DemoPage.Text(order.OrderNumber)}</p><ul>"
        );
        foreach (var line in order.Lines.Items.Where(line => line.Status != LineStatus.Voided))
        {
            var details = string.Join(", ", line.Details.Items);
            html.Append(
                $"<li>{line.Quantity} × {DemoPage.Text(line.Name)}{(details.Length == 0 ? "" : $" ({DemoPage.Text(details)})")}: {Of(line.Price)}</li>"
            );
        }

        html.Append("</ul>");
        if (order.Adjustments is { } adjustments)
        {
            Adjusted(html, order.Price, adjustments, Of);
        }

        var (taxes, paid, refunded) = (order.Taxes, order.Payment.Captured, order.Payment.Refunded);
        if (order.BillId is not null && capture is not null)
        {
            // Other payments may have paid the rest of it, each with a receipt of its own.
            (taxes, paid, refunded) = (
                capture.Taxes ?? default,
                capture.Amount - capture.Tip,
                order.Payment.RefundedOf(transactionId)
            );
            var elsewhere = order.Tax is not null && capture.Taxes is null;
            html.Append(
                $"<p>Part of {DemoPage.Text(BillOf(found))}{(elsewhere ? ", whose receipt has the tax" : "")}</p>"
            );
        }

        foreach (var tax in taxes)
        {
            html.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<p>Tax {tax.Rate:0.###} % of {Of(tax.Net)}: {Of(tax.Tax)}</p>"
                )
            );
        }

        html.Append($"<p>Paid: <strong>{Of(paid)}</strong></p>");
        if (refunded.IsPositive)
        {
            html.Append($"<p>Given back: {Of(refunded)}</p>");
        }

        return html.Append(
                $"<p class=\"note\">Transaction {DemoPage.Text(transactionId)}. This is the demo: no money moved.</p>"
            )
            .ToString();
    }

    /// <summary>What people call the bill of an order; of one that ended long ago its number is not known any more.</summary>
    private static string BillOf(CafeOrder found) =>
        found.Cafe.Bills.TryGet(found.Order.BillId, out var open) ? open.BillNumber
        : found.Cafe.ClosedBills.TryGet(found.Order.BillId, out var closed) ? closed.BillNumber
        : "a bill";

    /// <summary>What makes the order cost something else than its lines, each as a line of its own.</summary>
    private static void Adjusted(
        StringBuilder html,
        OrderPrice price,
        OrderAdjustments adjustments,
        Func<Money, string> of
    )
    {
        foreach (var one in adjustments.Discounts)
        {
            var name = one.Name ?? (one.IsComp ? "On the house" : "Discount");
            html.Append($"<p>{DemoPage.Text(name)}: {of(-price.Off(one.AppliedId))}</p>");
        }

        if (price.ServiceCharge.IsPositive)
        {
            html.Append($"<p>Service charge: {of(price.ServiceCharge)}</p>");
        }

        if (price.Rounding != Money.Zero)
        {
            html.Append($"<p>Rounding: {of(price.Rounding)}</p>");
        }
    }
}
