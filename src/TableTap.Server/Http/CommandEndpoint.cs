using System.Text.Json;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Limits;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>POST /v1/commands</c>: any command of the socket, same body, same answer (section 4). A refusal is a problem document
/// with what the socket's <c>message_error</c> tells. Thread-safe.
/// </summary>
/// <param name="auth">Who sends it.</param>
/// <param name="commands">Takes commands.</param>
/// <param name="allowance">How many a user may send (section 8).</param>
/// <param name="maxBytes">The largest message.</param>
internal sealed class CommandEndpoint(
    BearerAuth auth,
    CafeCommandHandler commands,
    RequestAllowance allowance,
    int maxBytes
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "sendCommand",
            "POST",
            "/v1/commands",
            ApiTags.Commands,
            "Any command of section 4, as on the socket"
        )
        {
            Callers = Roles.Everybody,
            Text =
                "Answered after it is durable. The same messageId again gets the first answer. Counted per user, as on a connection.",
            Query = [ReasonText.Parameter(isRequired: false)],
            Request = new("The same frame as on the socket.", ApiBody.Command)
            {
                Example = ApiSamples.Command,
            },
            Answer = new("The acknowledgement.", "message_acknowledged")
            {
                Example = ApiSamples.Acknowledged,
            },
            Refusals =
            [
                .. Enum.GetValues<ErrorCode>()
                    .Where(code =>
                        code
                            is not (
                                ErrorCode.ConnectionLimitExceeded
                                or ErrorCode.HistoryUnavailable
                            )
                    ),
            ],
        };

    /// <summary>What the audit calls a command that was refused before it was read.</summary>
    private const string Unread = "command";

    /// <summary>Has a command of the caller decided, and answers with its outcome.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } sender)
        {
            return;
        }

        if (!allowance.TryTake(sender.UserId, out var retryAfter))
        {
            var tooMany = new ErrorBody(
                ErrorCode.RateLimitExceeded,
                "Too many commands sent.",
                retryAfter,
                allowance.LimitOf(sender.UserId),
                RequestAllowance.Window
            );
            commands.CountRefused(sender, ClientAddress.Of(context), Unread, tooMany);
            await ProblemDocument.WriteAsync(context, tooMany);
            return;
        }

        if (await RequestBody.ReadAsync(context, maxBytes) is not { } body)
        {
            return;
        }

        var reason = context.Request.Query[ReasonText.Name] is [{ Length: > 0 } why] ? why : null;
        if (reason is not null && ReasonText.Problem(reason) is { } unkept)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.ValidationFailed, unkept.Problem, Details: [unkept])
            );
            return;
        }

        if (!EnvelopeReader.TryRead(body.Span, out var envelope, out var problem))
        {
            var malformed = new ErrorBody(ErrorCode.MalformedMessage, problem.Message);
            commands.CountRefused(sender, ClientAddress.Of(context), Unread, malformed);
            await ProblemDocument.WriteAsync(context, malformed, problem.MessageId);
            return;
        }

        if (Fault(envelope) is { } fault)
        {
            commands.CountRefused(
                sender,
                ClientAddress.Of(context),
                envelope.Descriptor?.Type ?? Unread,
                fault
            );
            await ProblemDocument.WriteAsync(context, fault, envelope.MessageId);
            return;
        }

        var row = envelope.Descriptor!;
        ErrorBody? refusal = row.Senders.Has(sender.Role)
            ? null
            : new(
                ErrorCode.InsufficientPermissions,
                $"The role does not reach for {row.Type}.",
                RequiredRole: LeastOf(row.Senders)
            );
        var request = new CommandRequest(
            sender,
            row,
            envelope.MessageId!,
            envelope.DataOf(body),
            ClientAddress.Of(context)
        )
        {
            Signature = ClientSignature.Of(envelope, body.Span, sender.SigningKey),
            TraceParent = context.Request.Headers.TraceParent is [{ } parent]
                ? parent
                : envelope.CorrelationId,
            Reason = reason,
        };
        var answer = await commands.HandleAsync(request, refusal, context.RequestAborted);
        await WriteAsync(context, answer, request.MessageId);
    }

    private static ErrorBody? Fault(Envelope envelope)
    {
        if (!ProtocolVersion.Supports(envelope.Version))
        {
            return new(
                ErrorCode.UnsupportedVersion,
                $"This server speaks version {ProtocolVersion.Current}."
            );
        }

        if (envelope.Descriptor is not { Kind: MessageKind.Command })
        {
            return new(ErrorCode.UnknownMessageType, $"'{envelope.Type}' is no command.");
        }

        return envelope.MessageId is null
            ? new(
                ErrorCode.ValidationFailed,
                "A command needs a messageId.",
                Details: [new("messageId", $"is missing; {Identifier.Rule}")]
            )
            : null;
    }

    private static Role LeastOf(Roles senders) =>
        Enum.GetValues<Role>().First(role => senders.Has(role));

    private static Task WriteAsync(
        HttpContext context,
        ReadOnlyMemory<byte> answer,
        string messageId
    )
    {
        if (
            EnvelopeReader.TryRead(answer.Span, out var envelope, out _)
            && envelope.Type == MessageCatalogue.NoticeOf<MessageError>().Type
            && JsonSerializer.Deserialize(
                envelope.DataOf(answer).Span,
                ProtocolJson.Default.MessageError
            )
                is { } refused
        )
        {
            return ProblemDocument.WriteAsync(context, refused.Error, messageId);
        }

        return JsonAnswer.WriteAsync(context, answer);
    }
}
