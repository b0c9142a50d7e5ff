namespace TableTap.Server.Cafes;

/// <summary>Where guests are sent from messages; a link that is not configured is not in the message. Immutable.</summary>
public sealed record CafeLinks
{
    /// <summary>Base of the provider's payment pages; the order's id follows.</summary>
    /// <value>Default null: orders by card carry no <c>paymentUrl</c>. The demo's is <c>{publicUrl}/pay</c>.</value>
    public string? Payment { get; init; }

    /// <summary>Base of pages to pay again after a failure; the order's id follows.</summary>
    /// <value>Default null: <see cref="Payment"/>.</value>
    public string? Retry { get; init; }

    /// <summary>Base of receipts; the transaction's id follows.</summary>
    /// <value>Default null: no receipts.</value>
    public string? Receipt { get; init; }

    /// <summary>Base of pages to rate an order; the order's id follows.</summary>
    /// <value>Default null: orders are rated by <c>order_rate</c> alone.</value>
    public string? Rating { get; init; }

    internal string? PaymentOf(string orderId) => Below(Payment, orderId);

    internal string? RetryOf(string orderId) => Below(Retry ?? Payment, orderId);

    internal string? ReceiptOf(string transactionId) => Below(Receipt, transactionId);

    internal string? RatingOf(string orderId) => Below(Rating, orderId);

    private static string? Below(string? page, string id) =>
        page is null ? null : $"{page.TrimEnd('/')}/{Uri.EscapeDataString(id)}";
}
