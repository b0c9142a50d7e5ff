namespace TableTap.Server.Configuration;

/// <summary>
/// Section <c>Links</c>: the pages that messages send guests to (document, "Customer-Facing Messages"). What is not set is
/// not in the messages.
/// </summary>
public sealed record LinkOptions
{
    /// <summary>Base of the provider's payment pages; <c>/{orderId}</c> follows.</summary>
    /// <value>An address like <c>https://pay.example.com/orders</c>; default none, and with <c>--demo</c> the test provider's page.</value>
    public string? Payment { get; init; }

    /// <summary>Base of pages to pay again after a failure; <c>/{orderId}</c> follows.</summary>
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
            Payment = Address("Payment"),
            Retry = Address("Retry"),
            Receipt = Address("Receipt"),
            Rating = Address("Rating"),
        };

        string? Address(string key) =>
            section.Text(
                key,
                fallback: "",
                "an address like https://app.example.com/rate, without query",
                IsBase
            )
                is { Length: > 0 } address
                ? address
                : null;
    }

    private static bool IsBase(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length == 0;
}
