using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Cafes.Payments;
using TableTap.Ordering.State;
using TableTap.Server.Configuration;
using TableTap.Server.Refunds;
using TableTap.Server.Webhooks;
using TableTap.Terms;

namespace TableTap.Server.Vouchers;

/// <summary>What the issuer of a voucher is asked (section 5, "Vouchers").</summary>
/// <param name="Type"><c>voucher.reserve</c>, <c>voucher.capture</c> or <c>voucher.release</c>.</param>
/// <param name="VoucherId">The id of the payment, the same in all that is asked of it.</param>
/// <param name="CafeId">The café that is paid.</param>
/// <param name="Amount">How much is to be held, or given.</param>
/// <param name="Currency">In which currency, ISO 4217.</param>
/// <param name="OrderId">The order that it pays; absent where it is a bill.</param>
/// <param name="BillId">The bill that it pays; absent where it is an order.</param>
/// <param name="Code">The code of the voucher, only where something is to be held.</param>
internal sealed record VoucherRequest(
    string Type,
    string VoucherId,
    string CafeId,
    Money Amount,
    string Currency,
    string? OrderId,
    string? BillId,
    string? Code
);

/// <summary>What the issuer answers.</summary>
/// <param name="Status"><c>held</c>, <c>done</c> or <c>refused</c>.</param>
/// <param name="Amount">How much is held.</param>
/// <param name="Reason">Its word for a refusal.</param>
internal sealed record VoucherReply(string? Status, Money? Amount = null, string? Reason = null);

/// <summary>The source-generated JSON of what issuers are asked and answer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(VoucherRequest))]
[JsonSerializable(typeof(VoucherReply))]
internal sealed partial class VoucherJson : JsonSerializerContext;

/// <summary>
/// Asks the issuer of vouchers by a signed request to the address of the settings, signed as its own webhooks are. What is asked comes
/// more than once where an answer was lost; the payment's id says so. Thread-safe.
/// </summary>
/// <param name="provider">The issuer, with its address and the secrets that count now.</param>
/// <param name="http">Sends requests.</param>
/// <param name="time">The clock of signatures.</param>
internal sealed class VoucherWebhook(
    Func<PaymentProviderOptions> provider,
    RefundHttp http,
    TimeProvider time
)
{
    private const int LongestWord = 64;

    /// <summary>Asks what is due, once.</summary>
    /// <param name="task">The payment.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public async Task<VoucherOutcome> AskAsync(
        VoucherTask task,
        CancellationToken cancellationToken
    )
    {
        var (voucher, now) = (task.Voucher, provider());
        var isHeld = voucher.Stage == VoucherStage.Reserving;
        if (isHeld && task.Code is null)
        {
            return VoucherOutcome.Retry("its code is not known any more");
        }

        var verb = voucher.Stage switch
        {
            VoucherStage.Reserving => "reserve",
            VoucherStage.Capturing => "capture",
            _ => "release",
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new(
                $"voucher.{verb}",
                voucher.VoucherId,
                task.CafeId,
                voucher.Amount,
                task.Currency,
                voucher.OrderId,
                voucher.BillId,
                isHeld ? task.Code : null
            ),
            VoucherJson.Default.VoucherRequest
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, now.VouchersUrl);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", $"{voucher.VoucherId}-{verb}");
        request.Headers.Add(
            HmacScheme.Header,
            WebhookSignature.Header(now.Secrets[0], time.GetUtcNow().ToUnixTimeSeconds(), body)
        );
        var reply = await http.SendAsync(request, now.Timeout, cancellationToken);
        return !reply.IsSuccess
            ? VoucherOutcome.Retry(reply.Error ?? $"it answers {reply.Status}")
            : Read(reply, isHeld);
    }

    private static VoucherOutcome Read(ProviderReply reply, bool isHeld)
    {
        VoucherReply? answer;
        try
        {
            answer = JsonSerializer.Deserialize(reply.Body.Span, VoucherJson.Default.VoucherReply);
        }
        catch (JsonException)
        {
            answer = null;
        }

        return answer switch
        {
            { Status: "refused" } => VoucherOutcome.Refused(Word(answer.Reason) ?? "refused"),
            { Status: "held", Amount: { IsPositive: true } amount } when isHeld =>
                VoucherOutcome.Held(amount),
            { Status: "done" } when !isHeld => VoucherOutcome.Done,
            _ => VoucherOutcome.Retry("its answer says nothing of the voucher"),
        };
    }

    /// <summary>The issuer's word for a refusal; a word only, so that nothing else of its answer is told.</summary>
    private static string? Word(string? text) =>
        text is { Length: > 0 and <= LongestWord }
        && text.All(letter =>
            char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'
        )
            ? text
            : null;
}
