using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Cafes.ProviderEvents;
using TableTap.Ordering.State;
using TableTap.Protocol.Cards;
using TableTap.Terms;

namespace TableTap.Server.Webhooks;

/// <summary>The body of a webhook in TableTap's own words (section 5, "Webhooks").</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Type">What happened: <c>payment.succeeded</c> and others.</param>
/// <param name="OrderId">The order.</param>
/// <param name="CafeId">The café; helps where the order is not known yet.</param>
/// <param name="Amount">How much, without a tip.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="Currency">In which currency, ISO 4217.</param>
/// <param name="TransactionId">The payment.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="Reason">Why it failed, or why money went back.</param>
internal sealed record HmacEvent(
    string Id,
    string Type,
    string? OrderId = null,
    string? CafeId = null,
    Money? Amount = null,
    Money? Tip = null,
    string? Currency = null,
    string? TransactionId = null,
    string? RefundId = null,
    string? Reason = null
);

/// <summary>The source-generated JSON of webhooks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16
)]
[JsonSerializable(typeof(HmacEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;

/// <summary>Any provider, or a small bridge to one, that signs with HMAC-SHA256 and speaks TableTap's words.</summary>
internal sealed class HmacScheme : IWebhookScheme
{
    /// <summary>The header that carries TableTap's own signatures, of webhooks that come and of those that go.</summary>
    public const string Header = "TableTap-Signature";

    /// <inheritdoc />
    public string SignatureHeader => Header;

    /// <inheritdoc />
    public WebhookReading Read(string provider, ReadOnlyMemory<byte> body)
    {
        HmacEvent told;
        try
        {
            if (CardData.IsIn(body.Span))
            {
                return ProviderEventValidation.CardData;
            }

            told =
                JsonSerializer.Deserialize(body.Span, WebhookJson.Default.HmacEvent)
                ?? throw new JsonException("null is no event");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return WebhookReading.Malformed(
                """The body has to be JSON: {"id": "…", "type": "payment.succeeded", "orderId": "…", "amount": 15.50, "currency": "EUR"}"""
            );
        }

        if (KindOf(told.Type) is not { } kind)
        {
            return WebhookReading.Ignored;
        }

        if (told.OrderId is null && told.TransactionId is null)
        {
            return WebhookReading.Invalid("orderId", "is needed");
        }

        if (
            told.Amount is null
            && kind
                is not (ProviderEventKind.PaymentProcessing or ProviderEventKind.PaymentCancelled)
        )
        {
            return WebhookReading.Invalid("amount", "is needed");
        }

        return ProviderEventValidation.Checked(
            new IncomingProviderEvent(
                provider,
                told.Id,
                kind,
                told.OrderId,
                told.CafeId,
                Of(told.Amount),
                Of(told.Tip),
                told.Currency?.ToUpperInvariant(),
                told.TransactionId,
                told.RefundId,
                told.Reason ?? ReasonOf(told.Type)
            )
        );
    }

    private static Money Of(Money? amount) => amount ?? Money.Zero;

    private static string? ReasonOf(string type) =>
        type switch
        {
            "payment.canceled" => "canceled",
            "payment.expired" => "expired",
            _ => null,
        };

    private static ProviderEventKind? KindOf(string type) =>
        type switch
        {
            "payment.processing" => ProviderEventKind.PaymentProcessing,
            "payment.succeeded" => ProviderEventKind.PaymentSucceeded,
            "payment.failed" => ProviderEventKind.PaymentFailed,
            "payment.canceled" or "payment.expired" => ProviderEventKind.PaymentCancelled,
            "refund.pending" => ProviderEventKind.RefundPending,
            "refund.succeeded" => ProviderEventKind.RefundSucceeded,
            "refund.failed" => ProviderEventKind.RefundFailed,
            "refunds.total" => ProviderEventKind.RefundTotal,
            _ => null,
        };
}
