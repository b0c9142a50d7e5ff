using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>
/// The pages that messages send guests to (document, "Customer-Facing Messages"). What is not set is not in the messages.
/// Immutable.
/// </summary>
public sealed record LinkOptions
{
    /// <summary>
    /// The payment pages that <c>paymentUrl</c> names: <c>{orderId}</c> in it is replaced, without it <c>/{orderId}</c>
    /// follows. With <c>--demo</c> the default is the test provider's page; without a page and without a provider,
    /// <c>card</c> is refused.
    /// </summary>
    [Setting("Links:Payment"), PageUrl]
    public string? Payment { get; init; }

    /// <summary>Pages to pay again after a failure, in the same form; without it those of <c>Links:Payment</c>.</summary>
    [Setting("Links:Retry"), PageUrl]
    public string? Retry { get; init; }

    /// <summary>Base of receipts; <c>/{transactionId}</c> follows.</summary>
    [Setting("Links:Receipt"), BaseUrl]
    public string? Receipt { get; init; }

    /// <summary>Base of pages to rate an order; <c>/{orderId}</c> follows.</summary>
    [Setting("Links:Rating"), BaseUrl]
    public string? Rating { get; init; }

    /// <summary>
    /// Base of the page that the QR code of a table opens; <c>/{cafeId}?t={tableCode}</c> follows. Without it the page is the server's own.
    /// </summary>
    [Setting("Links:Guest"), BaseUrl]
    public string? Guest { get; init; }
}
