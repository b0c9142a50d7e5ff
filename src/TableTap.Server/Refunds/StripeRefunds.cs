using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using TableTap.Cafes.Payments;
using TableTap.Ordering.State;
using TableTap.Server.Configuration;
using TableTap.Server.Webhooks;
using TableTap.Terms;

namespace TableTap.Server.Refunds;

/// <summary>
/// Makes refunds at a provider that speaks as Stripe does. The refund's id is the idempotency key, so that one that is sent again is made
/// once; Stripe forgets keys after a day, so that a later try first looks whether the refund is there. Thread-safe.
/// </summary>
/// <param name="provider">The provider, with its key.</param>
/// <param name="http">Sends requests.</param>
/// <param name="time">The clock.</param>
internal sealed class StripeRefunds(
    PaymentProviderOptions provider,
    RefundHttp http,
    TimeProvider time
)
{
    private const int LongestWord = 64;

    /// <summary>The longest that a key is relied on; Stripe keeps it for a day at least.</summary>
    private static readonly TimeSpan KeyHolds = TimeSpan.FromHours(12);

    private readonly string _refunds = $"{provider.ApiBase.TrimEnd('/')}/v1/refunds";

    /// <summary>Makes a refund, or finds it where it was made already.</summary>
    /// <param name="task">The refund.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public async Task<RefundOutcome> CarryAsync(
        RefundTask task,
        CancellationToken cancellationToken
    )
    {
        var refund = task.Pending.Refund;
        if (StripeAmount.UnitsOf(refund.Amount, task.Currency) is not { } units)
        {
            return RefundOutcome.Rejected("amount_of_no_unit");
        }

        if (task.Pending.Delivery.Attempts > 0 || time.GetUtcNow() - refund.RequestedAt > KeyHolds)
        {
            var (found, trouble) = await FindAsync(refund, cancellationToken);
            if (trouble is not null || found is not null)
            {
                return found ?? RefundOutcome.Retry(trouble!);
            }
        }

        using var request = Request(HttpMethod.Post, _refunds);
        request.Headers.Add("Idempotency-Key", refund.RefundId);
        request.Content = new FormUrlEncodedContent([
            Payment(refund.TransactionId!),
            new("amount", units.ToString(CultureInfo.InvariantCulture)),
            new("metadata[refundId]", refund.RefundId),
            new("metadata[orderId]", task.Pending.OrderId),
            new("metadata[cafeId]", task.CafeId),
        ]);
        var reply = await http.SendAsync(request, provider.Timeout, cancellationToken);
        return reply.IsSuccess ? Made(reply)
            : IsFinal(reply.Status) ? RefundOutcome.Rejected(ErrorOf(reply) ?? "refused")
            : RefundOutcome.Retry(Trouble(reply));
    }

    /// <summary>The refund where it was made by an earlier try whose answer was lost; else why nobody knows.</summary>
    private async Task<(RefundOutcome? Found, string? Trouble)> FindAsync(
        Refund refund,
        CancellationToken cancellationToken
    )
    {
        var (name, value) = Payment(refund.TransactionId!);
        using var request = Request(
            HttpMethod.Get,
            $"{_refunds}?{name}={Uri.EscapeDataString(value)}&limit=100"
        );
        var reply = await http.SendAsync(request, provider.Timeout, cancellationToken);
        if (IsFinal(reply.Status))
        {
            // The payment itself is not known there: making the refund says so in Stripe's words.
            return default;
        }

        if (!reply.IsSuccess)
        {
            return (null, Trouble(reply));
        }

        using var list = Parse(reply);
        if (
            list?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
        )
        {
            return (null, "its answer is no list of refunds");
        }

        foreach (var one in data.EnumerateArray())
        {
            if (
                one.ValueKind == JsonValueKind.Object
                && new StripeObject(one) is var made
                && made.CafeRefundId == refund.RefundId
                && made.Id is { } id
            )
            {
                return (RefundOutcome.Made(id, StatusOf(made), made.Reason), null);
            }
        }

        return default;
    }

    private static RefundOutcome Made(ProviderReply reply)
    {
        using var document = Parse(reply);
        return
            document?.RootElement is { ValueKind: JsonValueKind.Object } root
            && new StripeObject(root) is { Id: { } id } made
            ? RefundOutcome.Made(id, StatusOf(made), made.Reason)
            : RefundOutcome.Retry("its answer is no refund");
    }

    private static RefundStatus StatusOf(StripeObject made) =>
        made.Status switch
        {
            "succeeded" => RefundStatus.Succeeded,
            "failed" or "canceled" => RefundStatus.Failed,
            _ => RefundStatus.Pending,
        };

    private static KeyValuePair<string, string> Payment(string transactionId) =>
        new(
            transactionId.StartsWith("ch_", StringComparison.Ordinal)
            || transactionId.StartsWith("py_", StringComparison.Ordinal)
                ? "charge"
                : "payment_intent",
            transactionId
        );

    private HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", provider.SecretKey);
        return request;
    }

    /// <summary>Whether Stripe will never do it: what is wrong with the key or the moment is not the refund's.</summary>
    private static bool IsFinal(int status) =>
        status is >= 400 and < 500 and not (401 or 403 or 408 or 409 or 425 or 429);

    private static string Trouble(ProviderReply reply) =>
        reply.Error
        ?? (
            reply.Status is 401 or 403
                ? $"it refuses the key of the settings ({reply.Status})"
                : $"it answers {reply.Status}{(ErrorOf(reply) is { } word ? $", {word}" : "")}"
        );

    /// <summary>Stripe's word for what is wrong; a word only, so that nothing else of the answer gets into a log.</summary>
    private static string? ErrorOf(ProviderReply reply)
    {
        using var document = Parse(reply);
        return
            document?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("error", out var error)
            && error.ValueKind == JsonValueKind.Object
            ? Word(StripeObject.Text(error, "code")) ?? Word(StripeObject.Text(error, "type"))
            : null;
    }

    private static string? Word(string? text) =>
        text is { Length: <= LongestWord }
        && text.All(letter =>
            char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'
        )
            ? text
            : null;

    private static JsonDocument? Parse(ProviderReply reply)
    {
        try
        {
            return JsonDocument.Parse(reply.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
