using System.Runtime.InteropServices;
using System.Text.Json;
using TableTap.Cafes.Publishing;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>POST /v1/publish</c>: an existing ordering system tells catalogue events to the channels of its own cafés (section 10). Thread-safe.
/// </summary>
/// <param name="auth">Who publishes.</param>
/// <param name="publisher">Tells the messages.</param>
/// <param name="links">The links that messages may have.</param>
/// <param name="allowance">How many requests a user may send.</param>
/// <param name="maxMessages">The most messages of a request.</param>
internal sealed class PublishEndpoint(
    BearerAuth auth,
    Publisher publisher,
    LinkAllowList links,
    RequestAllowance allowance,
    int maxMessages
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "publishMessages",
            "POST",
            "/v1/publish",
            ApiTags.Commands,
            "Tells events of an existing ordering system"
        )
        {
            Callers = Roles.Service,
            Text =
                "One message, or {messages: […]}: type and data of the catalogue's events, a channel of the own cafés, and a messageId by which each is told once. What is new is told in one commit and durable before the answer, which says of each message what became of it.",
            Request = new(
                "A frame of an event with its channel, or a list of them.",
                ApiBody.Publication
            )
            {
                Example = ApiSamples.Publication,
            },
            Answer = new("What became of each.", "Published", () => HttpJson.Default.PublishAnswer)
            {
                Example =
                    """{"results":[{"messageId":"pos-4711","channel":"cafe:cafe_uuid:general","sequence":42,"serverMessageId":"msg_0190c5a4d2e07b3c8f1d2a6b9e4f0001"}]}""",
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.RateLimitExceeded,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const int MaxBytes = 1024 * 1024;
    private const int EnvelopeDepth = 2;
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = Protocol.Envelopes.EnvelopeReader.MaxDepth + EnvelopeDepth,
    };

    /// <summary>Publishes what a back end sends, and says of each message what became of it.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } sender)
        {
            return;
        }

        if (Refusal(sender) is { } refusal)
        {
            await RefuseAsync(context, sender, refusal);
            return;
        }

        if (await RequestBody.ReadAsync(context, MaxBytes) is not { } body)
        {
            return;
        }

        var messages = Read(body, out var fault);
        if (fault is not null)
        {
            await RefuseAsync(context, sender, fault);
            return;
        }

        try
        {
            var results = await publisher.PublishAsync(
                sender,
                ClientAddress.Of(context),
                messages,
                context.RequestAborted
            );
            await JsonAnswer.WriteAsync(
                context,
                new PublishAnswer(results),
                HttpJson.Default.PublishAnswer
            );
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The messages could not be told now; send them again under the same ids.",
                    RetryAfter: 1
                )
            );
        }
    }

    private ErrorBody? Refusal(Identity sender)
    {
        if (sender.Role != Role.Service)
        {
            return new(
                ErrorCode.InsufficientPermissions,
                "Only a back end publishes.",
                RequiredRole: Role.Service
            );
        }

        return allowance.TryTake(sender.UserId, out var retryAfter)
            ? null
            : new(
                ErrorCode.RateLimitExceeded,
                "Too many requests; put more messages into one.",
                retryAfter,
                allowance.Limit,
                RequestAllowance.Window
            );
    }

    private Task RefuseAsync(HttpContext context, Identity sender, ErrorBody refusal)
    {
        publisher.CountRefused(sender, ClientAddress.Of(context), refusal);
        return ProblemDocument.WriteAsync(context, refusal);
    }

    private List<(Publication? Message, PublishResult Refused)> Read(
        ReadOnlyMemory<byte> body,
        out ErrorBody? fault
    )
    {
        fault = null;
        var messages = new List<(Publication?, PublishResult)>();
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var root = document.RootElement;
            var isBatch =
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("messages", out var list);
            var all =
                !isBatch ? [root]
                : root.GetProperty("messages") is { ValueKind: JsonValueKind.Array } array
                    ? array.EnumerateArray().ToArray()
                : [];
            if (all.Length == 0 || all.Length > maxMessages)
            {
                fault = new(
                    ErrorCode.ValidationFailed,
                    $"A request has 1 to {maxMessages} messages.",
                    Limit: maxMessages,
                    Details: [new("messages", $"expected a list of 1 to {maxMessages} messages")]
                );
                return messages;
            }

            foreach (var one in all)
            {
                var message = Publication.Read(
                    JsonMarshal.GetRawUtf8Value(one),
                    links,
                    out var messageId,
                    out var refusal
                );
                messages.Add((message, new(messageId, Error: refusal)));
            }
        }
        catch (JsonException)
        {
            fault = new(
                ErrorCode.MalformedMessage,
                "The body has to be JSON: one message, or {\"messages\": […]}."
            );
        }

        return messages;
    }
}
