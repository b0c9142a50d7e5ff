using System.Collections.Frozen;
using TableTap.Cafes.Answers;
using TableTap.Cafes.ProviderEvents;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.Configuration;
using TableTap.Server.Http.Operations;
using TableTap.Server.Webhooks;

namespace TableTap.Server.Http;

/// <summary>
/// <c>POST /v1/webhooks/payments/{provider}</c>: what payment providers report, in any order and as often as they like
/// (section 5, "Webhooks"). Answers 200 only once the event is durable. Thread-safe.
/// </summary>
/// <param name="settings">The providers, with the secrets that count now.</param>
/// <param name="intake">Takes what they report.</param>
/// <param name="refusals">Audits what is refused.</param>
/// <param name="forgeries">How many reports without a right signature an address may send in a minute.</param>
/// <param name="time">The clock of signatures.</param>
internal sealed class WebhookEndpoint(
    LiveSettings settings,
    ProviderEventInbox intake,
    RefusalAudit refusals,
    RequestAllowance forgeries,
    TimeProvider time
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "reportPayment",
            "POST",
            "/v1/webhooks/payments/{provider}",
            ApiTags.Commands,
            "What a payment provider reports"
        )
        {
            Text =
                "Signed by the provider (section 5). Events may come in any order and as often as they like; the answer comes once the event is durable.",
            Request = new("The provider's event, as it signed it."),
            Answer = new("Taken.", "Webhook", () => HttpJson.Default.WebhookAnswer)
            {
                Example = """{"status":"processed"}""",
            },
            Refusals =
            [
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.NotFound,
                ErrorCode.SignatureRequired,
                ErrorCode.SignatureInvalid,
                ErrorCode.RateLimitExceeded,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const int MaxBytes = 256 * 1024;

    private static readonly FrozenDictionary<PaymentScheme, IWebhookScheme> Schemes =
        new Dictionary<PaymentScheme, IWebhookScheme>
        {
            [PaymentScheme.Hmac] = new HmacScheme(),
            [PaymentScheme.Stripe] = new StripeScheme(),
        }.ToFrozenDictionary();

    /// <summary>Checks the signature of a provider's event, and answers once the event is durable.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        var name = context.GetRouteValue("provider") as string ?? "";
        if (settings.Now.Payments.Find(name) is not { } provider)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, "There is no such payment provider.")
            );
            return;
        }

        // What costs nothing to check comes before the body, which anybody may send.
        var scheme = Schemes[provider.Scheme];
        var address = AddressKey.Of(ClientAddress.Of(context));
        if (forgeries.IsSpent(address))
        {
            context.Response.Headers.Connection = "close";
            await ProblemDocument.WriteAsync(context, TooManyForged);
            return;
        }

        if (context.Request.Headers[scheme.SignatureHeader].Count == 0)
        {
            forgeries.TryTake(address, out _);
            await RefuseAsync(
                context,
                name,
                Unsigned(scheme.SignatureHeader, SignatureVerdict.Missing),
                StatusCodes.Status401Unauthorized
            );
            return;
        }

        if (await RequestBody.ReadAsync(context, MaxBytes) is not { } body)
        {
            return;
        }

        var verdict = WebhookSignature.Check(
            context.Request.Headers[scheme.SignatureHeader],
            body.Span,
            provider.Secrets,
            provider.Tolerance,
            time.GetUtcNow()
        );
        if (verdict != SignatureVerdict.Right)
        {
            forgeries.TryTake(address, out _);
            await RefuseAsync(
                context,
                name,
                Unsigned(scheme.SignatureHeader, verdict),
                StatusCodes.Status401Unauthorized
            );
            return;
        }

        var reading = scheme.Read(name, body);
        if (reading.Problem is { } problem)
        {
            await RefuseAsync(context, name, problem);
        }
        else
        {
            await TakeAsync(context, provider, reading.Notice);
        }
    }

    private async Task TakeAsync(
        HttpContext context,
        PaymentProviderOptions provider,
        IncomingProviderEvent? notice
    )
    {
        ProviderEventOutcome outcome;
        try
        {
            outcome = notice is null
                ? ProviderEventOutcome.Nowhere
                : await intake.TakeAsync(
                    notice,
                    provider.Cafes,
                    ClientAddress.Of(context),
                    context.RequestAborted
                );
        }
        catch (JournalUnavailableException)
        {
            outcome = new(
                Done: false,
                new(
                    ErrorCode.ServiceUnavailable,
                    "Nothing was stored; send it again.",
                    RetryAfter: 5
                )
            );
        }

        // What happened at the provider is not undone by a refusal here: it is sent again until there is room for it, and
        // whatever else is wrong with it stays wrong.
        await (
            outcome.Refusal
                is { Code: ErrorCode.ServiceUnavailable or ErrorCode.InternalError } later
                ? ProblemDocument.WriteAsync(context, later)
            : outcome.Refusal is { } refusal ? RefuseAsync(context, provider.Name, refusal)
            : JsonAnswer.WriteAsync(
                context,
                new WebhookAnswer(outcome.Done ? AuditTrail.Processed : "ignored"),
                HttpJson.Default.WebhookAnswer
            )
        );
    }

    private Task RefuseAsync(
        HttpContext context,
        string provider,
        ErrorBody refusal,
        int? status = null
    )
    {
        refusals.Count(
            AuditTrail.Line(provider, ClientAddress.Of(context), "", refusal, time.GetUtcNow())
        );
        return ProblemDocument.WriteAsync(context, refusal, status: status);
    }

    private ErrorBody TooManyForged =>
        new(
            ErrorCode.RateLimitExceeded,
            "Too many reports without a right signature from this address.",
            RetryAfter: RequestAllowance.Window,
            Limit: forgeries.Limit,
            Window: RequestAllowance.Window
        );

    private static ErrorBody Unsigned(string header, SignatureVerdict verdict) =>
        verdict switch
        {
            SignatureVerdict.Missing => new(
                ErrorCode.SignatureRequired,
                $"The header {header} is missing."
            ),
            SignatureVerdict.OutOfTime => new(
                ErrorCode.SignatureInvalid,
                $"The time of {header} is too far off; check the clocks."
            ),
            _ => new(ErrorCode.SignatureInvalid, $"The signature in {header} is wrong."),
        };
}
