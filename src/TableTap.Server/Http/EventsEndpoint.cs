using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Subscriptions;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /v1/events</c>: channels as Server-Sent Events, for clients that only listen (section 10). The stream is a session of the hub like a
/// socket's. Thread-safe.
/// </summary>
/// <param name="hub">Serves the streams.</param>
/// <param name="handshakes">Reads what a client brings.</param>
/// <param name="origins">Which pages may listen.</param>
/// <param name="stalled">For how long a client may take nothing.</param>
/// <param name="cut">Cuts what is still open when the server gives up waiting.</param>
internal sealed class EventsEndpoint(
    RealtimeHub hub,
    HandshakeReader handshakes,
    OriginPolicy origins,
    TimeSpan stalled,
    CancellationToken cut
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "listenToEvents",
            "GET",
            "/v1/events",
            ApiTags.Commands,
            "Channels as Server-Sent Events, for clients that only listen"
        )
        {
            Callers = Roles.Everybody,
            Text =
                "Each event's data is a frame as on the socket; the first are connection_established and subscription_confirmed. The id is a cursor over all channels of the stream: Last-Event-ID resumes after it. Counts against the connection limits.",
            Query =
            [
                ApiParameter.Text(
                    "channels",
                    "Names and patterns of channels, with commas or several times."
                ) with
                {
                    Required = true,
                },
                ApiParameter.Text("token", "The token, where no header can be set."),
            ],
            Answer = new("The stream.") { MediaTypes = [MediaType] },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.RateLimitExceeded,
                ErrorCode.ConnectionLimitExceeded,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const string MediaType = "text/event-stream";
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Answers with the stream until it ends.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        var request = new EventsRequest(
            [
                .. context
                    .Request.Query["channels"]
                    .SelectMany(list =>
                        list!.Split(
                            ',',
                            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                        )
                    ),
            ],
            context.Request.Headers[LastEventId].ToString() is { Length: > 0 } last ? last : null
        );
        if (Fault(context, request) is { } fault)
        {
            await ProblemDocument.WriteAsync(context, fault);
            return;
        }

        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        // Proxies that know this header pass each event on at once.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        // A stream has no end and no pace of its own; who takes nothing is noticed by its session.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        // A client that vanished says nothing, and a heartbeat that it does not take tells.
        UnacceptedBytes.Bound(context, stalled);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            cut
        );
        var refusal = await hub.ServeEventsAsync(
            context.Response.Body,
            handshakes.Of(context),
            request,
            context.Abort,
            end.Token
        );
        if (refusal is not null)
        {
            context.Response.Headers.Remove("X-Accel-Buffering");
            await ProblemDocument.WriteAsync(context, refusal.ToBody());
        }
    }

    private ErrorBody? Fault(HttpContext context, EventsRequest request)
    {
        if (!origins.Allows(context.Request))
        {
            return new(
                ErrorCode.InsufficientPermissions,
                "Pages of this origin may not listen; the operator lists them in Security:AllowedOrigins."
            );
        }

        ErrorDetail? problem =
            request.Channels.Count == 0 ? new("channels", "Name at least one channel in channels=…")
            : request.HasValidCursor ? null
            : new(LastEventId, "This is not an id of this stream.");
        return problem is null
            ? null
            : new(ErrorCode.ValidationFailed, problem.Problem, Details: [problem]);
    }
}
