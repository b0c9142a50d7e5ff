using System.Globalization;
using System.Text;
using System.Text.Json;
using TableTap.Protocol.Cards;

namespace TableTap.Server.Webhooks;

/// <summary>
/// What is read of the object that an event of Stripe is about; what it holds beside that, among it the last digits of a card,
/// is never looked at.
/// </summary>
internal readonly struct StripeObject(JsonElement element)
{
    /// <summary>The object's own id; null where it has none.</summary>
    public string? Id => Text(element, "id");

    /// <summary>The payment intent: the object itself, or the one it belongs to.</summary>
    public string? TransactionId =>
        Text(element, "object") == "payment_intent"
            ? Id
            : Reference("payment_intent") ?? Reference("charge");

    /// <summary>The order, as the integrator wrote it down.</summary>
    public string? OrderId =>
        Metadata("orderId", "order_id") ?? Text(element, "client_reference_id");

    /// <summary>The café, as the integrator wrote it down.</summary>
    public string? CafeId => Metadata("cafeId", "cafe_id");

    /// <summary>The café's own id of a refund, as TableTap wrote it down.</summary>
    public string? CafeRefundId => Metadata("refundId", "refund_id");

    /// <summary>The tip in Stripe's units, as the integrator wrote it down.</summary>
    public string? Tip => Metadata("tip");

    /// <summary>The currency in capitals.</summary>
    public string? Currency => Text(element, "currency")?.ToUpperInvariant();

    /// <summary>The object's status, in Stripe's words; null where it has none.</summary>
    public string? Status => Text(element, "status");

    /// <summary>Whether a checkout session is paid.</summary>
    public bool IsPaid => Text(element, "payment_status") is "paid" or "no_payment_required";

    /// <summary>Why it was cancelled or failed: the decline, else the error; for a refund its reason.</summary>
    public string? Reason =>
        Text(element, "cancellation_reason") is { } cancelled ? cancelled
        : element.TryGetProperty("last_payment_error", out var error)
        && error.ValueKind == JsonValueKind.Object
            ? Text(error, "decline_code") ?? Text(error, "code")
        : Text(element, "failure_reason") ?? Text(element, "reason");

    /// <summary>Whether what the integrator wrote down holds data of a card.</summary>
    public bool HoldsCardData =>
        element.TryGetProperty("metadata", out var metadata)
        && CardData.IsIn(Encoding.UTF8.GetBytes(metadata.GetRawText()));

    /// <summary>A number of the object; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public long? Number(string name) =>
        element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>A text of an object; null where there is none.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">Its name.</param>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A whole number that stands in a text; 0 where it does not.</summary>
    /// <param name="text">The text.</param>
    public static long Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>The id of an object that is named by its id, or stands there in full.</summary>
    private string? Reference(string name) =>
        Text(element, name)
        ?? (
            element.TryGetProperty(name, out var whole) && whole.ValueKind == JsonValueKind.Object
                ? Text(whole, "id")
                : null
        );

    private string? Metadata(params ReadOnlySpan<string> names)
    {
        if (
            element.TryGetProperty("metadata", out var metadata)
            && metadata.ValueKind == JsonValueKind.Object
        )
        {
            foreach (var name in names)
            {
                if (Text(metadata, name) is { } value)
                {
                    return value;
                }
            }
        }

        return null;
    }
}
