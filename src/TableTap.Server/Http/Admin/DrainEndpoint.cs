using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.State;
using TableTap.Terms;

namespace TableTap.Server.Http.Admin;

/// <summary><c>/v1/admin/drain</c>: sends clients away for some minutes, and lets them in again (section 10). Thread-safe.</summary>
/// <param name="admins">Lets administrators of the server through.</param>
/// <param name="drain">Drains.</param>
/// <param name="audit">Writes down who drains, and why.</param>
internal sealed class DrainEndpoint(
    AdminAuthorization admins,
    DrainControl drain,
    ActionAudit audit
)
{
    private const string Address = "/v1/admin/drain";

    /// <summary>What posting to the address does.</summary>
    public static ApiOperation Begin { get; } =
        new(
            "beginDrain",
            "POST",
            Address,
            ApiTags.Administration,
            "Lets nobody connect for some minutes, and sends those away who are connected"
        )
        {
            Callers = Roles.Admin,
            Text =
                "For an administrator of the server. It is not ready meanwhile, sockets are closed as at a stop, over Server:DrainWindow, and commands over HTTP are done. It ends by itself. With disconnect false those who are connected stay.",
            Request = new(
                "Why, for how long, and whether those who are connected go.",
                "DrainRequest",
                () => AdminJson.Default.DrainRequest
            )
            {
                Example = """{"reason":"New version","minutes":5,"disconnect":true}""",
            },
            Answer = new("The drain.", "Drain", () => AdminJson.Default.DrainAnswer)
            {
                Example = AdminSamples.Drain,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.Conflict,
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>What deleting at the address does.</summary>
    public static ApiOperation End { get; } =
        new("endDrain", "DELETE", Address, ApiTags.Administration, "Lets clients connect again")
        {
            Callers = Roles.Admin,
            Query = [ReasonText.Parameter(isRequired: true)],
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const string Draining = "drain";
    private const string Ending = "drain_end";
    private const int MostMinutes = 60;

    private static readonly ErrorBody Refused = new(
        ErrorCode.Conflict,
        "The server is drained already, or stops."
    );

    /// <summary>Begins the drain that the body describes.</summary>
    /// <param name="context">The request.</param>
    public async Task BeginAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Draining) is not { } administrator)
        {
            return;
        }

        var request = await RequestBody.ReadAsync(
            context,
            AdminJson.Default.DrainRequest,
            """{"reason": "…", "minutes": 5, "disconnect": true}"""
        );
        if (request is null)
        {
            return;
        }

        var problems = new List<ErrorDetail>();
        if (ReasonText.Problem(request.Reason) is { } problem)
        {
            problems.Add(problem);
        }

        if (request.Minutes is < 1 or > MostMinutes)
        {
            problems.Add(new("minutes", $"expected a whole number from 1 to {MostMinutes}"));
        }

        if (problems.Count > 0)
        {
            await QueryValues.RefuseAsync(context, problems);
            return;
        }

        if (drain.Current is not null)
        {
            await ProblemDocument.WriteAsync(context, Refused);
            return;
        }

        var what =
            $"minutes={request.Minutes}, disconnect={(request.Disconnect ? "true" : "false")}";
        if (!await audit.WriteAsync(context, administrator, Draining, what, request.Reason))
        {
            return;
        }

        // Of two that come at once the second stands in the audit already, and so does its refusal then.
        await (
            drain.TryBegin(request, administrator.UserId) is { } begun
                ? JsonAnswer.WriteAsync(context, begun, AdminJson.Default.DrainAnswer)
                : admins.RefuseAsync(context, administrator, Draining, Refused)
        );
    }

    /// <summary>Ends the drain that is under way.</summary>
    /// <param name="context">The request.</param>
    public async Task EndAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Ending) is not { } administrator)
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

        if (drain.Current is null)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, "The server is not drained now.")
            );
            return;
        }

        if (await audit.WriteAsync(context, administrator, Ending, null, reason))
        {
            drain.TryEnd();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }
}
