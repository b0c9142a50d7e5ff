using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Redaction;
using TableTap.Protocol.Values;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Inspection;
using TableTap.Realtime.Sending;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.State;
using TableTap.Terms;

namespace TableTap.Server.Http.Admin;

/// <summary>
/// <c>GET /v1/admin/connections/{id}/frames</c>: the frames of one connection as they come, redacted, for an administrator of the server
/// who says why; the beginning and the end stand in the audit (sections 9 and 10). Thread-safe.
/// </summary>
/// <param name="admins">Lets administrators of the server through.</param>
/// <param name="inspection">Watches connections.</param>
/// <param name="audit">Writes down who watches whom.</param>
/// <param name="revocations">Who is no longer served.</param>
/// <param name="longest">How long one may watch who begins now.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">The server stops.</param>
internal sealed class FramesEndpoint(
    AdminAuthorization admins,
    HubInspection inspection,
    ActionAudit audit,
    Revocations revocations,
    Func<TimeSpan> longest,
    TimeProvider time,
    CancellationToken stopping
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "watchFrames",
            "GET",
            "/v1/admin/connections/{id}/frames",
            ApiTags.Administration,
            "The frames of one connection as they come, redacted, as Server-Sent Events"
        )
        {
            Callers = Roles.Admin,
            Text =
                "For an administrator of the server. Texts, amounts, tokens and everything about payments are told by their size alone, allergies are left out. Each event frame has {direction, at, bytes, skipped, frame}; the event end says why it is over. It ends by itself after Server:FrameWatch. Beginning and end stand in the audit.",
            Query = [ReasonText.Parameter(isRequired: true)],
            Answer = new("The stream.") { MediaTypes = [MediaType] },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.Conflict,
                ErrorCode.ValidationFailed,
                ErrorCode.RateLimitExceeded,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const string Watching = "frames_watch";
    private const string Watched = "frames_watch_end";
    private const string MediaType = "text/event-stream";

    /// <summary>How often the stream gives a sign of life, and who was revoked is noticed.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private static readonly byte[] SignOfLife = ":\n\n"u8.ToArray();

    /// <summary>Answers with the stream until it ends.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Watching) is not { } administrator)
        {
            return;
        }

        var problems = new List<ErrorDetail>();
        var reason =
            new QueryValues(context.Request.Query, [ReasonText.Name], problems).One(ReasonText.Name)
            ?? "";
        if (ReasonText.Problem(reason) is { } problem)
        {
            problems.Add(problem);
        }

        if (problems.Count > 0)
        {
            await QueryValues.RefuseAsync(context, problems);
            return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            // Nobody is watched for an answer without a body.
            context.Response.ContentType = MediaType;
            return;
        }

        var id = context.Request.RouteValues["id"] as string ?? "";
        using var watch = inspection.Watch(id, out var refusal);
        if (watch is null)
        {
            await admins.RefuseAsync(context, administrator, Watching, Words(id, refusal!.Value));
            return;
        }

        if (await audit.WriteAsync(context, administrator, Watching, id, reason))
        {
            try
            {
                await StreamAsync(context, administrator, watch);
            }
            finally
            {
                await audit.EndAsync(context, administrator, Watched, id);
            }
        }
    }

    private static ErrorBody Words(string id, WatchRefusal refusal) =>
        refusal switch
        {
            WatchRefusal.Watched => new(
                ErrorCode.Conflict,
                "Somebody else watches this connection now."
            ),
            WatchRefusal.TooMany => new(
                ErrorCode.RateLimitExceeded,
                $"{HubInspection.MostWatches} connections are watched already; end one first.",
                RetryAfter: 10,
                Limit: HubInspection.MostWatches
            ),
            _ => new(ErrorCode.NotFound, $"No connection of this server is called '{id}'."),
        };

    private async Task StreamAsync(HttpContext context, Identity administrator, FrameWatch watch)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        // Proxies that know this header pass each event on at once.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        UnacceptedBytes.Bound(context, Heartbeat * 4);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var limit = new CancellationTokenSource(Length(administrator), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            stopping,
            context.RequestAborted
        );
        try
        {
            await WriteAsync(context, SignOfLife, end.Token);
            var why = await TellAsync(context, administrator, watch, limit.Token, end.Token);
            // A line that is slow is slow by the true clock.
            using var patience = new CancellationTokenSource(Heartbeat, TimeProvider.System);
            using var last = CancellationTokenSource.CreateLinkedTokenSource(
                patience.Token,
                context.RequestAborted
            );
            await WriteAsync(context, EventOf(why), last.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Whoever watched has left, or does not read: then the connection is cut.
        }
    }

    // No longer than the token that it was asked with.
    private TimeSpan Length(Identity administrator)
    {
        var (left, most) = (administrator.ExpiresAt - time.GetUtcNow(), longest());
        return left <= TimeSpan.Zero ? TimeSpan.Zero
            : left < most ? left
            : most;
    }

    private async Task<string> TellAsync(
        HttpContext context,
        Identity administrator,
        FrameWatch watch,
        CancellationToken limit,
        CancellationToken end
    )
    {
        await using var frames = watch.ReadAllAsync(end).GetAsyncEnumerator(end);
        var next = frames.MoveNextAsync().AsTask();
        var pause = Task.Delay(Heartbeat, time, end);
        try
        {
            while (!revocations.Contains(administrator))
            {
                // However many frames wait: it is over when it is over.
                end.ThrowIfCancellationRequested();
                if (await Task.WhenAny(next, pause) != next)
                {
                    await pause;
                    await WriteAsync(context, SignOfLife, end);
                    pause = Task.Delay(Heartbeat, time, end);
                    continue;
                }

                if (!await next)
                {
                    return "closed";
                }

                await WriteAsync(context, EventOf(frames.Current), end);
                next = frames.MoveNextAsync().AsTask();
            }

            return "revoked";
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return limit.IsCancellationRequested ? "time" : "stopping";
        }
        finally
        {
            // An enumerator is not disposed of while it is asked.
            watch.Dispose();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static byte[] EventOf(string why) =>
        System.Text.Encoding.ASCII.GetBytes(
            $$"""event: end{{"\n"}}data: {"reason":"{{why}}"}{{"\n\n"}}"""
        );

    private static ReadOnlyMemory<byte> EventOf(WatchedFrame watched)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write("event: frame\ndata: "u8);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString(
                "direction"u8,
                watched.Direction == WatchedDirection.In ? "in"u8 : "out"u8
            );
            json.WriteString("at"u8, Timestamp.Text(watched.At));
            json.WriteNumber("bytes"u8, watched.Frame.Length);
            if (watched.Skipped > 0)
            {
                json.WriteNumber("skipped"u8, watched.Skipped);
            }

            json.WritePropertyName("frame"u8);
            FrameRedaction.Write(json, watched.Frame);
            json.WriteEndObject();
        }

        bytes.Write("\n\n"u8);
        return bytes.WrittenMemory;
    }

    private static async Task WriteAsync(
        HttpContext context,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
