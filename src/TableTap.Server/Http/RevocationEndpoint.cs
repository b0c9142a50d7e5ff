using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary><c>POST /v1/admin/revocations</c>: ends a token or a user, at once and for good (section 1). Thread-safe.</summary>
/// <param name="gate">Lets administrators through.</param>
/// <param name="log">Where it is kept.</param>
/// <param name="ids">Gives the request's id.</param>
internal sealed class RevocationEndpoint(AdminAuthorization gate, RevocationLog log, IdSource ids)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "revoke",
            "POST",
            "/v1/admin/revocations",
            ApiTags.Administration,
            "Ends a token or a user at once"
        )
        {
            Callers = Roles.Admin,
            Request = new(
                "Either jti or user, and why.",
                "Revocation",
                HttpJson.Default.RevocationRequest
            )
            {
                Example = """{"user":"employee_uuid","reason":"Left the company"}""",
            },
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const string Command = "revocation";
    private const int MaxReason = 200;

    /// <summary>Revokes the token or the user that an administrator names.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await gate.AdministratorAsync(context, Command) is not { } administrator)
        {
            return;
        }

        var request = await RequestBody.ReadAsync(
            context,
            HttpJson.Default.RevocationRequest,
            """{"jti": "…" or "user": "…", "reason": "…"}"""
        );
        if (request is null)
        {
            return;
        }

        if (Problems(request) is { Count: > 0 } problems)
        {
            await gate.RefuseAsync(
                context,
                administrator,
                Command,
                new(ErrorCode.ValidationFailed, problems[0].Problem, Details: problems)
            );
            return;
        }

        try
        {
            await log.RevokeAsync(
                new(request.Jti, request.User, request.Reason, administrator.UserId),
                administrator,
                ClientAddress.Of(context),
                ids(),
                context.RequestAborted
            );
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.ServiceUnavailable, "Nothing was revoked; try again.", RetryAfter: 1)
            );
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static List<ErrorDetail> Problems(RevocationRequest request)
    {
        var problems = new List<ErrorDetail>();
        if (request.Jti is null == request.User is null)
        {
            problems.Add(new("jti", "Give either jti or user."));
        }

        foreach (var (path, id) in new[] { ("jti", request.Jti), ("user", request.User) })
        {
            if (id is not null && !Identifier.IsValid(id))
            {
                problems.Add(new(path, $"{path} is {Identifier.Rule}."));
            }
        }

        if (request.Reason.Length is 0 or > MaxReason)
        {
            problems.Add(new("reason", $"reason has 1 to {MaxReason} characters."));
        }

        return problems;
    }
}
