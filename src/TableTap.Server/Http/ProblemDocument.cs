using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>A problem document (RFC 9457) with the socket's error codes (section 2).</summary>
/// <param name="Type">Names the kind of problem; one per code.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, for a person.</param>
/// <param name="Code">The code, as on the socket.</param>
/// <param name="MessageId">The refused command's id, where it had one.</param>
/// <param name="RetryAfter">Seconds to wait, where waiting helps.</param>
/// <param name="Limit">The limit that was passed.</param>
/// <param name="Window">The limit's window in seconds.</param>
/// <param name="Details">Every broken rule of the payload.</param>
/// <param name="Current">The order's state where it refused.</param>
/// <param name="RequiredRole">The least role that may.</param>
/// <param name="Earliest">The earliest time for which the order would be taken, where that helps.</param>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    ErrorCode Code,
    string? MessageId = null,
    double? RetryAfter = null,
    int? Limit = null,
    int? Window = null,
    IReadOnlyList<ErrorDetail>? Details = null,
    CurrentState? Current = null,
    Role? RequiredRole = null,
    DateTimeOffset? Earliest = null
)
{
    /// <summary>The media type of problem documents.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Answers a request with a refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The refusal, as the socket would tell it.</param>
    /// <param name="messageId">The refused command's id, where it had one.</param>
    /// <param name="status">The HTTP status, where it says more than the code.</param>
    public static Task WriteAsync(
        HttpContext context,
        ErrorBody error,
        string? messageId = null,
        int? status = null
    )
    {
        var problem = Of(error, messageId, status);
        var statusCode = problem.Status;
        var response = context.Response;
        response.StatusCode = statusCode;
        if (error.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = $"{(long)Math.Ceiling(seconds)}";
        }

        if (statusCode == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        return JsonAnswer.WriteAsync(
            context,
            FrameWriter.Payload(problem, ProblemJson.Default.ProblemDocument),
            MediaType
        );
    }

    /// <summary>The document of a refusal.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="messageId">The refused command's id, where it had one.</param>
    /// <param name="status">The HTTP status, where it says more than the code.</param>
    public static ProblemDocument Of(ErrorBody error, string? messageId = null, int? status = null)
    {
        var name = JsonNamingPolicy.KebabCaseLower.ConvertName(error.Code.ToString());
        return new(
            $"urn:tabletap:error:{name}",
            $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('-', ' ')}",
            status ?? StatusOf(error.Code),
            error.Message,
            error.Code,
            messageId,
            error.RetryAfter,
            error.Limit,
            error.Window,
            error.Details,
            error.Current,
            error.RequiredRole,
            error.Earliest
        );
    }

    /// <summary>The HTTP status of each code.</summary>
    /// <param name="code">The code.</param>
    public static int StatusOf(ErrorCode code) =>
        code switch
        {
            ErrorCode.AuthenticationFailed => StatusCodes.Status401Unauthorized,
            ErrorCode.InsufficientPermissions
            or ErrorCode.SignatureRequired
            or ErrorCode.SignatureInvalid => StatusCodes.Status403Forbidden,
            ErrorCode.RateLimitExceeded
            or ErrorCode.ConnectionLimitExceeded
            or ErrorCode.PickupCodeLocked => StatusCodes.Status429TooManyRequests,
            ErrorCode.MalformedMessage
            or ErrorCode.UnknownMessageType
            or ErrorCode.UnsupportedVersion => StatusCodes.Status400BadRequest,
            ErrorCode.ValidationFailed => StatusCodes.Status422UnprocessableEntity,
            ErrorCode.HistoryUnavailable => StatusCodes.Status410Gone,
            ErrorCode.NotFound => StatusCodes.Status404NotFound,
            ErrorCode.InternalError => StatusCodes.Status500InternalServerError,
            ErrorCode.ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status409Conflict,
        };
}

/// <summary>The source-generated JSON of problem documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Timestamp)]
)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
