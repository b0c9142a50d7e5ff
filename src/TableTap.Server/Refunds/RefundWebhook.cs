using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Cafes.Payments;
using TableTap.Server.Configuration;
using TableTap.Server.Webhooks;
using TableTap.Terms;

namespace TableTap.Server.Refunds;

/// <summary>What a provider is told of a refund that it shall carry out (section 5, "Carrying refunds out").</summary>
/// <param name="Type">Always <c>refund.requested</c>.</param>
/// <param name="RefundId">The id of the refund, the same in every try.</param>
/// <param name="OrderId">The order whose money goes back.</param>
/// <param name="CafeId">The café that gives it back.</param>
/// <param name="Amount">How much money goes back.</param>
/// <param name="Currency">In which currency, ISO 4217.</param>
/// <param name="TransactionId">The provider's payment whose money goes back.</param>
/// <param name="Reason">Why the money goes back, in words.</param>
/// <param name="RequestedAt">When it was booked.</param>
internal sealed record RefundRequested(
    string Type,
    string RefundId,
    string OrderId,
    string CafeId,
    Money Amount,
    string Currency,
    string? TransactionId,
    string Reason,
    DateTimeOffset RequestedAt
);

/// <summary>The source-generated JSON of outgoing webhooks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RefundRequested))]
internal sealed partial class RefundWebhookJson : JsonSerializerContext;

/// <summary>
/// Tells a provider of a refund by a signed request to the address of the settings, signed as its own webhooks are. It may come more than
/// once; the refund's id says so. Thread-safe.
/// </summary>
/// <param name="provider">The provider, with the secrets that count now.</param>
/// <param name="address">Where it is told.</param>
/// <param name="http">Sends requests.</param>
/// <param name="time">The clock of signatures.</param>
internal sealed class RefundWebhook(
    Func<PaymentProviderOptions> provider,
    string address,
    RefundHttp http,
    TimeProvider time
)
{
    private const string Requested = "refund.requested";

    /// <summary>Tells of a refund.</summary>
    /// <param name="task">The refund.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public async Task<RefundOutcome> CarryAsync(
        RefundTask task,
        CancellationToken cancellationToken
    )
    {
        var (refund, now) = (task.Pending.Refund, provider());
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new(
                Requested,
                refund.RefundId,
                task.Pending.OrderId,
                task.CafeId,
                refund.Amount,
                task.Currency,
                refund.TransactionId,
                refund.Reason,
                refund.RequestedAt
            ),
            RefundWebhookJson.Default.RefundRequested
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", refund.RefundId);
        request.Headers.Add(
            HmacScheme.Header,
            WebhookSignature.Header(now.Secrets[0], time.GetUtcNow().ToUnixTimeSeconds(), body)
        );
        var reply = await http.SendAsync(request, now.Timeout, cancellationToken);
        return reply.IsSuccess
            ? RefundOutcome.HandedOver
            : RefundOutcome.Retry(reply.Error ?? $"it answers {reply.Status}");
    }
}
