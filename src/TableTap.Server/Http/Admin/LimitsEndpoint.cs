using TableTap.Cafes.Answers;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Options;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.State;
using TableTap.Server.Limits;
using TableTap.Terms;

namespace TableTap.Server.Http.Admin;

/// <summary>
/// <c>/v1/admin/limits</c>: raises a limit for a user or a café for some time, lists what is raised and lowers it again (sections 8 and 10).
/// Thread-safe.
/// </summary>
/// <param name="admins">Lets administrators of the server through.</param>
/// <param name="log">Where it is kept.</param>
/// <param name="options">What the limits are for all now.</param>
/// <param name="ids">Gives the request's id.</param>
/// <param name="time">The clock by which a raise ends.</param>
internal sealed class LimitsEndpoint(
    AdminAuthorization admins,
    RaiseLog log,
    Func<RealtimeOptions> options,
    IdSource ids,
    TimeProvider time
)
{
    private const string Address = "/v1/admin/limits";
    private const int MostValue = 1_000_000;
    private const int MostMinutes = 24 * 60;
    private const string Raising = "limit_raise";
    private const string Lowering = "limit_lower";
    private const string Reading = "limits_read";

    private static readonly string[] Names = [.. Enum.GetNames<RaisableLimit>()];

    /// <summary>What posting to the address does.</summary>
    public static ApiOperation Raise { get; } =
        new(
            "raiseLimit",
            "POST",
            Address,
            ApiTags.Administration,
            "Raises a limit for a user or a café for some time"
        )
        {
            Callers = Roles.Admin,
            Text =
                "For an administrator of the server. It ends by itself, also over a restart. An earlier raise of the same gives its place.",
            Request = new(
                "Which limit, for whom, to what, for how long, and why.",
                "LimitRequest",
                () => AdminJson.Default.LimitRequest
            )
            {
                Example =
                    """{"limit":"SocketsPerUser","id":"employee_uuid","value":20,"minutes":120,"reason":"Wedding, six tablets"}""",
            },
            Answer = new("What is raised.", "RaisedLimit", () => AdminJson.Default.KeptRaise)
            {
                Example = AdminSamples.Raise,
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

    /// <summary>What reading the address does.</summary>
    public static ApiOperation List { get; } =
        new(
            "listRaisedLimits",
            "GET",
            Address,
            ApiTags.Administration,
            "The limits that are raised now, what ends first first"
        )
        {
            Callers = Roles.Admin,
            Answer = new("The limits.", "RaisedLimits", () => AdminJson.Default.LimitsAnswer)
            {
                Example = $$"""{"limits":[{{AdminSamples.Raise}}]}""",
            },
            Refusals = [ErrorCode.InsufficientPermissions],
        };

    /// <summary>What deleting at the address does.</summary>
    public static ApiOperation Lower { get; } =
        new("lowerLimit", "DELETE", Address, ApiTags.Administration, "Ends a raise before its time")
        {
            Callers = Roles.Admin,
            Query =
            [
                ApiParameter.Text("limit", "The limit, by its setting.") with
                {
                    Required = true,
                },
                ApiParameter.Id("id", "The id of the user, or of the café.") with
                {
                    Required = true,
                },
                ReasonText.Parameter(isRequired: true),
            ],
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>Raises what an administrator names.</summary>
    /// <param name="context">The request.</param>
    public async Task RaiseAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Raising) is not { } administrator)
        {
            return;
        }

        var request = await RequestBody.ReadAsync(
            context,
            AdminJson.Default.LimitRequest,
            """{"limit": "SocketsPerUser", "id": "…", "value": 20, "minutes": 120, "reason": "…"}"""
        );
        if (request is null)
        {
            return;
        }

        if (Problems(request) is { Count: > 0 } problems)
        {
            await QueryValues.RefuseAsync(context, problems);
            return;
        }

        var key = KeptRaise.KeyOf(request.Limit, request.Id);
        if (log.InForce.Count(one => one.Key != key) >= RaiseLog.Most)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.Conflict,
                    $"{RaiseLog.Most} limits are raised already; change the settings instead."
                )
            );
            return;
        }

        var now = time.GetUtcNow();
        var raise = new KeptRaise(
            request.Limit,
            request.Id,
            request.Value,
            now,
            now + TimeSpan.FromMinutes(request.Minutes),
            administrator.UserId,
            request.Reason
        );
        var line = Line(
            context,
            administrator,
            Raising,
            $"{raise.Key}={raise.Value}, minutes={request.Minutes}",
            request.Reason
        );
        if (await DoAsync(context, () => log.RaiseAsync(raise, line)))
        {
            await JsonAnswer.WriteAsync(context, raise, AdminJson.Default.KeptRaise);
        }
    }

    /// <summary>Lists what is raised now.</summary>
    /// <param name="context">The request.</param>
    public async Task ListAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Reading) is not null)
        {
            await JsonAnswer.WriteAsync(
                context,
                new LimitsAnswer(log.InForce),
                AdminJson.Default.LimitsAnswer
            );
        }
    }

    /// <summary>Ends the raise that the query names.</summary>
    /// <param name="context">The request.</param>
    public async Task LowerAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Lowering) is not { } administrator)
        {
            return;
        }

        var problems = new List<ErrorDetail>();
        var query = new QueryValues(
            context.Request.Query,
            ["limit", "id", ReasonText.Name],
            problems
        );
        var (limit, id, reason) = (query.One("limit"), query.One("id"), query.One(ReasonText.Name));
        if (ReasonText.Problem(reason ?? "") is { } problem)
        {
            problems.Add(problem);
        }

        if (problems.Count > 0)
        {
            await QueryValues.RefuseAsync(context, problems);
            return;
        }

        if (log.InForce.FirstOrDefault(one => one.Limit == limit && one.Id == id) is not { } raise)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, "That limit is not raised for that id now.")
            );
            return;
        }

        var line = Line(context, administrator, Lowering, raise.Key, reason);
        if (await DoAsync(context, () => log.LiftAsync(raise, line)))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private List<ErrorDetail> Problems(LimitRequest request)
    {
        var problems = new List<ErrorDetail>();
        if (!Names.Contains(request.Limit))
        {
            problems.Add(new("limit", $"expected {QueryValues.Listed(Names)}"));
        }
        else if (UsualOf(request.Limit) is var usual && request.Value <= usual)
        {
            problems.Add(new("value", $"expected more than {usual}, which holds for all"));
        }

        if (request.Value > MostValue)
        {
            problems.Add(new("value", $"expected at most {MostValue}"));
        }

        if (!Identifier.IsValid(request.Id))
        {
            problems.Add(new("id", $"expected an id: {Identifier.Rule}"));
        }

        if (request.Minutes is < 1 or > MostMinutes)
        {
            problems.Add(new("minutes", $"expected a whole number from 1 to {MostMinutes}"));
        }

        if (ReasonText.Problem(request.Reason) is { } problem)
        {
            problems.Add(problem);
        }

        return problems;
    }

    private int UsualOf(string limit) =>
        Enum.Parse<RaisableLimit>(limit) switch
        {
            RaisableLimit.SocketsPerUser => options().Admission.SocketsPerUser,
            RaisableLimit.ConnectionsPerCafe => options().Admission.PerCafe,
            _ => options().Messages.MessagesPerMinute,
        };

    private AuditLine Line(
        HttpContext context,
        Identity administrator,
        string command,
        string target,
        string? reason
    ) =>
        AuditTrail.Line(
            AuditTrail.Server,
            administrator,
            ClientAddress.Of(context),
            command,
            ids(),
            refusal: null,
            time.GetUtcNow()
        )! with
        {
            Target = target,
            Reason = reason,
        };

    private static async Task<bool> DoAsync(HttpContext context, Func<Task> change)
    {
        try
        {
            await change();
            return true;
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The journal cannot be written now, and nothing was changed; try again.",
                    RetryAfter: 1
                )
            );
            return false;
        }
    }
}
