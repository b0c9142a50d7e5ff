namespace TableTap.Server.Configuration;

/// <summary>
/// Section <c>Links</c>: the pages that messages send guests to (document, "Customer-Facing Messages"). What is not set is
/// not in the messages.
/// </summary>
public sealed record LinkOptions
{
    /// <summary>The provider's payment pages: <c>{orderId}</c> in it is replaced; without it <c>/{orderId}</c> follows.</summary>
    /// <value>An address like <c>https://pay.example.com/orders</c> or <c>https://pay.example.com/?order={orderId}</c>; default none, and with <c>--demo</c> the test provider's page.</value>
    public string? Payment { get; init; }

    /// <summary>Pages to pay again after a failure, in the same form.</summary>
    /// <value>An address; default <see cref="Payment"/>.</value>
    public string? Retry { get; init; }

    /// <summary>Base of receipts; <c>/{transactionId}</c> follows.</summary>
    /// <value>An address; default none.</value>
    public string? Receipt { get; init; }

    /// <summary>Base of pages to rate an order; <c>/{orderId}</c> follows.</summary>
    /// <value>An address; default none.</value>
    public string? Rating { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static LinkOptions Read(SectionReader section)
    {
        return new()
        {
            Payment = Address("Payment", IsPage),
            Retry = Address("Retry", IsPage),
            Receipt = Address("Receipt"),
            Rating = Address("Rating"),
        };

        string? Address(string key, Predicate<string>? form = null) =>
            section.Text(
                key,
                fallback: "",
                form is null
                    ? "an address like https://app.example.com/rate, without query"
                    : "an address like https://pay.example.com/orders, or one with {orderId} in it",
                form ?? IsBase
            )
                is { Length: > 0 } address
                ? address
                : null;
    }

    private const string Somewhere = "an-order-somewhere";

    private static bool IsPage(string text) =>
        text.Contains("{orderId}", StringComparison.Ordinal)
            ? Uri.TryCreate(
                text.Replace("{orderId}", Somewhere, StringComparison.Ordinal),
                UriKind.Absolute,
                out var uri
            )
                && uri.Scheme is "http" or "https"
                && uri.UserInfo.Length == 0
                && !uri.Authority.Contains(Somewhere, StringComparison.Ordinal)
            : IsBase(text);

    private static bool IsBase(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length == 0;
}
