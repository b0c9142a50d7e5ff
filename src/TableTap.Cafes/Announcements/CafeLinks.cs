namespace TableTap.Cafes.Announcements;

/// <summary>Where guests are sent from messages; a link that is not configured is not in the message. Immutable.</summary>
public sealed record CafeLinks
{
    /// <summary>The provider's payment pages: <c>{orderId}</c> in it is replaced; without it the order's id follows.</summary>
    /// <value>Default null: orders by card carry no <c>paymentUrl</c>. The demo's is <c>{publicUrl}/pay</c>.</value>
    public string? Payment { get; init; }

    /// <summary>Whether a payment provider reports to this server.</summary>
    /// <value>Default false.</value>
    public bool HasProvider { get; init; }

    /// <summary>Whether an order can be paid by card: there is a page to pay on, or a provider that reports.</summary>
    public bool TakesCards => HasProvider || Payment is not null;

    /// <summary>Base of pages to pay again after a failure; the order's id follows.</summary>
    /// <value>Default null: <see cref="Payment"/>.</value>
    public string? Retry { get; init; }

    /// <summary>Base of receipts; the transaction's id follows.</summary>
    /// <value>Default null: no receipts.</value>
    public string? Receipt { get; init; }

    /// <summary>Base of pages to rate an order; the order's id follows.</summary>
    /// <value>Default null: orders are rated by <c>order_rate</c> alone.</value>
    public string? Rating { get; init; }

    private const string OrderId = "{orderId}";

    /// <summary>The page on which an order is paid; null where none is configured.</summary>
    public string? PaymentOf(string orderId) => Below(Payment, orderId, OrderId);

    internal string? RetryOf(string orderId) => Below(Retry ?? Payment, orderId, OrderId);

    internal string? ReceiptOf(string transactionId) => Below(Receipt, transactionId);

    internal string? RatingOf(string orderId) => Below(Rating, orderId);

    private static string? Below(string? page, string id, string? place = null) =>
        page is null ? null
        : place is not null && page.Contains(place, StringComparison.Ordinal)
            ? page.Replace(place, Uri.EscapeDataString(id), StringComparison.Ordinal)
        : $"{page.TrimEnd('/')}/{Uri.EscapeDataString(id)}";
}
