using System.Text.Json;
using TableTap.Cafes.ProviderEvents;

namespace TableTap.Server.Webhooks;

/// <summary>
/// Stripe: its signature, and of its events those of payment intents, checkout sessions, charges and refunds. An event is of
/// an order by <c>metadata.orderId</c>, else by the payment intent (section 5, "Webhooks").
/// </summary>
internal sealed class StripeScheme : IWebhookScheme
{
    private static readonly JsonDocumentOptions Bounds = new() { MaxDepth = 64 };

    /// <inheritdoc />
    public string SignatureHeader => "Stripe-Signature";

    /// <inheritdoc />
    public WebhookReading Read(string provider, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Bounds);
            var root = document.RootElement;
            return
                root.ValueKind == JsonValueKind.Object
                && StripeObject.Text(root, "id") is { } eventId
                && StripeObject.Text(root, "type") is { } type
                && root.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("object", out var about)
                && about.ValueKind == JsonValueKind.Object
                ? ReadEvent(provider, eventId, type, new(about))
                : WebhookReading.Malformed("The body is no event of Stripe.");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return WebhookReading.Malformed("The body is no JSON.");
        }
    }

    private static WebhookReading ReadEvent(
        string provider,
        string eventId,
        string type,
        StripeObject about
    )
    {
        if (
            StripeEvents.KindOf(type, about) is not { } kind
            || about.OrderId is null && about.TransactionId is null
        )
        {
            return WebhookReading.Ignored;
        }

        if (about.HoldsCardData)
        {
            return ProviderEventValidation.CardData;
        }

        if (about.Currency is not { } currency)
        {
            return WebhookReading.Invalid("data.object.currency", "is needed");
        }

        var all = StripeAmount.Of(StripeEvents.UnitsOf(type, about), currency);
        var tip = StripeAmount.Of(StripeEvents.TipOf(kind, about), currency);
        if (all is not { } amount || tip is not { } onTop || onTop > amount)
        {
            return WebhookReading.Invalid("data.object.amount", "is no amount");
        }

        return ProviderEventValidation.Checked(
            new IncomingProviderEvent(
                provider,
                eventId,
                kind,
                about.OrderId,
                about.CafeId,
                amount - onTop,
                onTop,
                currency,
                about.TransactionId,
                StripeEvents.IsOfRefund(kind) ? about.Id : null,
                about.Reason ?? StripeEvents.ReasonOf(type)
            )
            {
                CafeRefundId = StripeEvents.IsOfRefund(kind) ? about.CafeRefundId : null,
            }
        );
    }
}
